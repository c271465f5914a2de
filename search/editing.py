"""What editors decided, as a search needs it: synonyms and promoted results.

Read from the cache, so that a search costs no query for them; a change is seen at once by the worker that
saved it and within a minute by the others.
"""

from __future__ import annotations

import datetime
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
from search.analysis import QueryWord, analyse_query

from .engine import search
from .engines import Query
from .models import Promotion, Synonym
from .parsing import MOST_WORDS, parse

KEPT_SECONDS = 60
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


def _synonyms(language: str) -> list[list[tuple[Expression, str]]]:
    """Return each group of synonyms as expressions: their terms, and how they are written."""
    found: list[list[tuple[Expression, str]]] | None = cache.get_or_set(
        _key(Synonym, language),
        lambda: [
            [(_words(text, language), text) for text in synonym.expressions]
            for synonym in Synonym.objects.filter(language=language).order_by("pk")
        ],
        KEPT_SECONDS,
    )

    return found or []


def with_synonyms(words: tuple[QueryWord, ...], language: str) -> tuple[QueryWord, ...]:
    """Return the words and those of every expression that says the same as some of them."""
    if not words:
        return words
    terms = {word.word for word in words}
    found = dict.fromkeys(words)
    for group in _synonyms(language):
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


def number_found(text: str, language: str) -> int:
    """Return how many public entries a text finds, for the preview of synonyms; restricted ones left out."""
    anybody = HttpRequest()
    anybody.user = AnonymousUser()
    anybody.session = {}  # type: ignore[assignment]  # nobody has passed a password
    words = parse(text, language).words
    query = Query(language, words, hidden=hidden_paths(anybody), facet_names=(), limit=1)
    return search(query).answer.total if words else 0
