"""Methods as lines."""

from content.structure import Section, register_section
from content.transfer.fields import Choice, Links, Plain, Rich, Stream
from content.transfer.kinds import register
from content.transfer.pages import PageKind

from .models import MethodIndexPage, MethodPage

register(
    PageKind(
        "method",
        MethodPage,
        Rich("purpose", text=True),
        Rich("when_to_use", text=True),
        Rich("when_not", text=True),
        Choice("phase"),
        Choice("time_band"),
        Plain("time", text=True),
        Plain("participants", text=True),
        Stream("materials", text=True),
        Stream("steps", text=True),
        Stream("pitfalls", text=True),
        Stream("documents"),
        Links("related_methods", kind="method"),
        section="methods",
        order=25,
    )
)
register_section(
    Section(
        "methods",
        MethodIndexPage,
        {"sv": "Metoder", "en": "Methods"},
        {"sv": "metoder", "en": "methods"},
        order=20,
    )
)
