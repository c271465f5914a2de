"""The groups of the portal and what each may do, in one table. A migration makes them from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GroupSpec:
    """A group, its permissions on the page tree and on models, and its demo account."""

    name: str
    account: str
    demo_name: str
    purpose: str
    pages: tuple[str, ...] = ()
    """Permissions on the whole page tree: add, change, publish, lock, unlock, bulk_delete."""
    collections: tuple[str, ...] = ()
    """Permissions on the root collection: add_image, change_image, choose_image and so on."""
    models: tuple[str, ...] = ()
    """Model permissions as `app.codename`."""
    everything: bool = False
    """True for administrators, who are superusers."""

    @property
    def edits(self) -> bool:
        return bool(self.pages or self.models)


_FILES = (
    "add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document",
)  # fmt: skip
# Without choosing, an idea could not have a picture; the menu of pictures stays away.
_CHOOSE = ("choose_image", "choose_document")
_LISTS = ("content.view_municipality", "content.view_topic")
_IDEAS = (*_LISTS, "ideas.view_idea", "ideas.add_idea", "ideas.change_idea")
_TRANSLATE = ("wagtail_localize.submit_translation",)
# Those who answer for content see what people look for in vain, and help the search along.
_SEARCH = (
    *(f"search.{may}_{what}" for what in ("synonym", "promotion") for may in ("view", "add", "change", "delete")),
    "search.view_searchcount", "search.view_searchtask", "search.add_searchtask", "search.change_searchtask",
)  # fmt: skip
_PACKAGES = tuple(f"courses.{may}_learningpackage" for may in ("view", "add", "change", "delete"))
# Numbers of the whole organisation's learning; the organisation itself is kept by administrators, since whoever
# changes who leads a unit decides who sees its people.
_REPORTS = ("content.view_organisationunit", "courses.view_enrolment")

# Who came to a session is marked by its trainer, by those who plan it, and by every coach.
_ATTENDANCE = ("courses.view_sessionregistration", "courses.change_sessionregistration")

GROUPS = (
    GroupSpec("Staff", "personal", "Personal", "browses cases and reports needs"),
    GroupSpec("Managers", "chef", "Chef", "takes courses and follows the own team"),
    GroupSpec(
        "Editors",
        "redaktor",
        "Redaktör",
        "writes, translates and publishes content",
        pages=("add", "change", "publish"),
        collections=_FILES,
        models=(*_IDEAS, *_TRANSLATE, *_SEARCH, *_PACKAGES),
    ),
    GroupSpec(
        "Moderators",
        "moderator",
        "Moderator",
        "reviews and publishes what others wrote",
        pages=("add", "change", "publish", "lock", "unlock", "bulk_delete"),
        collections=_FILES,
        models=(*_IDEAS, "ideas.delete_idea", *_TRANSLATE, *_SEARCH, *_PACKAGES),
    ),
    GroupSpec(
        "Coaches",
        "coach",
        "Coach",
        "moves ideas through the gates, reviews reflections",
        collections=_CHOOSE,
        models=(*_IDEAS, *_ATTENDANCE, "courses.add_review"),
    ),
    GroupSpec(
        "Quality leads",
        "kvalitet",
        "Kvalitetsledare",
        "follows needs and improvement actions",
        collections=_CHOOSE,
        models=(*_IDEAS, *_REPORTS),
    ),
    GroupSpec("Administrators", "admin", "Administratör", "everything", everything=True),
)
