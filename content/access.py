"""Who may see what: the one rule behind every list, page, hit, count, feed, address and file.

Wagtail keeps a restriction on one page; it holds for the page's descendants. Here it also holds for *every
language version* of that page and for aliases of it, whether they were made before or after. Nothing is
stored: the rule is worked out when somebody asks, so a new restriction hides at once.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.models import BaseViewRestriction, CollectionViewRestriction, PageViewRestriction

RowType = TypeVar("RowType", bound=Model)
Found = TypeVar("Found")
RestrictionType = TypeVar("RestrictionType", PageViewRestriction, CollectionViewRestriction)


@dataclass(frozen=True)
class RestrictedTree:
    """A restriction with the tree paths of all pages that it holds for."""

    restriction: PageViewRestriction
    paths: tuple[str, ...]
    live: bool
    """Tell whether the page that it was set on is live."""

    def covers(self, path: str) -> bool:
        return path.startswith(self.paths)


@dataclass(frozen=True)
class RestrictedCollection:
    """A restriction of a collection, with the collection's place in its tree."""

    restriction: CollectionViewRestriction
    path: str


@dataclass(frozen=True)
class Restrictions:
    """All restrictions of the site."""

    trees: tuple[RestrictedTree, ...]
    collections: tuple[RestrictedCollection, ...]


_PAGES = """
    SELECT 0, r.id, r.page_id, r.restriction_type, r.password, p.live, t.path, g.id, g.name
    FROM wagtailcore_pageviewrestriction r
    JOIN wagtailcore_page p ON p.id = r.page_id
    JOIN wagtailcore_page t ON t.translation_key = p.translation_key OR t.alias_of_id = p.id
    LEFT JOIN wagtailcore_pageviewrestriction_groups rg ON rg.pageviewrestriction_id = r.id
    LEFT JOIN auth_group g ON g.id = rg.group_id
"""
_COLLECTIONS = """
    SELECT 1, r.id, r.collection_id, r.restriction_type, r.password, TRUE, c.path, g.id, g.name
    FROM wagtailcore_collectionviewrestriction r
    JOIN wagtailcore_collection c ON c.id = r.collection_id
    LEFT JOIN wagtailcore_collectionviewrestriction_groups rg ON rg.collectionviewrestriction_id = r.id
    LEFT JOIN auth_group g ON g.id = rg.group_id
"""


def restrictions(request: HttpRequest) -> Restrictions:
    """Return all restrictions with the paths that they cover and their groups; one query a request."""
    cached: Restrictions | None = getattr(request, "_restrictions", None)
    if cached is not None:
        return cached
    found: dict[tuple[int, int], list[tuple[Any, ...]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{_PAGES} UNION ALL {_COLLECTIONS}")
        for sort, number, *rest in cursor.fetchall():
            found[sort, number].append(tuple(rest))
    trees: list[RestrictedTree] = []
    collections: list[RestrictedCollection] = []
    for (sort, number), rows in sorted(found.items()):
        place, restriction_type, password, live = rows[0][:4]
        paths = tuple(sorted({row[4] for row in rows}))
        values = {"id": number, "restriction_type": restriction_type, "password": password}
        if sort == 0:
            tree = PageViewRestriction(page_id=place, **values)
            trees.append(RestrictedTree(_with_groups(tree, rows), paths, bool(live)))
        else:
            shelf = CollectionViewRestriction(collection_id=place, **values)
            collections.append(RestrictedCollection(_with_groups(shelf, rows), paths[0]))
    kept = Restrictions(tuple(trees), tuple(collections))
    request._restrictions = kept  # type: ignore[attr-defined]  # kept for the length of the request
    return kept


def _with_groups(restriction: RestrictionType, rows: list[tuple[Any, ...]]) -> RestrictionType:
    """Return a restriction that was read, with its groups as if they had been prefetched."""
    restriction._state.adding = False
    restriction._state.db = connection.alias
    groups = restriction.groups.all()
    named = {number: name for *_other, number, name in rows if number is not None}
    groups._result_cache = [Group(pk=number, name=named[number]) for number in sorted(named)]
    groups._prefetch_done = True
    restriction._prefetched_objects_cache = {"groups": groups}
    return restriction


def restricted_trees(request: HttpRequest) -> tuple[RestrictedTree, ...]:
    """Return all restrictions of pages with the paths they cover; read once a request."""
    return restrictions(request).trees


def accepts(restriction: BaseViewRestriction, request: HttpRequest) -> bool:
    """Tell whether the visitor has passed a restriction; the visitor's groups are read once a request."""
    by_group = restriction.restriction_type == BaseViewRestriction.GROUPS
    if by_group and request.user.is_authenticated and not request.user.is_superuser:
        mine: set[int] | None = getattr(request, "_group_ids", None)
        if mine is None:
            mine = set(request.user.groups.values_list("pk", flat=True))
            request._group_ids = mine  # type: ignore[attr-defined]  # kept for the length of the request
        return any(group.pk in mine for group in restriction.groups.all())
    return bool(restriction.accept_request(request))


def collection_path(collection_id: int) -> str:
    """Return the path in the catalogue of documents that a restricted collection holds; no page's begins so."""
    return f"/{collection_id}/"


def hidden_paths(request: HttpRequest) -> tuple[str, ...]:
    """Return the paths below which this visitor may see nothing: of pages, and of restricted collections."""
    cached: tuple[str, ...] | None = getattr(request, "_hidden_paths", None)
    if cached is None:
        known = restrictions(request)
        paths = {
            path
            for tree in known.trees
            if not accepts(tree.restriction, request)
            for path in tree.paths
        }
        refused = tuple(
            shelf.path for shelf in known.collections if not accepts(shelf.restriction, request)
        )
        paths |= {
            collection_path(shelf.restriction.collection_id)
            for shelf in known.collections
            if shelf.path.startswith(refused)
        }
        cached = tuple(sorted(paths))
        request._hidden_paths = cached  # type: ignore[attr-defined]  # kept for the length of the request
    return cached


def below_any(paths: tuple[str, ...], field: str = "path") -> Q:
    """Return the condition that is true for rows at or below one of the tree paths; never true for none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def visible(
    rows: QuerySet[RowType], request: HttpRequest, field: str = "path"
) -> QuerySet[RowType]:
    """Return the rows whose tree path (in `field`) the visitor may see."""
    return outside(rows, hidden_paths(request), field)


def outside(
    rows: QuerySet[RowType, Found], hidden: tuple[str, ...], field: str = "path"
) -> QuerySet[RowType, Found]:
    """Return the rows that are not hidden: `visible` for statements, which are kept by the visitor's hidden paths."""
    return rows.exclude(below_any(hidden, field)) if hidden else rows


def may_view(path: str, request: HttpRequest) -> bool:
    """Tell whether the visitor may see what lies at this tree path."""
    return not path.startswith(hidden_paths(request) or ("\0",))


def restrictions_on(path: str, request: HttpRequest) -> list[PageViewRestriction]:
    """Return the restrictions that hold for the page at this tree path, passed or not."""
    return [tree.restriction for tree in restricted_trees(request) if tree.covers(path)]


def may_view_collection(path: str, request: HttpRequest) -> bool:
    """Tell whether the visitor may see files of the collection at this path of the collection tree."""
    return all(
        accepts(shelf.restriction, request)
        for shelf in restrictions(request).collections
        if path.startswith(shelf.path)
    )
