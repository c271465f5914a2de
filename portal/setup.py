"""Builds what every portal has: languages, front pages, sections, lists and groups. Safe to run again."""

from __future__ import annotations

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.signals import page_published

from content.catalogue import refresh_page
from content.models import BasePage
from content.structure import Section, sections

from .models import HomePage

LANGUAGES = ["sv", "en"]
HOME_TITLES = {"sv": "Idéslussen", "en": "Idéslussen"}


@transaction.atomic
def setup_portal() -> list[str]:
    """Build what is missing and return what was built, one plain line each."""
    done: list[str] = []
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    homes = _homes(locales, done)
    for section in sections():
        _section(section, locales, homes, done)
    return done


def sync_lists(verbosity: int = 0) -> None:
    """Bring municipalities and topics up to date from the lists that come with the portal."""
    call_command("sync_municipalities", verbosity=verbosity)
    call_command("sync_topics", verbosity=verbosity)


def _homes(locales: dict[str, Locale], done: list[str]) -> dict[str, Page]:
    homes: dict[str, Page] = {
        page.locale.language_code: page for page in HomePage.objects.select_related("locale")
    }
    root = Page.objects.get(depth=1)
    if "sv" not in homes:
        # Wagtail's own migration leaves a welcome page at the address that ours needs.
        Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
        root.refresh_from_db()
        homes["sv"] = _publish(
            HomePage(title=HOME_TITLES["sv"], slug="home", key="home", locale=locales["sv"]),
            root,
            done,
        )
        site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
        site.hostname, site.port, site.root_page = "localhost", 80, homes["sv"]
        site.site_name = "Idéslussen"
        site.save()
        refresh_page(homes["sv"].pk)  # it has an address only now
    if "en" not in homes:
        twin = HomePage(
            title=HOME_TITLES["en"],
            slug="home-en",
            key="home",
            locale=locales["en"],
            translation_key=homes["sv"].translation_key,
        )
        homes["en"] = _publish(twin, Page.objects.get(depth=1), done)
    return homes


def _section(
    section: Section, locales: dict[str, Locale], homes: dict[str, Page], done: list[str]
) -> None:
    source = section.model.objects.filter(key=section.key, locale=locales["sv"]).first()
    for code in LANGUAGES:
        if section.model.objects.filter(key=section.key, locale=locales[code]).exists():
            continue
        page = section.model(
            title=section.titles[code],
            slug=section.slugs[code],
            key=section.key,
            locale=locales[code],
            show_in_menus=section.in_menus,
        )
        if source is not None:
            page.translation_key = source.translation_key
        created = _publish(page, Page.objects.get(pk=homes[code].pk), done)
        source = source or created


def _publish(page: BasePage, parent: Page, done: list[str]) -> BasePage:
    page.first_published_at = page.last_published_at = timezone.now()
    parent.add_child(instance=page)
    page_published.send(sender=type(page), instance=page)
    done.append(f"{page.locale.language_code}: {page.title}")
    return page
