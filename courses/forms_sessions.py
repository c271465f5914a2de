"""The form by which a session is planned in the admin."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from content.people import account_with

from .models import TrainingSession
from .rules import courses_of
from .services.sessions import save_session


class SwedishDateTimeField(forms.DateTimeField):
    """A moment in the portal's own time zone, whatever zone an editor has chosen for the admin."""

    widget = AdminDateTimeInput

    def to_python(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        with timezone.override(timezone.get_default_timezone()):
            return super().prepare_value(value)


def course_choices(user: Any) -> list[tuple[str, str]]:
    """Return the courses whose sessions somebody may plan, each by the title in the portal's own language."""
    titles: dict[UUID, str] = {}
    rows = courses_of(user).values_list("translation_key", "locale__language_code", "draft_title")
    for key, language, title in rows:
        if key not in titles or language == settings.LANGUAGE_CODE:
            titles[key] = title
    return sorted(((str(key), title) for key, title in titles.items()), key=lambda row: row[1])


class SessionForm(WagtailAdminModelForm):
    """A session of a course that the editor may edit. The course stays what it is: people register for it."""

    course = forms.ChoiceField(
        label=gettext_lazy("Course"),
        help_text=gettext_lazy("The session is for readers of all languages of the course."),
    )
    starts_at = SwedishDateTimeField(
        label=gettext_lazy("Starts"), help_text=gettext_lazy("In Swedish time.")
    )
    ends_at = SwedishDateTimeField(label=gettext_lazy("Ends"))
    link = forms.URLField(
        label=gettext_lazy("Link to the meeting"),
        max_length=1000,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Shown only to those who have a place."),
    )
    trainer_address = forms.EmailField(
        label=gettext_lazy("Trainer's e-mail address"),
        required=False,
        help_text=gettext_lazy(
            "Of an account here. The trainer sees who comes and marks who came. Others do not see the address."
        ),
    )

    class Meta:
        model = TrainingSession
        fields: ClassVar[list[str]] = [
            "starts_at", "ends_at", "mode", "venue", "address", "link", "places", "register_by", "language",
            "contact_role", "note", "cancelled", "cancellation_reason",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        course: Any = self.fields["course"]
        course.choices = [("", _("Choose a course")), *course_choices(self.for_user)]
        self.is_new = self.instance._state.adding
        if not self.is_new:
            course.disabled = True
            self.initial["course"] = str(self.instance.course_key)
            if self.instance.trainer is not None:
                self.initial["trainer_address"] = self.instance.trainer.email
        else:
            for name in ("cancelled", "cancellation_reason"):
                self.fields.pop(name, None)

    def clean_trainer_address(self) -> str:
        address = str(self.cleaned_data["trainer_address"])
        self.trainer = None
        if address and self.instance.trainer and address == self.instance.trainer.email:
            self.trainer = self.instance.trainer
        elif address:
            self.trainer = account_with(address)
            if self.trainer is None:
                raise ValidationError(
                    _(
                        "Nobody has an account here with this address. Check it, or leave it empty and write "
                        "who to ask under Contact."
                    )
                )
        return address

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_times(data)
        if data.get("mode") == TrainingSession.Mode.ON_SITE and not data.get("venue"):
            self.add_error("venue", _("Say where it is, so that people find it."))
        if data.get("cancelled") and not data.get("cancellation_reason"):
            words = _("Say why, so that those who had planned to come know.")
            self.add_error("cancellation_reason", words)
        return data

    def _check_times(self, data: dict[str, Any]) -> None:
        starts, ends, last = (data.get(name) for name in ("starts_at", "ends_at", "register_by"))
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be after the beginning. Check both times."))
        if starts and starts < timezone.now() and (self.is_new or "starts_at" in self.changed_data):
            self.add_error("starts_at", _("That time is over. Choose a time to come."))
        day = timezone.localdate(starts, timezone.get_default_timezone()) if starts else None
        if day and last and last > day:
            words = _(
                "The last day to register is after the session begins. Choose an earlier day."
            )
            self.add_error("register_by", words)

    def _post_clean(self) -> None:
        super()._post_clean()
        if course := self.cleaned_data.get("course"):
            self.instance.course_key = UUID(course)
        self.instance.trainer = getattr(self, "trainer", self.instance.trainer)

    def save(self, commit: bool = True) -> TrainingSession:
        """Store the session and all that follows from the change.

        Raises:
            ValidationError: more people have a place meanwhile than there would be places.
        """
        return save_session(self.instance)
