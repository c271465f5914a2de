"""Sessions of courses as lines. Who is registered for them and who leads them are people, and stay behind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from wagtail.models import Locale

from content.transfer.errors import LineError, NotThereYet
from content.transfer.fields import EMPTY, Choice, Day, Flag, Moment, Plain, Whole
from content.transfer.kinds import Kind, Line, Outcome, register
from content.transfer.references import References

from .models import CoursePage, TrainingSession
from .services.sessions import save_session

SPACE = UUID("3f0c6a4e-6a5d-4d7c-9d52-0f5f3d1c8a11")
"""From which keys that are no UUID get one."""
BATCH = 200


def id_of(key: str) -> UUID:
    """Return the id of the session that has a key: the UUID that it is, or one that always comes of it."""
    try:
        return UUID(key)
    except ValueError:
        return uuid.uuid5(SPACE, key)


class SessionKind(Kind):
    """A session of a course; its language is the one that is spoken."""

    has_title = False

    def known_fields(self) -> set[str]:
        return {"kind", "key", "locale", "course"} | {each.name for each in self.fields}

    def id_of(self, key: str, locale: Locale) -> int | None:
        raise LineError(f"{self.name}/{key}: nothing can refer to a session")

    def take(self, line: Line, refs: References) -> Outcome:
        self.check_names(line)
        refs.locale(line["locale"])
        course = self._course(line.get("course"))
        session = TrainingSession.objects.filter(pk=id_of(line["key"])).first()
        before = None
        if session is None:
            session = TrainingSession(pk=id_of(line["key"]), course_key=course)
        elif session.course_key != course:
            raise LineError("course: a session stays with its course; people register for it")
        else:
            before = self._line_of(session, line["course"], refs)
        session.language = line["locale"]
        for each in self.fields:
            each.read(session, line.get(each.name), refs, f"{self.name}/{line['key']}")
        if before == self._line_of(session, line["course"], refs):
            return Outcome.UNCHANGED
        # The end is the database's to compare, and what people hold of the session the service's.
        session.full_clean(validate_constraints=False)
        if session.ends_at <= session.starts_at:
            raise LineError("ends: is not after starts")
        save_session(session)
        return Outcome.UPDATED if before else Outcome.CREATED

    def _course(self, key: Any) -> UUID:
        """Return what names a course in all its languages."""
        if not isinstance(key, str) or not key:
            raise LineError("course: is required, the key of a course")
        pages = CoursePage.objects.filter(key=key, alias_of=None).order_by("pk")
        found: UUID | None = pages.values_list("translation_key", flat=True).first()
        if found is None:
            raise NotThereYet(f"there is no course with the key {key!r}")
        return found

    def give(self, refs: References) -> Iterator[Line]:
        """Yield the sessions of published courses, the first first."""
        sessions = TrainingSession.objects.order_by("starts_at", "pk")
        live = CoursePage.objects.filter(live=True, alias_of=None)
        courses = dict(live.values_list("translation_key", "key"))
        for session in sessions.iterator(chunk_size=BATCH):
            if course := courses.get(session.course_key):
                yield self._line_of(session, course, refs)

    def _line_of(self, session: TrainingSession, course: str, refs: References) -> Line:
        line: Line = {
            "kind": self.name,
            "key": str(session.pk),
            "locale": session.language,
            "course": course,
        }
        values = {each.name: each.write(session, refs) for each in self.fields}
        return line | {name: value for name, value in values.items() if value not in EMPTY}


register(
    SessionKind(
        "course-session",
        TrainingSession,
        [
            Moment("starts", "starts_at"),
            Moment("ends", "ends_at"),
            Choice("mode"),
            Plain("venue"),
            Plain("address"),
            Plain("link"),
            Whole("places"),
            Day("register_by"),
            Plain("contact_role"),
            Plain("note"),
            Flag("cancelled"),
            Plain("cancellation_reason"),
        ],
        order=54,
    )
)
