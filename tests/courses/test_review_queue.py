"""Who finds a reflection in the queue, what they see of it, who holds it, and what stays when somebody goes."""

from __future__ import annotations

import datetime
import json
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import Review, Submission
from courses.services import reviews
from portal.data_rights.erasing import erase
from portal.data_rights.exporting import everything
from tests.courses.conftest import REFLECTION
from tests.courses.reviewing import (
    TEXT,
    answer,
    coach,
    course_with_review,
    hand_in,
    queue_of,
    signed_in,
)
from tests.factories import UserFactory, translate

pytestmark = pytest.mark.django_db
QUERIES_OF_THE_QUEUE = 7


def age(days: int) -> None:
    Submission.objects.update(submitted_at=timezone.now() - datetime.timedelta(days=days))


# --- The queue -------------------------------------------------------------------------------------


def test_a_coach_finds_the_oldest_first_and_sees_the_name() -> None:
    lesson = course_with_review()
    learner = UserFactory(first_name="Kim", last_name="Lind")
    hand_in(learner, lesson)
    reader = coach()
    assert "Vad gjorde du?" in queue_of(reader)
    mine = signed_in(reader).get(reverse("learning")).content.decode()
    assert reverse("learning_reviews") in mine
    submission = Submission.objects.get()
    client = signed_in(reader)
    address = reverse("learning_review", args=[submission.pk])
    assert client.get(address).status_code == 302, "read only once it is taken"
    client.post(reverse("learning_review_take", args=[submission.pk]))
    shown = client.get(address).content.decode()
    assert TEXT in shown
    assert "Kim Lind" in shown
    assert learner.email not in shown


def test_peers_have_finished_the_same_and_see_no_names() -> None:
    lesson = course_with_review("peer")
    learner, peer = UserFactory(first_name="Kim", last_name="Lind"), UserFactory(first_name="Bo")
    hand_in(learner, lesson)
    submission = Submission.objects.get(user=learner)
    for somebody in (learner, peer, coach()):
        assert "Vad gjorde du?" not in queue_of(somebody)
        answer(somebody, submission)
    assert not Review.objects.exists()

    hand_in(peer, lesson, "Jag skrev också.")
    client = signed_in(peer)
    client.post(reverse("learning_review_take", args=[submission.pk]))
    shown = client.get(reverse("learning_review", args=[submission.pk])).content.decode()
    assert TEXT in shown
    assert "Lind" not in shown
    assert learner.username not in shown
    answer(peer, submission, comment="Tydligt!")
    seen = signed_in(learner).get(lesson.url).content.decode()
    assert "Tydligt!" in seen
    assert peer.username not in seen.replace(f'"{peer.username}"', "")


def test_who_was_asked_to_try_again_has_not_finished() -> None:
    lesson = course_with_review("peer")
    learner, peer = UserFactory(), UserFactory()
    hand_in(learner, lesson)
    hand_in(peer, lesson)
    Submission.objects.filter(user=peer).update(state="returned")
    assert "Vad gjorde du?" not in queue_of(peer)


def test_a_coach_gets_what_no_peer_has_answered_in_14_days_first() -> None:
    reader, lesson = coach(), course_with_review("peer")
    learner = UserFactory(first_name="Kim", last_name="Lind")
    hand_in(learner, lesson)
    age(13)
    assert "Vad gjorde du?" not in queue_of(reader)
    age(15)
    Submission.objects.create(
        user=UserFactory(), reflection_key=REFLECTION, lesson_key=lesson.translation_key,
        course_key=uuid4(), language="sv", number=1, reader="coach", question="Äldre fråga",
        text="x", submitted_at=timezone.now() - datetime.timedelta(days=30),
    )  # fmt: skip
    shown = queue_of(reader)
    assert shown.index("Vad gjorde du?") < shown.index("Äldre fråga")
    submission = Submission.objects.get(user=learner)
    client = signed_in(reader)
    client.post(reverse("learning_review_take", args=[submission.pk]))
    page = client.get(reverse("learning_review", args=[submission.pk])).content.decode()
    assert "Lind" not in page, "the learner was promised a reader without names"


def test_restricted_lessons_stay_so() -> None:
    lesson = course_with_review()
    hand_in(UserFactory(), lesson)
    submission = Submission.objects.get()
    restriction = PageViewRestriction.objects.create(
        page=lesson.get_parent().get_parent(), restriction_type="groups"
    )
    restriction.groups.add(Group.objects.get(name="Managers"))
    reader = coach()
    assert "Vad gjorde du?" not in queue_of(reader)
    answer(reader, submission)
    assert not Review.objects.exists()
    assert hand_in(UserFactory(), lesson).status_code == 404
    both = UserFactory(in_groups=["Coaches", "Managers"])
    assert "Vad gjorde du?" in queue_of(both)


def test_one_holds_it_until_the_time_is_up_or_it_is_given_back() -> None:
    lesson = course_with_review()
    hand_in(UserFactory(), lesson)
    submission = Submission.objects.get()
    first, second = coach(), coach()
    reviews.take(first, submission)
    assert "Vad gjorde du?" not in queue_of(second)
    with pytest.raises(reviews.ReviewRefused):
        reviews.take(second, submission)
    signed_in(second).post(reverse("learning_review_give_back", args=[submission.pk]))
    assert Review.objects.get().reviewer == first, "only the holder gives back"
    signed_in(first).post(reverse("learning_review_give_back", args=[submission.pk]))
    reviews.take(second, submission)
    Review.objects.update(held_until=timezone.now() - datetime.timedelta(seconds=1))
    reviews.take(first, submission)
    assert Review.objects.get().reviewer == first
    with pytest.raises(reviews.ReviewRefused):
        reviews.decide(second, submission.pk, approved=True, comment="")


