"""What the demo's invented people thought of a course."""

from __future__ import annotations

import datetime
import random
from collections import defaultdict
from typing import Any

from content.models import Membership, OrganisationUnit
from courses.evaluations.answering import ADMINISTRATION_DEPTH
from courses.evaluations.questions import Form, form_of, version_of
from courses.models import (
    CoursePage,
    Enrolment,
    EvaluationBatch,
    EvaluationGiven,
    EvaluationResponse,
)
from courses.selectors.reports import SMALLEST_GROUP, month_start

COURSE = "course-testing"
MOST = 33
TEXTS = {
    "take": [
        "Att skriva ner vad vi tror innan vi börjar. Enkelt men vi gör det aldrig.",
        "Pappersprototypen. Vi kom längre på en timme än på tre möten.",
        "Att ett test ska ha ett slutdatum och ett beslut.",
        "Att det är okej att sluta om det inte fungerar.",
        "Mallen för antaganden använder vi redan.",
        "Att testa med fem personer räcker långt.",
        "Vågar fråga dumma frågor tidigare nu.",
        "Skillnaden mellan att testa och att införa.",
        "PDSA-hjulet, fast jag kommer nog kalla det något annat på APT.",
    ],
    "better": [
        "Fler exempel från skolan, det mesta handlar om omsorg.",
        "Filmen var bra men lite lång. Dela gärna upp den.",
        "Svårt att hitta en timme i sträck. Bra att man kan pausa.",
        "Mer om hur man får med nattpersonalen.",
        "Provet hade en fråga som gick att tolka på två sätt.",
        "Skulle vilja göra kursen tillsammans med en kollega.",
        "Inget särskilt.",
        "Gärna en kortare version att visa på ett arbetsplatsmöte.",
    ],
}
"""What is written to the two questions in own words, in their order."""


def load_demo_evaluation(people: str, seed: int) -> int:
    """Let invented people whose user names begin so evaluate a course that they completed; return how many did.

    Nothing happens if somebody has done so already. The same seed gives the same answers.
    """
    chance = random.Random(seed)  # noqa: S311 - invented people, no secrets
    page = CoursePage.objects.filter(key=COURSE, locale__language_code="sv", live=True).first()
    form = form_of(page) if page else None
    if form is None or EvaluationResponse.objects.filter(course_key=form.course_key).exists():
        return 0
    rows = Enrolment.objects.filter(
        course_key=form.course_key,
        completed_at__isnull=False,
        user__username__startswith=people,
    )
    found = rows.order_by("completed_at", "user__username").values_list("user_id", "completed_at")
    graduates = [(user, day) for user, day in found if day][-MOST:]
    groups = _groups(graduates)
    EvaluationBatch.objects.bulk_create(batch for batch, _number in groups)
    batches = [batch for batch, number in groups for _each in range(number)]
    batches += [None] * (len(graduates) - len(batches))  # type: ignore[list-item]  # they wait
    version = version_of(form)
    texts = {name: iter(chance.sample(found, len(found))) for name, found in TEXTS.items()}
    EvaluationResponse.objects.bulk_create(
        EvaluationResponse(
            course_key=form.course_key,
            version=version,
            batch=batch,
            answers=_answers(chance, form, texts),
        )
        for batch in batches
    )
    EvaluationGiven.objects.bulk_create(
        EvaluationGiven(user_id=user, course_key=form.course_key) for user, _day in graduates
    )
    return len(graduates)


def _groups(graduates: list[tuple[int, datetime.datetime]]) -> list[tuple[EvaluationBatch, int]]:
    """Return closed groups with their numbers of answers: fives of one administration, and one of the rest."""
    course_key = CoursePage.objects.filter(key=COURSE).values_list("translation_key", flat=True)[0]
    members = Membership.objects.filter(user_id__in=[user for user, _day in graduates])
    places = dict(members.values_list("user_id", "unit__path"))
    length = ADMINISTRATION_DEPTH * OrganisationUnit.steplen
    days: dict[str, list[datetime.datetime]] = defaultdict(list)
    for user, day in graduates:
        days[places.get(user, "")[:length]].append(day)
    units = {unit.path: unit for unit in OrganisationUnit.objects.filter(path__in=list(days))}
    found, rest = [], []
    for path, each in days.items():
        whole = len(each) - len(each) % SMALLEST_GROUP
        for last in range(SMALLEST_GROUP - 1, whole, SMALLEST_GROUP):
            month = month_start(each[last].date())
            group = EvaluationBatch(course_key=course_key, unit=units.get(path), month=month)
            found.append((group, SMALLEST_GROUP))
        rest += each[whole:]
    if len(rest) >= SMALLEST_GROUP:
        month = month_start(max(rest).date())
        found.append((EvaluationBatch(course_key=course_key, month=month), len(rest)))
    return found


def _answers(chance: random.Random, form: Form, texts: dict[str, Any]) -> dict[str, Any]:
    """Return what one person answers: mostly pleased, seldom in own words."""
    found: dict[str, Any] = {}
    written = iter(texts.values())
    for question in form.questions:
        key = question["id"]
        if question["type"] == "scale":
            found[key] = chance.choices(range(1, 6), (1, 2, 5, 12, 9))[0]
        elif question["type"] == "single_choice" and chance.random() < 0.9:
            choices = [choice["id"] for choice in question["choices"]]
            found[key] = chance.choices(choices, (2, 9, 3)[: len(choices)])[0]
        elif question["type"] == "multiple_choice" and chance.random() < 0.9:
            choices = [choice["id"] for choice in question["choices"]]
            found[key] = [choice for choice in choices if chance.random() < 0.5] or choices[:1]
        elif question["type"] == "free_text":
            text = next(next(written, iter(())), "") if chance.random() < 0.35 else ""
            if text:
                found[key] = text
    return found
