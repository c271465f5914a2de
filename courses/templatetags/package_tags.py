"""What the block of a package needs to know of the page that it stands in."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.urls import reverse

from ..models import LessonPage, PackageState
from ..packages.results import summary

register = template.Library()


@register.simple_tag(takes_context=True)
def package_block(context: Context, block: Any, page: Any) -> dict[str, str]:
    """Return what a package's block shows; `launch` is empty for drafts and previews.

    Also `origin`, `result`, and `login`, which is set where the package is for those alone who have logged in.
    """
    request = context.get("request")
    preview = getattr(request, "is_preview", False) or getattr(request, "is_dummy", False)
    package = block.value["package"] if block and hasattr(block, "value") else None
    if request is None or preview or package is None or not isinstance(page, LessonPage):
        return {"launch": "", "origin": "", "result": "", "login": ""}
    result = ""
    if request.user.is_authenticated:
        kept = PackageState.objects.filter(user=request.user, block_key=block.id, package=package)
        result = summary(package, list(kept))
    return {
        "launch": reverse("package_launch", args=[page.pk, block.id]),
        "origin": settings.PACKAGE_ORIGIN,
        "result": result,
        # Parts of cmi5 report about a person; without one there is nothing that they could be told.
        "login": "yes" if package.is_cmi5 and not request.user.is_authenticated else "",
    }
