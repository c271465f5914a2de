"""The drawn system of the portal: sluice, evidence ladder, generated patterns and icons.

Pure presentation. Every drawing is inline SVG that takes its colours from the style sheet by class, so that it follows
light, dark, print and forced colours. What a drawing says is always said in words beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

WIDTH = 100  # of one chamber, in drawing units
DEPTH = 24  # of the water
TOP = 38  # room for the boat above the highest water
BOTTOM = 14  # rock under the lowest floor

IDEA_STAGES = (
    ("captured", _("Captured")),
    ("assessed", _("Assessed")),
    ("developed", _("Developed")),
    ("tested", _("Tested")),
    ("decided", _("Decided")),
    ("implemented", _("Implemented")),
    ("spread", _("Spread")),
)
EVIDENCE_STEPS = (
    ("described", _("Described")),
    ("observed", _("Observed")),
    ("measured", _("Measured")),
    ("compared", _("Compared")),
    ("replicated", _("Replicated")),
)


@dataclass(frozen=True, slots=True)
class Chamber:
    """One chamber of the lock: what it stands for and whether the boat has been there."""

    number: int
    label: str
    url: str
    state: str  # "done", "current" or "ahead"


def _label_and_url(step: Any) -> tuple[str, str]:
    if isinstance(step, tuple | list):
        return str(step[0]), str(step[1]) if len(step) > 1 and step[1] else ""
    title = getattr(step, "title", None)
    if title is None or callable(title):  # a plain string has a method of that name
        return str(step), ""
    return str(title), str(getattr(step, "url", "") or "")


def build_sluice(steps: Iterable[Any], current: int | None, label: str = "") -> dict[str, Any]:
    """Return what components/sluice.html draws. `current` counts from 1; 0 draws no boat."""
    pairs = [_label_and_url(step) for step in steps]
    count = len(pairs)
    position = int(current or 0)
    rise = 12 if count <= 5 else 9 if count <= 8 else 6
    height = TOP + max(count - 1, 0) * rise + DEPTH + BOTTOM
    chambers = []
    ground, gates, water, empty = f"M0 {height}", "", "", ""
    boat = None
    for index, (text, url) in enumerate(pairs):
        number, left, level = index + 1, index * WIDTH, TOP + (count - 1 - index) * rise
        state = "current" if number == position else "done" if number < position else "ahead"
        chambers.append(Chamber(number, text, url, state))
        ground += f"V{level + DEPTH}h{WIDTH}"
        if state == "ahead":
            empty += f"M{left + 8} {level}h{WIDTH - 16}"
        else:
            water += f"M{left} {level}h{WIDTH}v{DEPTH}h-{WIDTH}z"
        if state == "current":
            boat = {"x": left + WIDTH // 2, "y": level}
        if index:
            gates += f"M{left - 3} {level - 8}h6v{DEPTH + rise + 8}h-6zM{left - 22} {level - 10}h30v4h-30z"
    return {
        "chambers": chambers,
        "count": count,
        "current": position,
        "current_label": chambers[position - 1].label if 0 < position <= count else "",
        "label": label,
        "width": count * WIDTH,
        "height": height,
        "ground": f"{ground}V{height}z",
        "gates": gates,
        "water": water,
        "empty": empty,
        "boat": boat,
    }


@register.inclusion_tag("components/sluice.html")
def sluice(
    steps: Iterable[Any], current: int | None = 0, label: str = "", compact: bool = False
) -> dict[str, Any]:
    """Draw steps as the chambers of a lock, with the boat in the current one and the names as a list under it."""
    return build_sluice(steps, current, label) | {"compact": compact}


@register.simple_tag
def idea_sluice(stage: str, compact: bool = False) -> SafeString:
    """Draw the seven stages of an idea. A parked or stopped idea has left the lock, so no boat is drawn."""
    return _idea_sluice(stage, compact, get_language())


@lru_cache(maxsize=64)
def _idea_sluice(stage: str, compact: bool, language: str | None) -> SafeString:
    # Kept: a list of ideas shows a dozen of few, and to write one takes longer than to fetch its idea.
    codes = [code for code, _label in IDEA_STAGES]
    current = codes.index(stage) + 1 if stage in codes else 0
    drawing = build_sluice(
        [str(label) for _code, label in IDEA_STAGES], current, gettext("Stages of the idea")
    )
    return render_to_string("components/sluice.html", drawing | {"compact": compact})


@register.simple_tag
def evidence_ladder(evidence: str, compact: bool = False) -> SafeString:
    """Draw how well the results are supported, from described to replicated."""
    return _evidence_ladder(evidence, compact, get_language())


@lru_cache(maxsize=64)
def _evidence_ladder(evidence: str, compact: bool, language: str | None) -> SafeString:
    codes = [code for code, _label in EVIDENCE_STEPS]
    current = codes.index(evidence) + 1 if evidence in codes else 0
    drawing = build_sluice(
        [str(label) for _code, label in EVIDENCE_STEPS], current, gettext("Evidence")
    )
    drawing |= {"compact": compact, "evidence": evidence}
    return render_to_string("components/evidence_ladder.html", drawing)


@register.inclusion_tag("components/progress.html")
def sluice_progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """Draw progress as water rising in a row of small chambers; said in words as well."""
    total = max(int(total or 0), 0)
    done = min(max(int(done or 0), 0), total)
    cells = [{"x": number * 12, "filled": number < done} for number in range(total)]
    return {"cells": cells, "done": done, "total": total, "width": total * 12, "label": label}


# ---- Generated pictures -------------------------------------------------------------------------------------------

MOTIF_OF_TOPIC = {
    **dict.fromkeys(("preschool", "children", "culture", "young-people", "sdg-3"), "arcs"),
    **dict.fromkeys(("school", "upper-secondary", "adult-education", "libraries", "sdg-4"), "book"),
    **dict.fromkeys(
        ("elderly-care", "home-care", "property", "planning", "older-people", "sdg-11"), "houses"
    ),
    **dict.fromkeys(
        ("disability", "social-services", "public-health", "relatives", "residents", "newcomers"),
        "people",
    ),
    **dict.fromkeys(
        ("people-with-disabilities", "employees", "managers", "hr", "citizen-service", "sdg-5"),
        "people",
    ),
    **dict.fromkeys(("streets-parks", "environment", "sdg-13", "sdg-12"), "trees"),
    **dict.fromkeys(("water-waste", "rescue", "tourism"), "waves"),
    **dict.fromkeys(("food",), "leaves"),
    **dict.fromkeys(("mobility",), "bus"),
    **dict.fromkeys(("digitalisation", "sdg-9", "procurement", "governance"), "dots"),
}
MOTIFS = ("boat", "houses", "trees", "arcs", "waves")


def _houses(rng: Random, x: int, y: int) -> str:
    drawn = []
    for index in range(3):
        height = rng.randint(34, 62)
        left = x - 66 + index * 46
        drawn.append(f'<path class="d" d="M{left} {y}v-{height}l20-18 20 18v{height}z"/>')
        drawn.append(f'<path class="a" d="M{left + 14} {y - height + 10}h12v14h-12z"/>')
    return "".join(drawn)


def _trees(rng: Random, x: int, y: int) -> str:
    drawn = []
    for index in range(4):
        height = rng.randint(50, 92)
        drawn.append(f"M{x - 70 + index * 38} {y}l18-{height} 18 {height}z")
    return f'<path class="d" d="{"".join(drawn)}"/>'


def _arcs(rng: Random, x: int, y: int) -> str:
    drawn = []
    for radius, css in ((84, "d"), (62, "b"), (40, "e"), (18, "a")):
        drawn.append(
            f'<path class="{css}" d="M{x - radius} {y}a{radius} {radius} 0 0 1 {2 * radius} 0z"/>'
        )
    return "".join(drawn)


def _book(rng: Random, x: int, y: int) -> str:
    drawn = []
    left = x - 74
    while left < x + 60:
        width, height = rng.randint(14, 28), rng.randint(54, 92)
        drawn.append(
            f'<path class="{rng.choice("dde")}" d="M{left} {y}v-{height}h{width}v{height}z"/>'
        )
        left += width + 4
    return "".join(drawn)


def _people(rng: Random, x: int, y: int) -> str:
    drawn = []
    for index, css in enumerate(("d", "e", "d")):
        centre, height = x - 56 + index * 56, rng.randint(34, 56)
        drawn.append(
            f'<path class="{css}" d="M{centre - 24} {y}v-{height - 24}a24 24 0 0 1 48 0v{height - 24}z"/>'
        )
        drawn.append(f'<circle class="{css}" cx="{centre}" cy="{y - height - 18}" r="14"/>')
    return "".join(drawn)


def _leaves(rng: Random, x: int, y: int) -> str:
    drawn = [f'<path class="k" d="M{x} {y}v-96"/>']
    for index in range(3):
        top = y - 20 - index * 28
        drawn.append(f'<path class="d" d="M{x} {top}q-44 4-50-30 40-6 50 30z"/>')
        drawn.append(f'<path class="e" d="M{x} {top - 8}q44 4 50-30-40-6-50 30z"/>')
    return "".join(drawn)


def _bus(rng: Random, x: int, y: int) -> str:
    return (
        f'<path class="d" d="M{x - 72} {y - 12}v-50q0-12 12-12h106q26 0 26 30v32z"/>'
        f'<path class="a" d="M{x - 60} {y - 60}h34v20h-34zm42 0h34v20h-34zm42 0h20q12 2 14 20h-34z"/>'
        f'<circle class="e" cx="{x - 40}" cy="{y - 12}" r="12"/><circle class="e" cx="{x + 38}" cy="{y - 12}" r="12"/>'
    )


def _dots(rng: Random, x: int, y: int) -> str:
    drawn = []
    for column in range(7):
        for row in range(rng.randint(2, 6)):
            css = "e" if rng.random() < 0.2 else "d"
            drawn.append(
                f'<circle class="{css}" cx="{x - 72 + column * 24}" cy="{y - 12 - row * 22}" r="8"/>'
            )
    return "".join(drawn)


def _waves(rng: Random, x: int, y: int) -> str:
    drawn = []
    for index in range(3):
        top = y - 18 - index * 26
        drawn.append(f"M{x - 90} {top}q15-18 30 0t30 0 30 0 30 0 30 0 30 0")
    return f'<path class="k" d="{"".join(drawn)}"/>'


def _boat(rng: Random, x: int, y: int) -> str:
    height = rng.randint(78, 96)
    return (
        f'<path class="d" d="M{x - 50} {y - 22}h100l-18 22h-64z"/>'
        f'<path class="e" d="M{x + 4} {y - 28}v-{height}q40 {height // 2} 44 {height}z"/>'
        f'<path class="d" d="M{x - 4} {y - 28}v-{height - 14}l-34 {height - 14}z"/>'
    )


DRAW = {
    "houses": _houses,
    "trees": _trees,
    "arcs": _arcs,
    "book": _book,
    "people": _people,
    "leaves": _leaves,
    "bus": _bus,
    "dots": _dots,
    "waves": _waves,
    "boat": _boat,
}


@lru_cache(maxsize=2048)
def _draw_pattern(seed: int, topic: str) -> SafeString:
    rng = Random(f"{topic}/{seed}")  # noqa: S311 - a drawing, not a secret
    motif = MOTIF_OF_TOPIC.get(topic) or rng.choice(MOTIFS)
    palette = (sum(map(ord, topic)) + (0 if topic else seed)) % 5
    mirrored = rng.random() < 0.5
    columns = rng.choice((3, 4, 5))
    width = 400 / columns
    rise = rng.randint(14, 22)
    lowest = 238 if columns < 5 else 244
    place = rng.randrange(columns - 1)
    levels = [lowest - index * rise for index in range(columns)]
    hill = rng.randint(96, 140)
    parts = [
        '<path class="a" d="M0 0h400v250H0z"/>',
        f'<circle class="s" cx="{rng.randint(40, 360)}" cy="{rng.randint(38, 78)}" r="{rng.randint(18, 30)}"/>',
        f'<path class="b" d="M0 {hill + 30}Q{rng.randint(60, 140)} {hill - 36} 210 {hill + 14}'
        f'T400 {hill - rng.randint(0, 30)}V250H0z"/>',
        DRAW[motif](rng, min(max(int((place + 0.5) * width), 96), 304), levels[place] - 16),
    ]
    for index, level in enumerate(levels):
        left = int(index * width)
        right = int((index + 1) * width)
        parts.append(f'<path class="c" d="M{left} {level - 16}H{right}V250H{left}z"/>')
        parts.append(
            f'<path class="l" d="M{left + 10} {level - 6}h{int(width * rng.uniform(0.2, 0.6))}"/>'
        )
        if index:
            parts.append(f'<path class="g" d="M{left - 4} {level - 26}h8V250h-8z"/>')
    flip = ' transform="matrix(-1 0 0 1 400 0)"' if mirrored else ""
    return mark_safe(  # noqa: S308 - built from numbers and constants alone
        f'<svg class="pattern pattern-{palette}" viewBox="0 0 400 250" preserveAspectRatio="xMidYMax slice" '
        f'aria-hidden="true" focusable="false"><g{flip}>{"".join(parts)}</g></svg>'
    )


@register.simple_tag
def pattern(seed: int | str | None = 0, topic: str | None = "") -> SafeString:
    """Draw the picture of an entry that has none: the same seed and topic always give the same picture."""
    try:
        number = int(seed or 0)
    except (TypeError, ValueError):
        number = sum(map(ord, str(seed)))
    return _draw_pattern(number, str(topic or ""))


# ---- Icons --------------------------------------------------------------------------------------------------------

ICONS = {
    "arrow": "M4 12h15m-6-6 6 6-6 6",
    "back": "M20 12H5m6 6-6-6 6-6",
    "check": "m5 13 4.5 4.5L19 7",
    "close": "m6 6 12 12M18 6 6 18",
    "down": "m6 9 6 6 6-6",
    "document": "M6 3h8l4 4v14H6zm8 0v4h4M9 12h6m-6 4h6",
    "external": "M13 5h6v6m0-6-9 9M9 6H5v13h13v-4",
    "feed": "M5 5c8 0 14 6 14 14M5 11c5 0 8 3 8 8m-8-1.5v.01",
    "mail": "M3 6h18v12H3zm0 1 9 6 9-6",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "person": "M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-7 9c0-4 3-6 7-6s7 2 7 6",
    "place": "M12 21s-6-6-6-11a6 6 0 0 1 12 0c0 5-6 11-6 11zm0-9a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
    "print": "M7 8V3h10v5M7 17H4V8h16v9h-3M7 14h10v7H7z",
    "search": "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zm5-2 5 5",
    "time": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zm0-14v5l3.5 2",
    "video": "M4 5h16v14H4zm6 4v6l5-3z",
}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw a small line icon that decorates words beside it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'
        '<path d="{}"/></svg>',
        ICONS.get(name, ""),
    )


@register.filter
def listed(values: Iterable[Any] | None) -> str:
    """Join names as a sentence does: "Lysekil, Orust and Tanum"."""
    names = [str(value) for value in values or ()]
    if len(names) < 2:
        return "".join(names)
    return pgettext("list of names", "%(first)s and %(last)s") % {
        "first": ", ".join(names[:-1]),
        "last": names[-1],
    }


@register.filter
def as_moment(value: Any) -> Any:
    """Return a date or datetime from its ISO text, as facts of the catalogue are stored; anything else as it is.

    A year and a month are that month's first day.
    """
    if isinstance(value, str):
        return parse_date(value) or parse_datetime(value) or parse_date(f"{value}-01") or value
    return value


@register.filter
def url_of(entries: Iterable[Any] | None, key: str) -> str:
    """Return the address of the entry with a key, from a menu that is at hand; empty if it is not there."""
    return next((str(entry.url) for entry in entries or () if entry.key == key), "")
