"""The forms by which a manager gives courses."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from content.models import CatalogueEntry, OrganisationUnit

from .selectors.assigning import MOST_FOUND, found_people, named, people_in, seen_courses
from .selectors.team import MOST_UNITS


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class FindForm(forms.Form):
    """Search for a course or path and for people, both in one go, so that it works without a script."""

    course_q = forms.CharField(
        label=_("Find a course or learning path"), required=False, max_length=100
    )
    person_q = forms.CharField(label=_("Find people"), required=False, max_length=100)

    def words(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "") if self.is_valid() else ""


class Found:
    """What there is to choose from."""

    def __init__(
        self,
        find: FindForm,
        request: HttpRequest,
        language: str,
        line: QuerySet[OrganisationUnit],
    ) -> None:
        self.person_words = find.words("person_q")
        courses = named("course", find.words("course_q"), request, language)
        paths = named("path", find.words("course_q"), request, language)
        self.courses: list[CatalogueEntry] = list(courses[: MOST_FOUND + 1])
        self.paths = list(paths[: MOST_FOUND + 1])
        self.courses_of = seen_courses(self.paths, request)
        self.people = found_people(self.person_words, line)
        self.units = list(line[:MOST_UNITS])
        self.more_courses = max(len(self.courses), len(self.paths)) > MOST_FOUND
        self.more_people = len(self.people) > MOST_FOUND
        self.paths = [path for path in self.paths if self.courses_of[path.translation_key]]
        del self.courses[MOST_FOUND:], self.paths[MOST_FOUND:], self.people[MOST_FOUND:]

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """What can be given, as a list of choices: courses, then learning paths with their number of courses."""
        found: list[tuple[Any, Any]] = [("", _("Choose a course or a learning path"))]
        courses = [(str(entry.translation_key), entry.title) for entry in self.courses]
        if not self.paths:
            return [*found, *courses]
        paths = [(str(path.translation_key), self._named(path)) for path in self.paths]
        found += [(_("Courses"), courses)] if courses else []
        return [*found, (_("Learning paths"), paths)]

    def _named(self, path: CatalogueEntry) -> str:
        number = len(self.courses_of[path.translation_key])
        text = ngettext("%(title)s (%(number)s course)", "%(title)s (%(number)s courses)", number)
        return text % {"title": path.title, "number": number}


class DueForm(forms.Form):
    due_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=DayInput(),
        help_text=_("Leave it empty if there is no last day."),
    )


class AssignForm(DueForm):
    """A course or learning path, and either a unit or people of the own line."""

    course = forms.UUIDField(
        label=_("Course or learning path"),
        error_messages={"required": _("Choose a course or a learning path.")},
        widget=forms.Select,
        help_text=_("A learning path gives all its courses, with the same last day."),
    )
    unit = forms.ModelChoiceField(
        OrganisationUnit.objects.none(),
        to_field_name="key",
        required=False,
        label=_("A whole unit"),
        empty_label=_("No whole unit"),
        help_text=_("Those who come later get the course too."),
    )
    people: Any = forms.ModelMultipleChoiceField(None, required=False, label=_("People"))
    mandatory = forms.BooleanField(label=_("Mandatory"), required=False, initial=True)
    field_order = ["course", "unit", "people", "due_on", "mandatory"]

    def __init__(
        self, *args: Any, line: QuerySet[OrganisationUnit], found: Found, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.found = found
        for person in found.people:
            person.ticked = str(person.pk) in self.ticked
        self.fields["unit"].queryset = line  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["people"].queryset = people_in(line)  # type: ignore[attr-defined]  # one, too
        self.fields["course"].widget.choices = found.choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        chosen = bool(data.get("unit")), bool(data.get("people"))
        if not self.has_error("unit") and not self.has_error("people") and chosen[0] == chosen[1]:
            raise ValidationError(
                _("Choose a unit or people, not both.")
                if chosen[0]
                else _("Choose who is to take the course: a unit, or people that you have found.")
            )
        return data

    def refuse(self, error: ValidationError) -> None:
        """Show what a service refused."""
        self.add_error(None, error)

    @property
    def ticked(self) -> set[str]:
        """Ids of the people who were ticked when the form was sent."""
        data = self.data
        return set(data.getlist("people")) if hasattr(data, "getlist") else set()
