"""A multi-select with a search field, for lists too long to scroll: municipalities, topics, ideas, methods.

The form field is an ordinary `<select multiple>`, which works alone; `static/admin/search-select.js` puts a
search field before it. Up to `MAX_OPTIONS` choices are in the page. Beyond that only the chosen ones are, and
the rest is asked for from `content.choices`, so an editing form costs the same at any size of site.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .choices import group_label, label, offered

MAX_OPTIONS = 400


class SearchSelect(forms.SelectMultiple):
    """See the module. Use it as `FieldPanel("topics", widget=SearchSelect)`."""

    class Media:
        css = {"all": ["admin/search-select.css"]}
        js = [forms.Script("admin/search-select.js", type="module")]

    def optgroups(self, name: str, value: list[str], attrs: Any = None) -> list[Any]:
        """Return the options in groups: all of them if they are few, else the chosen ones."""
        queryset = self.choices.queryset  # type: ignore[attr-defined]  # a ModelChoiceIterator, by its field
        chosen = {str(item) for item in value}
        rows = list(offered(queryset)[: MAX_OPTIONS + 1])
        if self._asks_server(rows):
            rows = []
        known = {str(row.pk) for row in rows}
        missing = chosen - known
        if missing:
            rows += list(queryset.filter(pk__in=missing))
        groups: dict[str, list[dict[str, Any]]] = {}
        for number, row in enumerate(rows):
            option = self.create_option(
                name, row.pk, label(row), str(row.pk) in chosen, number, attrs=attrs
            )
            groups.setdefault(group_label(row), []).append(option)
        return [
            (heading, options, number) for number, (heading, options) in enumerate(groups.items())
        ]

    def _asks_server(self, rows: list[Any]) -> bool:
        return len(rows) > MAX_OPTIONS

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Render the plain select, and around it the element that the script takes up."""
        queryset = self.choices.queryset  # type: ignore[attr-defined]  # as above
        options = queryset.model._meta
        long = offered(queryset)[MAX_OPTIONS : MAX_OPTIONS + 1].exists()
        words = {
            "search": _("Search and add"),
            "none": _("Nothing matches."),
            "chosen": _("Chosen"),
            "remove": _("Remove %(name)s"),
            "added": _("%(name)s was added."),
            "removed": _("%(name)s was removed."),
            "hits": _("%(count)s matches"),
            "failed": _("The list could not be read. Try again."),
        }
        if long:
            words["address"] = reverse(
                "content_choices", args=[options.app_label, options.model_name]
            )
        select = super().render(name, value, {"size": "8"} | (attrs or {}), renderer)
        return render_to_string(
            "content/widgets/search_select.html", {"select": select, "words": words}
        )
