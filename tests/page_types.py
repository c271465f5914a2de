"""One address for every type of page that a visitor can meet, in both languages.

Named by keys of the demo, the richest page of each type: a template's faults show where all its parts do.
"""

from __future__ import annotations

from content.models import CatalogueEntry

LANGUAGES = ("sv", "en")
IN_CATALOGUE = {
    "home": ("home", "home"),
    "cases": ("section", "cases"),
    "methods": ("section", "methods"),
    "ideas": ("section", "ideas"),
    "courses": ("section", "courses"),
    "paths": ("section", "paths"),
    "conferences": ("section", "conferences"),
    "news": ("section", "news"),
    "municipalities": ("section", "municipalities"),
    "topics": ("section", "topics"),
    "organisations": ("section", "organisations"),
    "people": ("section", "people"),
    "about": ("page", "about"),
    "case": ("case", "case-201"),
    "case-stopped": ("case", "case-211"),
    "method": ("method", "needs-walk"),
    "idea": ("idea", "idea-101"),
    "idea-parked": ("idea", "idea-128"),
    "course": ("course", "course-lead-innovation"),
    "path": ("path", "path-need-to-practice"),
    "module": ("module", "course-lead-innovation-m1"),
    "lesson-reading": ("lesson", "course-lead-innovation-m1-l3"),
    "lesson-video": ("lesson", "course-testing-m2-l1"),
    "lesson-file": ("lesson", "course-testing-m2-l3"),
    "conference": ("conference", "conf-2026"),
    "session": ("session", "conf-2026-s04"),
    "article": ("article", "news-decision-clock"),
    "page": ("page", "accessibility"),
    "person": ("person", "person-01"),
    "organisation": ("organisation", "granit-testbadd-valfard"),
    "municipality": ("municipality", "uddevalla"),
    "topic": ("topic", "preschool"),
    "programme": ("programme", "icare4fyrbodal"),
}
"""Name of a type: kind and key."""

VARIANTS = {
    "cases-filtered": ("cases", "?status=finished&topic=elderly-care"),
    "cases-second": ("cases", "?page=2"),
    "cases-none": ("cases", "?municipality=2584&status=running"),
}
"""Name of a state: the type it is a state of, and the query."""

ELSEWHERE = {
    "search": "/{language}/search/",
    "search-hits": "/{language}/search/?q=test",
    "search-none": "/{language}/search/?q=xyzzyplugh",
    "login": "/{language}/account/login/",
    "password-reset": "/{language}/account/password/reset/",
    "signup-closed": "/{language}/account/signup/",
    "not-found": "/{language}/finns-inte/",
}
NAMES = (*IN_CATALOGUE, *VARIANTS, *ELSEWHERE)
STATUS = {"not-found": 404}
"""What the answer's status is where it is not 200."""


def addresses() -> dict[tuple[str, str], str]:
    """Return the address of every type by name and language."""
    rows = CatalogueEntry.objects.filter(kind__in={kind for kind, _key in IN_CATALOGUE.values()})
    stored = {
        (kind, key, language): url
        for kind, key, language, url in rows.values_list("kind", "key", "language", "url")
    }
    found = {}
    for language in LANGUAGES:
        for name, (kind, key) in IN_CATALOGUE.items():
            found[name, language] = stored[kind, key, language]
        for name, (base, query) in VARIANTS.items():
            found[name, language] = found[base, language] + query
        for name, pattern in ELSEWHERE.items():
            found[name, language] = pattern.format(language=language)
    return found
