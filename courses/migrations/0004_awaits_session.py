from collections import defaultdict
from uuid import UUID

from django.conf import settings
from django.db import migrations, models
from django.db.models import Count


def find_who_waits(apps, schema_editor):
    """As courses.services.waiting.recount, for a portal that people have learned in."""
    entries = apps.get_model("content", "CatalogueEntry").objects
    enrolments = apps.get_model("courses", "Enrolment").objects
    sources = {}
    for course in entries.filter(kind="course").only("language", "translation_key", "path", "facts"):
        before = sources.get(course.translation_key)
        rank = course.language != settings.LANGUAGE_CODE, course.language
        if before is None or rank < before[0]:
            sources[course.translation_key] = rank, course
    for _rank, course in sources.values():
        if not course.facts.get("attendance_required"):
            continue
        key, facts = course.translation_key, dict(
            entries.filter(kind="lesson", path__startswith=course.path).values_list("translation_key", "facts")
        )
        quizzes, reviews = (
            {UUID(each) for lesson in facts.values() for each in lesson.get(name, ())} for name in ("quizzes", "reviews")
        )
        if not course.facts.get("quizzes_required"):
            quizzes = set()
        people = enrolments.filter(course_key=key, completed_at=None, user__isnull=False)
        who = people.values("user_id")

        def rows(name, **which):
            return apps.get_model("courses", name).objects.filter(user_id__in=who, **which).order_by()

        ready = set(people.values_list("user_id", flat=True))
        if facts:
            read = rows("Progress", lesson_key__in=facts, completed_at__isnull=False).values_list("user_id")
            ready &= {person for person, number in read.annotate(number=Count("pk")) if number == len(facts)}
        if ready and (quizzes or reviews):
            has = defaultdict(set)
            passed = rows("Attempt", quiz_key__in=quizzes, passed=True).values_list("user_id", "quiz_key")
            approved = rows("Submission", reflection_key__in=reviews, state="approved")
            for person, part in [*passed, *approved.values_list("user_id", "reflection_key")]:
                has[person].add(part)
            ready = {person for person in ready if has[person] >= quizzes | reviews}
        ready -= set(rows("SessionRegistration", course_key=key, attended=True).values_list("user_id", flat=True))
        found = [pk for pk, person in people.values_list("pk", "user_id") if person in ready]
        for first in range(0, len(found), 500):
            enrolments.filter(pk__in=found[first : first + 500]).update(awaits_session=True)


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
        migrations.RunPython(find_who_waits, migrations.RunPython.noop, elidable=True),
    ]
