"""Pieces of a text that show why it was found, with the matching words marked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.analysis.tokens import Span

from .marking import Marker

LENGTH = 240
BEFORE = 60
MOST_READ = 12_000
"""Letters of a text that are looked through at once."""
FURTHEST = 300_000
"""A match below this is left unmarked. Pages are short; documents are read on until something matches."""


def snippet(title: str, summary: str, text: str, marker: Marker) -> SafeString:
    """Return the summary if it holds as many different matches as any piece of the text, else that piece."""
    if not marker.words:
        return marked(cut(summary or text, 0), [])
    in_summary, in_text = marker.spans(summary, text[:MOST_READ], above=title)
    further = MOST_READ
    while not in_text and further < min(len(text), FURTHEST):
        in_text = [
            Span(span.surface, span.start + further, span.end + further)
            for span in marker.quick(text[further : further + MOST_READ])
        ]
        further += MOST_READ
    start, worth = _densest(in_text)
    if worth <= _variety(in_summary) and len(summary) <= LENGTH * 1.5:
        return marked(summary, in_summary)
    start = max(start - BEFORE, 0)
    if start:
        # Begin at a word.
        start = min((text.find(" ", start) + 1) or start, in_text[0].start if in_text else start)
        start = max(start, 0)
    piece = cut(text, start)
    spans = [
        Span(span.surface, span.start - start, span.end - start)
        for span in in_text
        if span.start >= start and span.end - start <= len(piece)
    ]
    return marked(piece, spans, before=start > 0, after=start + len(piece) < len(text))


def cut(text: str, start: int) -> str:
    """Return about LENGTH letters from `start`, ending at a word."""
    piece = text[start : start + LENGTH]
    if start + LENGTH < len(text) and " " in piece:
        piece = piece[: piece.rindex(" ")]
    return piece


def marked(
    text: str, spans: list[Span], *, before: bool = False, after: bool = False
) -> SafeString:
    """Return a text as HTML with `<mark>` around the spans; the text itself is escaped."""
    pieces = ["… "] if before else []
    last = 0
    for span in spans:
        pieces += [escape(text[last : span.start]), "<mark>", escape(span.surface), "</mark>"]
        last = span.end
    pieces.append(escape(text[last:]))
    if after:
        pieces.append(" …")
    return mark_safe("".join(pieces))  # noqa: S308 - everything from outside is escaped just above


def _variety(spans: Iterable[Span]) -> int:
    return len({span.surface.lower() for span in spans})


def _densest(spans: list[Span]) -> tuple[int, int]:
    """Return where a piece with the most different matches begins, and how many they are."""
    starts = [span.start for span in spans]
    best = (0, 0)
    for number, span in enumerate(spans[:200]):
        last = bisect_left(starts, span.start + LENGTH - BEFORE)
        worth = _variety(spans[number:last])
        if worth > best[1]:
            best = (span.start, worth)
    return best
