"""What editors decided, as a search needs it: synonyms and promoted results.

Read from the cache, so that a search costs no query for them; a change is seen at once by the worker that
saved it and within a minute by the others.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from content.access import hidden_paths
from content.models import CatalogueEntry
from search.analysis import QueryWord, analyse_query

from .engine import search
from .engines import Query
from .models import Promotion, Synonym
from .parsing import MOST_WORDS, parse

KEPT_SECONDS = 60
MOST_COMPARED = 1_000
SHOWN = 5
Expression = tuple[str, ...]


def _key(model: type[Model], language: str) -> str:
    return f"search:{model.__name__}:{language}"


@receiver([post_save, post_delete], sender=Synonym)
@receiver([post_save, post_delete], sender=Promotion)
def forget(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Read again what was changed."""
    cache.delete(_key(sender, instance.language))


def _words(text: str, language: str) -> Expression:
    return tuple(dict.fromkeys(word.word for word in analyse_query(text, language)))


Group = list[tuple[Expression, str]]
"""Expressions that say the same: their terms, and how they are written."""


def _group(expressions: list[str], language: str) -> Group:
    return [(_words(text, language), text) for text in expressions]


def _synonyms(language: str) -> list[Group]:
    found: list[Group] | None = cache.get_or_set(
        _key(Synonym, language),
        lambda: [
            _group(synonym.expressions, language)
            for synonym in Synonym.objects.filter(language=language).order_by("pk")
        ],
        KEPT_SECONDS,
    )

    return found or []


def with_synonyms(
    words: tuple[QueryWord, ...], language: str, groups: list[Group] | None = None
) -> tuple[QueryWord, ...]:
    """Return the words and those of every expression that says the same as some of them.

    `groups` takes the place of the stored synonyms, to try what is not saved yet.
    """
    if not words:
        return words
    terms = {word.word for word in words}
    found = dict.fromkeys(words)
    for group in _synonyms(language) if groups is None else groups:
        if any(terms.issuperset(expression) for expression, _ in group):
            for expression, text in group:
                if not terms.issuperset(expression):
                    found.update(dict.fromkeys(analyse_query(text, language)))
    return tuple(found)[:MOST_WORDS]


def promoted(words: tuple[QueryWord, ...], language: str) -> list[UUID]:
    """Return translation keys of the pages that editors want to stand first for these words today."""
    rows: list[tuple[Expression, UUID, datetime.date]] | None = cache.get_or_set(
        _key(Promotion, language),
        lambda: [
            (_words(row.words, language), row.page.translation_key, row.expires)
            for row in Promotion.objects.filter(language=language)
            .select_related("page")
            .order_by("pk")
        ],
        KEPT_SECONDS,
    )
    terms, today = {word.word for word in words}, timezone.localdate()
    return [
        key
        for expression, key, expires in rows or []
        if expression and expires >= today and terms.issuperset(expression)
    ]


def _anybody() -> HttpRequest:
    request = HttpRequest()
    request.user = AnonymousUser()
    request.session = {}  # type: ignore[assignment]  # nobody has passed a password
    return request


def number_found(text: str, language: str) -> int:
    """Return how many public entries a text finds, for the list of synonyms; restricted ones left out."""
    words = parse(text, language).words
    query = Query(language, words, hidden=hidden_paths(_anybody()), facet_names=(), limit=1)
    return search(query).answer.total if words else 0


@dataclass
class Effect:
    """What a change of synonyms does for one search by somebody who is not signed in."""

    query: str
    before: int
    after: int
    added: list[str]
    """Titles that only the change finds, among the first results with it."""


def effects(synonym: Synonym, queries: list[str]) -> list[Effect]:
    """Return what an unsaved synonym would do for some searches."""
    language = synonym.language
    stored = Synonym.objects.filter(language=language).order_by("pk")
    others = [_group(other.expressions, language) for other in stored if other.pk != synonym.pk]
    now = [_group(other.expressions, language) for other in stored]
    then = [*others, _group(synonym.expressions, language)]
    hidden = hidden_paths(_anybody())
    found = []
    for text in dict.fromkeys(queries):
        words = parse(text, language).words
        if not words:
            continue
        before, after = (
            search(
                Query(
                    language,
                    with_synonyms(words, language, groups),
                    hidden=hidden,
                    facet_names=(),
                    limit=MOST_COMPARED,
                )
            ).answer
            for groups in (now, then)
        )
        known = {hit.entry_id for hit in before.hits}
        fresh = [hit.entry_id for hit in after.hits if hit.entry_id not in known]
        fresh = fresh[:SHOWN] if after.total > before.total else []
        titles = dict(CatalogueEntry.objects.filter(pk__in=fresh).values_list("pk", "title"))
        added = [titles[number] for number in fresh if number in titles]
        found.append(Effect(text, before.total, after.total, added))
    return found
