"""Django's `i18n` tags, of which `translate` looks a constant up once a language.

A page says forty such words, and to say one afresh takes Django as long as to show three variables. In
the settings this library takes the place of Django's own, so templates load `i18n` as ever.
"""

from __future__ import annotations

from django.template import Library, Node
from django.template.base import FilterExpression, Parser, Token
from django.template.context import Context
from django.templatetags import i18n
from django.utils.translation import get_language

register = Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Constant(Node):
    """A `translate` tag whose words are in the template."""

    child_nodelists = ()

    def __init__(self, tag: i18n.TranslateNode) -> None:
        self._tag = tag
        self._name, tag.asvar = tag.asvar, None
        self._said: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        language = get_language()
        if language not in self._said:
            self._said[language] = self._tag.render(context)
        said = self._said[language]
        if self._name:
            context[self._name] = said
            return ""
        return said


def _is_constant(words: FilterExpression | None) -> bool:
    """Tell whether a tag's argument is a mere text, or was not given."""
    return words is None or not (words.filters or getattr(words.var, "lookups", None))


@register.tag("translate")
@register.tag("trans")
def translate(parser: Parser, token: Token) -> Node:
    """Translate as Django does."""
    tag = i18n.do_translate(parser, token)
    constant = _is_constant(tag.filter_expression) and _is_constant(tag.message_context)
    return Constant(tag) if constant else tag
