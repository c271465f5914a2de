"""Reflections that a peer or a coach reviews: handing in, the queue, the answer, and what it completes."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from courses.models import (
    Credential,
    Enrolment,
    LearningEvent,
    Progress,
    Review,
    Submission,
)
from courses.parts import reflection_in
from courses.services import reviews
from courses.services.learning import Lesson, record_progress
from courses.services.progress import NotKept
from courses.views import entry_of
from courses.xapi import statements_of
from portal.data_rights.erasing import erase
from portal.data_rights.exporting import everything
from tests.courses.conftest import REFLECTION, at_once
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, UserFactory

QUERIES_OF_THE_QUEUE = 8
TEXT = "Jag frågade tre kollegor innan jag föreslog något."


def course_with_review(reader: str = "coach", **fields: Any) -> Any:
    """Return the one lesson of a course, whose reflection is reviewed."""
    module = ModuleFactory(parent=CourseFactory(title="Kurs med läsare"))
    value = {"question": "Vad gjorde du?", "help": "", "review": reader, "criteria": "Ett exempel."}
    body = [{"type": "reflection", "id": REFLECTION, "value": value}]
    return LessonFactory(title="Skriv", parent=module, body=body, **fields)


def reflection(lesson: Any, rf: Any) -> reviews.Reflection:
    request = rf.get("/")
    request.user = UserFactory(is_superuser=True)
    return reflection_in(entry_of(lesson.translation_key, "lesson", request), UUID(REFLECTION))


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def hand_in(user: Any, lesson: Any, text: str = TEXT) -> Any:
    address = reverse("learning_hand_in", args=[lesson.translation_key, REFLECTION])
    return signed_in(user).post(address, {"text": text})


def coach(**fields: Any) -> Any:
    return UserFactory(in_groups=["Coaches"], **fields)


def queue_of(user: Any) -> str:
    return signed_in(user).get(reverse("learning_reviews")).content.decode()


def answer(user: Any, submission: Submission, capture: Any = None, **data: str) -> Any:
    client = signed_in(user)
    client.post(reverse("learning_review_take", args=[submission.pk]))
    address = reverse("learning_review", args=[submission.pk])
    data = {"answer": "approve", "comment": ""} | data
    if capture is None:
        return client.post(address, data)
    with capture(execute=True):
        return client.post(address, data)


def age(days: int) -> None:
    Submission.objects.update(submitted_at=timezone.now() - datetime.timedelta(days=days))


pytestmark = pytest.mark.django_db


# --- Handing in ------------------------------------------------------------------------------------


def test_handing_in_is_kept_once_and_waits(client: Client) -> None:
    lesson, learner = course_with_review(), UserFactory()
    assert hand_in(learner, lesson).url == f"{lesson.url}#b-{REFLECTION}"
    assert hand_in(learner, lesson, "Något helt annat.").status_code == 302

    [submission] = Submission.objects.all()
    assert (submission.text, submission.number, submission.state) == (TEXT, 1, "waiting")
    assert (submission.question, submission.criteria) == ("Vad gjorde du?", "Ett exempel.")
    assert Progress.objects.get().activities == {REFLECTION: "Något helt annat."}, "not lost"
    assert Progress.objects.get().completed_at is None
    [event] = LearningEvent.objects.filter(verb="submitted")
    assert (event.object_kind, str(event.object_key)) == ("reflection", REFLECTION)
    assert event.result == {}, "the words stay with the submission"
    shown = signed_in(learner).get(lesson.url).content.decode()
    assert TEXT in shown
    assert "formaction" not in shown


@pytest.mark.parametrize("text", ["", "  \n", "x" * 10_001])
def test_what_cannot_be_handed_in_is_shown_again(text: str) -> None:
    lesson = course_with_review()
    response = hand_in(UserFactory(), lesson, text)
    assert response.status_code == 422
    assert text.strip() in response.content.decode()
    assert not Submission.objects.exists()


def test_only_reflections_that_want_a_review_are_handed_in(small: Any, learner: Any) -> None:
    address = reverse("learning_hand_in", args=[small.reading.translation_key, REFLECTION])
    assert signed_in(learner).post(address, {"text": TEXT}).status_code == 404
    gone = reverse("learning_hand_in", args=[small.reading.translation_key, uuid4()])
    assert signed_in(learner).post(gone, {"text": TEXT}).status_code == 404


def test_a_lesson_with_a_review_is_not_done_by_saying_so() -> None:
    lesson, learner = course_with_review(), UserFactory()
    page = signed_in(learner).get(lesson.url)
    assert "data-complete" not in page.content.decode()
    ticket = page.context["lesson"].ticket
    signed_in(learner).post(reverse("learning_progress"), {"ticket": ticket, "completed": "1"})
    assert Progress.objects.get().completed_at is None


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
        user=UserFactory(), reflection_key=uuid4(), lesson_key=lesson.translation_key,
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


# --- The answer ------------------------------------------------------------------------------------


def test_an_approval_completes_lesson_module_and_course_and_gives_the_certificate(
    django_capture_on_commit_callbacks: Any,
) -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    hand_in(learner, lesson)
    submission = Submission.objects.get()
    response = answer(reader, submission, django_capture_on_commit_callbacks, comment="Bra.")
    assert response.url == reverse("learning_reviews")
    answer(reader, submission, django_capture_on_commit_callbacks, answer="return", comment="Nej")

    submission.refresh_from_db()
    assert submission.state == "approved"
    assert Review.objects.get().comment == "Bra."
    assert Progress.objects.get(user=learner).completed_at
    assert Enrolment.objects.get(user=learner).completed_at
    assert Credential.objects.get().user == learner
    mine = signed_in(learner).get(reverse("learning"))
    assert [len(mine.context["mine"].done), len(mine.context["mine"].open)] == [1, 0]
    done = LearningEvent.objects.filter(user=learner).values_list("verb", "object_kind")
    assert set(done) >= {
        ("submitted", "reflection"),
        ("passed", "reflection"),
        ("completed", "lesson"),
        ("completed", "module"),
        ("completed", "course"),
    }
    [said] = [row for row in statements_of(reader) if row["verb"]["display"]["en"] == "reviewed"]
    assert said["verb"]["id"] == "http://id.tincanapi.com/verb/reviewed"
    assert said["result"] == {"success": True}
    [first] = [row for row in statements_of(learner) if row["verb"]["display"]["en"] == "submitted"]
    assert first["verb"]["id"] == "http://activitystrea.ms/schema/1.0/submit"
    [letter] = mail.outbox
    assert letter.to == [learner.email]
    assert lesson.url in letter.body


def test_try_again_needs_words_and_a_new_version_can_follow(
    django_capture_on_commit_callbacks: Any,
) -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    hand_in(learner, lesson)
    first = Submission.objects.get()
    refused = answer(reader, first, answer="return", comment="  ")
    assert refused.status_code == 422
    assert refused.context["form"].errors.keys() == {"comment"}
    with pytest.raises(reviews.ReviewRefused):
        reviews.decide(reader, first.pk, approved=False, comment=" ")
    answer(reader, first, django_capture_on_commit_callbacks, answer="return", comment="Mer!")

    assert Progress.objects.get().completed_at is None
    shown = signed_in(learner).get(lesson.url).content.decode()
    assert "Mer!" in shown
    assert TEXT in shown, "what was written is there to go on with"
    assert "formaction" in shown
    hand_in(learner, lesson, "Nu med ett exempel.")
    second = Submission.objects.get(number=2)
    answer(reader, second, django_capture_on_commit_callbacks)
    assert Enrolment.objects.get(user=learner).completed_at
    shown = signed_in(learner).get(lesson.url).content.decode()
    assert "Nu med ett exempel." in shown
    assert "Mer!" in shown, "among earlier versions"
    assert len(mail.outbox) == 2


def test_an_answer_without_a_choice_keeps_the_comment() -> None:
    lesson = course_with_review()
    hand_in(UserFactory(), lesson)
    response = answer(coach(), Submission.objects.get(), answer="", comment="Fint skrivet")
    assert response.status_code == 422
    assert "Fint skrivet" in response.content.decode()


def test_the_mail_is_in_the_learners_language_and_comes_once(
    django_capture_on_commit_callbacks: Any,
) -> None:
    from wagtail.users.models import UserProfile

    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    UserProfile.objects.create(user=learner, preferred_language="en")
    hand_in(learner, lesson)
    answer(reader, Submission.objects.get(), django_capture_on_commit_callbacks)
    reviews.tell_learner.func(Review.objects.get().pk)
    [letter] = mail.outbox
    assert "Your reflection is approved" in letter.subject


def test_a_mail_that_was_refused_is_sent_by_the_next_run(
    django_capture_on_commit_callbacks: Any, monkeypatch: Any
) -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    hand_in(learner, lesson)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError("away")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        answer(reader, Submission.objects.get(), django_capture_on_commit_callbacks)
    assert mail.outbox == []
    Review.objects.update(decided_at=timezone.now() - datetime.timedelta(minutes=10))
    call_command("send_learning_digest", verbosity=0)
    call_command("send_learning_digest", verbosity=0)
    assert [letter.to for letter in mail.outbox] == [[learner.email]]


def test_a_quiz_and_a_review_are_both_needed() -> None:
    from courses.freezing import Quiz, freeze
    from courses.services.learning import start_attempt, submit_attempt
    from tests.courses.conftest import ALL_RIGHT, QUIZ, quiz_block

    lesson = course_with_review()
    lesson.body = [*lesson.body.get_prep_value(), quiz_block()]
    lesson.save_revision().publish()
    lesson = type(lesson).objects.get(pk=lesson.pk)
    learner, reader = UserFactory(), coach()
    hand_in(learner, lesson)
    course_key = Enrolment.objects.get().course_key
    answer(reader, Submission.objects.get())
    assert Progress.objects.get().completed_at is None
    [block] = [block for block in lesson.body if block.block_type == "quiz"]
    quiz = Quiz(UUID(QUIZ), lesson.translation_key, course_key, "sv", freeze(block.value))
    submit_attempt(learner, start_attempt(learner, quiz).pk, ALL_RIGHT)
    assert Progress.objects.get().completed_at
    assert Enrolment.objects.get().completed_at


def test_a_course_that_now_demands_a_review_is_done_when_it_is_approved() -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    course = lesson.get_parent().get_parent()
    record_progress(
        learner, Lesson(lesson.translation_key, course.translation_key, "sv"), completed=True
    )
    assert Enrolment.objects.get().completed_at is None
    hand_in(learner, lesson)
    answer(reader, Submission.objects.get())
    assert Enrolment.objects.get().completed_at


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


# --- At once ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_parallel_hand_ins_takes_and_answers_give_one_of_each(rf: Any) -> None:
    lesson, learner = course_with_review(), UserFactory()
    asked = reflection(lesson, rf)
    handed = at_once(10, lambda place: reviews.hand_in(learner, asked, f"{TEXT} {place}"))
    assert {row.pk for row in handed} == {Submission.objects.get().pk}
    assert LearningEvent.objects.filter(verb="submitted").count() == 1

    submission = Submission.objects.get()
    readers = [coach() for _ in range(8)]
    taken = at_once(8, lambda place: reviews.take(readers[place], submission))
    assert sum(result is None for result in taken) == 1
    assert sum(isinstance(result, reviews.ReviewRefused) for result in taken) == 7

    Review.objects.all().delete()
    decided = at_once(
        8,
        lambda place: (
            reviews.decide(
                readers[place], submission.pk, approved=place % 2 == 0, comment="Så här."
            ).state
        ),
    )
    assert sum(isinstance(result, str) for result in decided) == 1
    assert sum(isinstance(result, reviews.ReviewRefused) for result in decided) == 7
    assert LearningEvent.objects.filter(verb="reviewed").count() == 1
    assert len(mail.outbox) == 1


def test_the_database_refuses_two_waiting_versions(rf: Any) -> None:
    learner = UserFactory()
    submission = reviews.hand_in(learner, reflection(course_with_review(), rf), TEXT)
    submission.pk, submission.number = uuid4(), 2
    with pytest.raises(IntegrityError):
        submission.save(force_insert=True)


def test_handing_in_nothing_is_refused(rf: Any) -> None:
    with pytest.raises(NotKept):
        reviews.hand_in(UserFactory(), reflection(course_with_review(), rf), " ")
