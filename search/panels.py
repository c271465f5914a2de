"""What a change of synonyms would do, shown in the editing form before anything is saved."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.auth import require_admin_access
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

MOST_EXPRESSIONS = 12
LONGEST_TEXT = 4_000


class EffectPanel(Panel):
    """A search to try, and what it finds with the synonyms as they stand in the form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("heading", _("Effect"))
        super().__init__(**kwargs)

    class BoundPanel(Panel.BoundPanel):
        template_name = "search/admin/effect_panel.html"

        @property
        def media(self) -> Media:
            return Media(js=[versioned_static("admin/synonym-effect.js")])


@require_admin_access
@require_POST
def synonym_effect(request: HttpRequest) -> HttpResponse:
    """Show what the synonyms of a form would do: a page of its own, or a part of the form's page.

    Raises:
        PermissionDenied: the user edits no synonyms.
    """
    from .editing import effects  # reads the models, which hold this panel
    from .models import Synonym

    if not any(request.user.has_perm(f"search.{may}_synonym") for may in ("add", "change")):
        raise PermissionDenied
    number = request.POST.get("synonym", "")
    synonym = Synonym(
        pk=int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None,
        language=request.POST.get("language", "")[:5],
        words=request.POST.get("words", "")[:LONGEST_TEXT].replace("\0", ""),
    )
    context: dict[str, Any] = {"problems": []}
    try:
        synonym.clean_fields()
        synonym.clean()
    except ValidationError as problem:
        context["problems"] = problem.messages
    else:
        queries = [request.POST.get("try", "").strip()[:400], *synonym.expressions]
        context["effects"] = effects(synonym, queries[: MOST_EXPRESSIONS + 1])
    part = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    name = "search/admin/effect.html" if part else "search/admin/effect_page.html"
    return render(request, name, context)
