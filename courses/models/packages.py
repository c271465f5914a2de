"""Packages of SCORM, cmi5 and H5P, and how far each learner is in them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .activities import ActivityLaunch


class LearningPackage(models.Model):
    """A package that was checked and unpacked. Its files are in a folder named by its key."""

    class Standard(models.TextChoices):
        SCORM_12 = "1.2", "SCORM 1.2"
        SCORM_2004 = "2004", "SCORM 2004"
        CMI5 = "cmi5", "cmi5"
        H5P = "h5p", "H5P"

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    title = models.CharField(
        _("title"),
        max_length=255,
        blank=True,
        help_text=_("Left empty, it is taken from the package."),
    )
    standard = models.CharField(
        _("standard"), max_length=4, choices=Standard.choices, editable=False
    )
    identifier = models.CharField(max_length=255, editable=False)
    items = models.JSONField(
        default=list,
        editable=False,
        help_text="What can be launched: id, title, href, launch_data and mastery_score of each part; for cmi5 and H5P more.",
    )
    files = models.PositiveIntegerField(_("files"), default=0, editable=False)
    size = models.PositiveBigIntegerField(
        _("size"), default=0, editable=False, help_text="Bytes, unpacked."
    )
    digest = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the archive, in hexadecimal."
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )
    created_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("package (SCORM, cmi5 or H5P)")
        verbose_name_plural = _("packages (SCORM, cmi5 or H5P)")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def folder(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "packages" / str(self.key)

    @property
    def is_cmi5(self) -> bool:
        return self.standard == self.Standard.CMI5

    @property
    def is_h5p(self) -> bool:
        return self.standard == self.Standard.H5P

    def part(self, item: str) -> dict[str, Any] | None:
        """Return the part with an id."""
        return next((each for each in self.items if each["id"] == item), None)

    def done_parts(self, states: Iterable[PackageState]) -> set[str]:
        """Return the ids of the parts that are through: as the package says, in cmi5 as its rules make of that."""
        rows = {row.item: row for row in states}
        if not self.is_cmi5:
            return {
                item["id"] for item in self.items if item["id"] in rows and rows[item["id"]].done
            }
        return {
            item["id"] for item in self.items if _moves_on(item["move_on"], rows.get(item["id"]))
        }

    def is_done(self, states: Iterable[PackageState]) -> bool:
        """Tell whether all the package's parts are through."""
        return bool(self.items) and len(self.done_parts(states)) == len(self.items)


def _moves_on(rule: str, row: PackageState | None) -> bool:
    """Tell whether a part of a cmi5 package is satisfied; one that nobody has to open always is."""
    completed = row is not None and row.completion == PackageState.Completion.COMPLETED
    passed = row is not None and row.success == PackageState.Success.PASSED
    return {
        "Passed": passed,
        "Completed": completed,
        "CompletedAndPassed": completed and passed,
        "CompletedOrPassed": completed or passed,
    }.get(rule, True)


class PackageState(models.Model):
    """How far a person is in one part of a package that stands in a lesson.

    The package says all this itself, so it is as true as a form that the learner filled in alone.
    """

    class Completion(models.TextChoices):
        NOT_ATTEMPTED = "not attempted", pgettext_lazy("package", "Not begun")
        INCOMPLETE = "incomplete", pgettext_lazy("package", "Under way")
        COMPLETED = "completed", pgettext_lazy("package", "Done")

    class Success(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("package", "Not judged")
        PASSED = "passed", pgettext_lazy("package", "Passed")
        FAILED = "failed", pgettext_lazy("package", "Not passed")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="package_states"
    )
    package = models.ForeignKey(LearningPackage, models.CASCADE, related_name="states")
    block_key = models.UUIDField(help_text="Id of the package's block, the same in every language.")
    lesson_key = models.UUIDField()
    course_key = models.UUIDField()
    item = models.CharField(max_length=255, help_text="Id of the part in the package.")
    completion = models.CharField(
        max_length=13, choices=Completion.choices, default=Completion.NOT_ATTEMPTED
    )
    success = models.CharField(max_length=7, choices=Success.choices, default=Success.UNKNOWN)
    scaled = models.FloatField(null=True, blank=True, help_text="Score from -1 to 1.")
    raw = models.FloatField(null=True, blank=True)
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    data = models.JSONField(
        default=dict,
        encoder=DjangoJSONEncoder,
        help_text="The package's own memory: the data model of SCORM, flat, without what is in the other fields.",
    )
    session = models.CharField(max_length=64, blank=True, help_text="The sitting that wrote last.")
    session_began = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveIntegerField(
        default=0, help_text="Number of the last message in the sitting; older ones change nothing."
    )
    seconds_before = models.PositiveIntegerField(
        default=0, help_text="Time spent in earlier sittings."
    )
    seconds = models.PositiveIntegerField(default=0, help_text="Time spent in this sitting.")
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("state of a package")
        verbose_name_plural = _("states of packages")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "block_key", "package", "item"], name="package_state_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "course_key"], name="package_state_course")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.block_key} {self.item}"

    @property
    def total_seconds(self) -> int:
        return self.seconds_before + self.seconds

    @property
    def done(self) -> bool:
        """Tell whether the package says that this part is through: passed, or completed and not failed."""
        if self.success == self.Success.PASSED:
            return True
        return self.completion == self.Completion.COMPLETED and self.success != self.Success.FAILED

    def is_newer(self, began: datetime) -> bool:
        """Tell whether this row was written by a sitting that began later than the one given."""
        return self.session_began is not None and self.session_began > began

    def score(self) -> dict[str, Any]:
        """Return the score as xAPI has it, without what the package did not say."""
        values = {
            "scaled": self.scaled,
            "raw": self.raw,
            "min": self.minimum,
            "max": self.maximum,
        }
        return {name: value for name, value in values.items() if value is not None}


class Cmi5Session(models.Model):
    """A part of a cmi5 package that somebody has opened: where it stands, and what it has said since.

    It ends when the part says so, when another part of the package is opened, or with what let it in.
    """

    launch = models.OneToOneField(
        ActivityLaunch, models.CASCADE, primary_key=True, related_name="cmi5"
    )
    package = models.ForeignKey(LearningPackage, models.CASCADE, related_name="+")
    item = models.CharField(max_length=255, help_text="Id of the part in the package.")
    block_key = models.UUIDField()
    lesson_key = models.UUIDField()
    language = models.CharField(max_length=5)
    registration = models.UUIDField(
        db_index=True, help_text="One for each person and place of the package, for all its parts."
    )
    fetch_digest = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 of the code that the token is fetched by."
    )
    fetched_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(default=timezone.now)
    said = models.JSONField(
        default=dict, help_text="When it said each verb of cmi5, by its own clock; ISO 8601."
    )

    class Meta:
        verbose_name = _("opened part of a package")
        verbose_name_plural = _("opened parts of packages")

    def __str__(self) -> str:
        return f"{self.launch_id} {self.item}"
