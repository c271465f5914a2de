"""Plain Wagtail for comparison: the same pages found by walking the tree, in a template that shows title and text."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import include, path, re_path
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.models import Page

TEMPLATE = """{% load wagtailcore_tags wagtailimages_tags i18n %}<!DOCTYPE html>
<html lang="{{ page.locale.language_code }}"><head><title>{{ page.title }}</title></head><body>
<nav>{% for item in menu %}<a href="{% pageurl item %}">{{ item.title }}</a>{% endfor %}</nav>
<nav>{% for item in page.get_ancestors %}<a href="{% pageurl item %}">{{ item.title }}</a>{% endfor %}</nav>
<h1>{{ page.title }}</h1><p>{{ page.summary }}</p>
{% for block in page.body %}{% include_block block %}{% endfor %}
{% for item in page.get_children.live %}<a href="{% pageurl item %}">{{ item.title }}</a>{% endfor %}
</body></html>"""


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer as wagtail.views.serve does: route, restrictions, specific page, template."""
    found = Page.route_for_request(request, path)
    page = found.page.specific
    for restriction in page.get_view_restrictions():
        restriction.accept_request(request)
    root = page.get_site().root_page.localized
    menu = root.get_children().live().in_menu()
    template = engines["django"].from_string(TEMPLATE)
    return HttpResponse(template.render({"page": page, "menu": menu}, request))


urlpatterns = [path("documents/", include(wagtaildocs_urls))]
urlpatterns += i18n_patterns(re_path(r"^((?:[\w\-]+/)*)$", serve, name="wagtail_serve"))
