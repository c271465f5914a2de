"""Reflections that a peer or a coach reviews: handing in, the answer, what it completes, and all of it at once."""

from __future__ import annotations

import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from courses.freezing import Quiz, freeze
from courses.models import Credential, Enrolment, LearningEvent, Progress, Review, Submission
from courses.services import reviews
from courses.services.learning import Lesson, record_progress, start_attempt, submit_attempt
from courses.services.progress import NotKept
from courses.xapi import statements_of
from tests.courses.conftest import ALL_RIGHT, QUIZ, REFLECTION, at_once, quiz_block
from tests.courses.reviewing import (
    TEXT,
    answer,
    coach,
    course_with_review,
    hand_in,
    reflection,
    signed_in,
)
from tests.factories import UserFactory

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


def test_who_has_met_what_remains_is_done_when_coming_back() -> None:
    lesson, learner, reader = course_with_review(), UserFactory(), coach()
    alone = lesson.body.get_prep_value()
    lesson.body = [*alone, quiz_block()]
    lesson.save_revision().publish()
    hand_in(learner, lesson)
    answer(reader, Submission.objects.get())
    lesson.body = alone
    lesson.save_revision().publish()
    assert Progress.objects.get().completed_at is None
    page = signed_in(learner).get(lesson.url)
    report = {"ticket": page.context["lesson"].ticket, "opened": True}
    address = reverse("learning_progress")
    signed_in(learner).post(address, report, content_type="application/json")
    assert Progress.objects.get().completed_at
    assert Enrolment.objects.get().completed_at


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
