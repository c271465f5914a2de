"""Conferences and sessions as lines."""

from content.structure import Section, register_section
from content.transfer.fields import Choice, Code, Day, Links, Moment, Plain, Stream, Whole
from content.transfer.kinds import register
from content.transfer.pages import PageKind

from .models import ConferenceIndexPage, ConferencePage, SessionPage

register(
    PageKind(
        "conference",
        ConferencePage,
        Day("starts"),
        Day("ends"),
        Plain("venue", text=True),
        Code("venue_municipality"),
        Plain("audience", text=True),
        section="conferences",
        order=55,
    )
)
register(
    PageKind(
        "session",
        SessionPage,
        Moment("starts"),
        Whole("minutes"),
        Plain("room", text=True),
        Choice("session_kind"),
        Links("speakers", kind="person"),
        Links("cases", kind="case"),
        Links("methods", kind="method"),
        Stream("materials"),
        parent_kind="conference",
        order=56,
    )
)
register_section(
    Section(
        "conferences",
        ConferenceIndexPage,
        {"sv": "Konferenser", "en": "Conferences"},
        {"sv": "konferenser", "en": "conferences"},
        order=40,
    )
)