def test_nobody_reviews_ones_own() -> None:
    lesson, both = course_with_review(), coach()
    hand_in(both, lesson)
    submission = Submission.objects.get()
    assert "Vad gjorde du?" not in queue_of(both)
    answer(both, submission)
    assert not Review.objects.exists()
    with pytest.raises(reviews.ReviewRefused):
        reviews.decide(both, submission.pk, approved=True, comment="")


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_whatever_waits(
    number: int, django_assert_num_queries: Any
) -> None:
    lesson = course_with_review()
    for _ in range(number):
        hand_in(UserFactory(), lesson)
    client = signed_in(coach())
    client.get(reverse("learning_reviews"))
    with django_assert_num_queries(QUERIES_OF_THE_QUEUE):
        client.get(reverse("learning_reviews"))


def test_the_queue_shows_twenty_and_says_that_there_are_more() -> None:
    lesson = course_with_review()
    course = lesson.get_parent().get_parent()
    people = [UserFactory() for _ in range(22)]
    Submission.objects.bulk_create(
        Submission(
            user=user, reflection_key=REFLECTION, lesson_key=lesson.translation_key,
            course_key=course.translation_key, language="sv", number=1, reader="coach",
            question=f"Fråga {place:02d}", text="x",
            submitted_at=timezone.now() - datetime.timedelta(hours=place),
        )
        for place, user in enumerate(people)
    )  # fmt: skip
    response = signed_in(coach()).get(reverse("learning_reviews"))
    assert len(response.context["queue"]) == 20
    assert response.context["queue"][0].submission.question == "Fråga 21"
    assert response.context["more"] is True


# --- A person's rights -----------------------------------------------------------------------------


def test_erasing_takes_the_words_and_leaves_the_decision() -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    hand_in(learner, lesson)
    answer(reader, Submission.objects.get(), comment="Bra gjort.")
    waiting = UserFactory()
    hand_in(waiting, lesson)
    reviews.take(reader, Submission.objects.get(user=waiting))
    erase(reader)
    [decided] = Review.objects.all()
    assert (decided.comment, decided.reviewer) == ("", None)
    assert Submission.objects.get(user=learner).state == "approved"
    erase(learner)
    assert not Review.objects.exists()
    assert [row.user for row in Submission.objects.all()] == [waiting]


def test_an_export_has_ones_own_words_and_nobody_elses() -> None:
    lesson, learner, reader = course_with_review("peer"), UserFactory(), UserFactory()
    hand_in(learner, lesson)
    hand_in(reader, lesson, "Läsarens egen text.")
    answer(reader, Submission.objects.get(user=learner), comment="Tack för exemplet.")
    mine = everything(learner)["records"]
    [row] = mine["courses.submission.user"]["rows"]
    assert row["text"] == TEXT
    [told] = row["review"]
    assert told["comment"] == "Tack för exemplet."
    assert "reviewer" not in told
    theirs = everything(reader)["records"]
    assert theirs["courses.review.reviewer"]["rows"][0]["comment"] == "Tack för exemplet."
    assert TEXT not in str(theirs)


# --- What no longer wants a review -------------------------------------------------------------------


def set_review(lesson: Any, reader: str) -> None:
    """Let an editor say who reviews the reflection of a lesson, or with no reader that nobody does."""
    [block] = lesson.body.get_prep_value()
    block["value"]["review"] = reader
    lesson.body = json.dumps([block])
    lesson.save_revision().publish()


@pytest.mark.parametrize("reader", ["coach", "peer"])
def test_what_an_editor_turns_off_leaves_the_queue_and_keeps_its_text(reader: str) -> None:
    lesson, learner, other = course_with_review(reader), UserFactory(), coach()
    hand_in(learner, lesson)
    hand_in(other, lesson, "Jag skrev också.")
    submission = Submission.objects.get(user=learner)
    client, address = signed_in(other), reverse("learning_review", args=[submission.pk])
    client.post(reverse("learning_review_take", args=[submission.pk]))
    assert client.get(address).status_code == 200

    set_review(lesson, "")
    assert "Vad gjorde du?" not in queue_of(other)
    response = client.post(address, {"answer": "approve", "comment": ""}, follow=True)
    assert "väntar inte längre på dig" in response.content.decode()
    mine = signed_in(learner).get(lesson.url).content.decode()
    assert TEXT in mine
    assert "Väntar på svar" not in mine
    submission.refresh_from_db()
    assert (submission.state, submission.text) == ("waiting", TEXT)

    set_review(lesson, reader)
    assert "Vad gjorde du?" in queue_of(other)
    assert "Väntar på svar" in signed_in(learner).get(lesson.url).content.decode()
    answer(other, submission)
    submission.refresh_from_db()
    assert submission.state == "approved"


def test_a_reflection_that_is_taken_out_leaves_the_queue() -> None:
    lesson = course_with_review()
    hand_in(UserFactory(), lesson)
    lesson.body = json.dumps([])
    lesson.save_revision().publish()
    assert "Vad gjorde du?" not in queue_of(coach())


def test_the_version_that_it_was_written_in_decides() -> None:
    lesson = course_with_review()
    for page in (lesson.get_parent().get_parent(), lesson.get_parent()):
        translate(page, f"{page.title} in English")
    english = translate(lesson, "Write")
    hand_in(UserFactory(), lesson)
    Submission.objects.update(language="en", question="What?")
    set_review(lesson, "")
    assert "What?" in queue_of(coach()), "so its writer is told as well"
    set_review(english, "")
    assert "What?" not in queue_of(coach())
    set_review(lesson, "coach")
    assert "What?" not in queue_of(coach())
    english.unpublish()
    assert "What?" in queue_of(coach()), "its writer reads the other version now, and waits there"
