"""The bars of a manager's page. A page has a hundred of them, and the template engine took a fifth of its time for them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ..selectors.team import Tally

register = template.Library()


@register.simple_tag
def team_bar(tally: Tally, about: str) -> SafeString:
    """Show how many are in each state as parts of a bar; `about` says whose, to those who do not see it."""
    said, parts, place = [], [], 0.0
    for state, number in tally.parts:
        said.append(f"{str(state.label).lower()} {number}")
        width = number * 100 / tally.total
        parts.append(
            f'<rect class="bar-{state.value}" x="{place:.2f}" y="0" width="{width:.2f}" height="10" />'
        )
        place += width
    return format_html(
        '<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}: {}">'
        '<rect class="bar-ground" x="0" y="0" width="100" height="10" />{}</svg>',
        about,
        ", ".join(said) or _("nobody"),
        mark_safe("".join(parts)),  # noqa: S308 - our own states and numbers
    )
