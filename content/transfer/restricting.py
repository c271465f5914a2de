"""Keeps private what is private: restrictions of pages and files as `access` in a line.

A line carries the restriction of its own page, so that an import never publishes for everyone what was not.
Nothing in a line takes a restriction away.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group
from django.http import HttpRequest
from wagtail.models import (
    BaseViewRestriction,
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)

from ..access import RestrictedTree, restricted_trees
from .errors import LineError

Access = dict[str, Any]


def access_from_json(value: Any) -> Access:
    """Return a checked restriction.

    Raises:
        LineError: it is not a restriction, or a group does not exist, so that it would let nobody in.
    """
    if not isinstance(value, dict) or value.get("type") not in ("login", "groups"):
        raise LineError(
            'access: {"type": "login"} or {"type": "groups", "groups": […]} is expected'
        )
    if value["type"] == "login":
        return {"type": "login"}
    names = value.get("groups")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise LineError("access: name the groups, one at least")
    known = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
    missing = sorted(set(names) - known)
    if missing:
        raise LineError(f"access: there is no group {missing[0]!r}")
    return {"type": "groups", "groups": sorted(known)}


def access_to_json(restriction: Any) -> Access:
    """Return a restriction for a line. A password cannot be carried over, so it becomes a login."""
    if restriction.restriction_type != BaseViewRestriction.GROUPS:
        return {"type": "login"}
    return {"type": "groups", "groups": sorted(group.name for group in restriction.groups.all())}


def _strictest(restrictions: list[Any]) -> Access:
    """Return the narrowest of several restrictions; a line has room for one."""
    found = [access_to_json(restriction) for restriction in restrictions]
    return min(found, key=lambda access: len(access.get("groups", [0] * 1000)))


def _write(rows: Any, restriction: Any, access: Access) -> None:
    """Replace the restrictions in `rows` by one."""
    rows.all().delete()
    groups = access["type"] == "groups"
    restriction.restriction_type = (
        BaseViewRestriction.GROUPS if groups else BaseViewRestriction.LOGIN
    )
    restriction.save()
    if groups:
        restriction.groups.set(Group.objects.filter(name__in=access["groups"]))


class PageAccess:
    """The restrictions of all pages, read once for a whole import or export."""

    @cached_property
    def _trees(self) -> tuple[RestrictedTree, ...]:
        return restricted_trees(HttpRequest())

    @cached_property
    def _own(self) -> dict[int, Access]:
        rows: dict[int, list[Any]] = {}
        for tree in self._trees:
            rows.setdefault(tree.restriction.page_id, []).append(tree.restriction)
        return {page_id: _strictest(found) for page_id, found in rows.items()}

    @cached_property
    def _unwritten(self) -> list[RestrictedTree]:
        """Restrictions of pages that are not live: no line carries them, so each page below must."""
        return [tree for tree in self._trees if not tree.live]

    def of(self, page: Page) -> Access | None:
        """Return the restriction that the page's line has to carry."""
        if page.pk in self._own:
            return self._own[page.pk]
        above = [tree.restriction for tree in self._unwritten if tree.covers(page.path)]
        return _strictest(above) if above else None

    def put(self, page: Page, access: Access) -> bool:
        """Restrict a page and tell whether that changed anything."""
        if self._own.get(page.pk) == access:
            return False
        _write(page.view_restrictions, PageViewRestriction(page_id=page.pk), access)
        self._own[page.pk] = access
        return True


def collection_access(collection: Collection) -> Access | None:
    """Return the restriction that holds for the files of a collection, or None if they are for everyone."""
    above = CollectionViewRestriction.objects.filter(
        collection__in=collection.get_ancestors(inclusive=True)
    ).prefetch_related("groups")
    found = list(above)
    return _strictest(found) if found else None


def collection_for(access: Access) -> Collection:
    """Return the collection for imported files with this restriction, made when first needed."""
    name = "Import: " + (", ".join(access["groups"]) if access["type"] == "groups" else "login")
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=name[:255]).first()
    if found is None:
        found = root.add_child(instance=Collection(name=name[:255]))
    if collection_access(found) != access:
        _write(found.view_restrictions, CollectionViewRestriction(collection_id=found.pk), access)
    return found
