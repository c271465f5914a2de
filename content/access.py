"""Who may see what: the one rule behind every list, page, hit, count, feed, address and file.

Wagtail keeps a restriction on one page; it holds for the page's descendants. Here it also holds for *every
language version* of that page and for aliases of it, whether they were made before or after. Nothing is
stored: the rule is worked out when somebody asks, so a new restriction hides at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, Q, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

RowType = TypeVar("RowType", bound=Model)


@dataclass(frozen=True)
class RestrictedTree:
    """A restriction with the tree paths of all pages that it holds for."""

    restriction: PageViewRestriction
    paths: tuple[str, ...]

    def covers(self, path: str) -> bool:
        return path.startswith(self.paths)


def restricted_trees(request: HttpRequest) -> list[RestrictedTree]:
    """Return all restrictions of the site with the paths they cover; read once a request.

    One query when nothing is restricted, two otherwise and a third for groups, whatever the number of pages.
    """
    cached: list[RestrictedTree] | None = getattr(request, "_restricted_trees", None)
    if cached is not None:
        return cached
    restrictions = list(PageViewRestriction.objects.select_related("page"))
    prefetch_related_objects(
        [item for item in restrictions if item.restriction_type == PageViewRestriction.GROUPS],
        "groups",
    )
    trees: list[RestrictedTree] = []
    if restrictions:
        keys = {item.page.translation_key for item in restrictions}
        ids = {item.page_id for item in restrictions}
        twins = Page.objects.filter(Q(translation_key__in=keys) | Q(alias_of__in=ids)).values_list(
            "translation_key", "alias_of_id", "path"
        )
        rows = list(twins)
        for item in restrictions:
            paths = {
                path
                for key, alias, path in rows
                if key == item.page.translation_key or alias == item.page_id
            }
            trees.append(RestrictedTree(item, tuple(sorted(paths))))
    request._restricted_trees = trees  # type: ignore[attr-defined]  # kept for the length of the request
    return trees


def hidden_paths(request: HttpRequest) -> tuple[str, ...]:
    """Return the tree paths below which this visitor may see nothing."""
    cached: tuple[str, ...] | None = getattr(request, "_hidden_paths", None)
    if cached is None:
        refused = [
            tree
            for tree in restricted_trees(request)
            if not tree.restriction.accept_request(request)
        ]
        cached = tuple(sorted({path for tree in refused for path in tree.paths}))
        request._hidden_paths = cached  # type: ignore[attr-defined]  # kept for the length of the request
    return cached


def hidden(request: HttpRequest, field: str = "path") -> Q:
    """Return the condition that is true for rows the visitor may not see; never true when all is open."""
    condition = Q(pk__in=[])
    for path in hidden_paths(request):
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def visible(
    rows: QuerySet[RowType], request: HttpRequest, field: str = "path"
) -> QuerySet[RowType]:
    """Return the rows whose tree path (in `field`) the visitor may see."""
    return rows.exclude(hidden(request, field)) if hidden_paths(request) else rows


def may_view(path: str, request: HttpRequest) -> bool:
    """Tell whether the visitor may see what lies at this tree path."""
    return not path.startswith(hidden_paths(request) or ("\0",))


def restrictions_on(path: str, request: HttpRequest) -> list[PageViewRestriction]:
    """Return the restrictions that hold for the page at this tree path, passed or not."""
    return [tree.restriction for tree in restricted_trees(request) if tree.covers(path)]


def may_view_collection(collection_path: str, request: HttpRequest) -> bool:
    """Tell whether the visitor may see files of the collection at this path of the collection tree."""
    restrictions = CollectionViewRestriction.objects.select_related("collection").prefetch_related(
        "groups"
    )
    return all(
        restriction.accept_request(request)
        for restriction in restrictions
        if collection_path.startswith(restriction.collection.path)
    )
