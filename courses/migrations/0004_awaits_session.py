from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count


def find_who_waits(apps, schema_editor):
    """As courses.services.awaiting.recount, for a portal that people have learned in."""
    entries = apps.get_model("content", "CatalogueEntry").objects
    enrolments = apps.get_model("courses", "Enrolment").objects
    sources = {}
    courses = entries.filter(kind="course").only("language", "translation_key", "path", "facts")
    for course in sorted(courses, key=lambda each: (each.language != settings.LANGUAGE_CODE, each.language)):
        sources.setdefault(course.translation_key, course)
    for course in sources.values():
        if course.facts.get("attendance_required"):
            lessons = entries.filter(kind="lesson", path__startswith=course.path)
            people = enrolments.filter(course_key=course.translation_key, completed_at=None, user__isnull=False)
            waiting = who_waits(apps, course, dict(lessons.values_list("translation_key", "facts")), people)
            found = [pk for pk, person in people.values_list("pk", "user_id") if person in waiting]
            for first in range(0, len(found), 500):
                enrolments.filter(pk__in=found[first : first + 500]).update(awaits_session=True)


def who_waits(apps, course, lessons, people):
    """Return who has all that a course takes, and has not come to a session."""

    def rows(name, **which):
        return apps.get_model("courses", name).objects.filter(
            user_id__in=people.values("user_id"), **which
        ).order_by()

    ready = set(people.values_list("user_id", flat=True))
    if lessons:
        read = rows("Progress", lesson_key__in=lessons, completed_at__isnull=False)
        numbers = read.values_list("user_id").annotate(number=Count("pk"))
        ready &= {person for person, number in numbers if number == len(lessons)}
    quizzes, reviews = (
        {UUID(key) for facts in lessons.values() for key in facts.get(name, ())} for name in ("quizzes", "reviews")
    )
    if not course.facts.get("quizzes_required"):
        quizzes = set()
    has = defaultdict(set)
    passed = rows("Attempt", quiz_key__in=quizzes, passed=True).values_list("user_id", "quiz_key")
    approved = rows("Submission", reflection_key__in=reviews, state="approved")
    for person, key in [*passed, *approved.values_list("user_id", "reflection_key")]:
        has[person].add(key)
    came = rows("SessionRegistration", course_key=course.translation_key, attended=True)
    came = set(came.values_list("user_id", flat=True))
    return {person for person in ready - came if has[person] >= quizzes | reviews}


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0006_alphabet'),
        ('courses', '0003_sessions_paths_reviews'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='awaits_session',
            field=models.BooleanField(default=False, help_text='All is done that the course takes but coming to a session; kept in step by the services.'),
        ),
        migrations.AddIndex(
            model_name='enrolment',
            index=models.Index(fields=['user', 'course_key', 'completed_at', 'awaits_session', 'started_at'], name='enrolment_standing'),
        ),
        migrations.RunPython(find_who_waits, migrations.RunPython.noop, elidable=True),
    ]
