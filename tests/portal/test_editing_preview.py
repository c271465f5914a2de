"""Every type can be previewed, also before it was ever saved, in both languages and with the strict policy."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.fields import StreamField
from wagtail.models import Locale, Page

from content.models import BasePage, Municipality, Topic
from ideas.models import Idea
from tests import factories
from tests.factories import section

pytestmark = [pytest.mark.django_db, pytest.mark.no_cover, pytest.mark.once]

DAY = datetime.date(2026, 5, 4)
TYPES = [model for model in apps.get_models() if issubclass(model, BasePage)]
NEEDED: dict[str, Any] = {
    "date": "2026-05-04",
    "starts": "2026-05-04",
    "ends": "2026-05-05",
    "organisation_kind": "agency",
}


def parent_of(model: type[BasePage], language: str) -> Page:
    """Return a page below which one of this type may be made, making what is missing."""
    locale = Locale.objects.get(language_code=language)
    made = {
        "ConferencePage": factories.ConferenceFactory,
        "CoursePage": factories.CourseFactory,
        "ModulePage": factories.ModuleFactory,
        "StandardPage": factories.StandardPageFactory,
    }
    for name in model.clean_parent_page_models():
        found = name.objects.filter(locale=locale).first()
        if found is not None:
            return found
    source = made[model.clean_parent_page_models()[0].__name__]()
    return source if language == "sv" else factories.translate(source, "In English")


def form_data(form: Any, language: str) -> dict[str, Any]:
    """Return what a browser would send of an add form in which the required fields were filled in."""
    data: dict[str, Any] = {"title": "Kanariefågel på prov", "slug": "kanariefagel"}
    for name in form.fields:
        if name in data:
            continue
        model_field = form._meta.model._meta.get_field(name) if hasattr(form, "_meta") else None
        if isinstance(model_field, StreamField):
            data[f"{name}-count"] = "0"
        elif name == "starts" and model_field.get_internal_type() == "DateTimeField":
            data[name] = "2026-05-04 09:00"
        elif name in NEEDED:
            data[name] = NEEDED[name]
        elif name == "municipality":
            data[name] = Municipality.objects.first().pk
        elif name == "topic":
            data[name] = Topic.objects.first().pk
        else:
            value = form[name].value()
            data[name] = "" if value in (None, False) else value
    for name in form.formsets:
        data |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
        data |= {f"{name}-MIN_NUM_FORMS": "0", f"{name}-MAX_NUM_FORMS": "1000"}
    return {name: value for name, value in data.items() if value not in ("", None, [])}


def check_preview(client: Client, address: str, language: str) -> None:
    response = client.get(address)
    text = response.content.decode()
    assert response.status_code == 200
    assert "Kanariefågel på prov" in text
    assert f'<html lang="{language}"' in text
    policy = response.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_page_never_saved_is_previewed(
    sign_in: Any, model: type[BasePage], language: str
) -> None:
    parent = (
        parent_of(model, language) if model.__name__ != "HomePage" else Page.objects.get(depth=1)
    )
    if not model.can_create_at(parent):
        # A section is there once in each language; its preview is of the one that exists.
        page = model.objects.get(locale__language_code=language)
        address = f"/admin/pages/{page.pk}/edit/"
    else:
        address = f"/admin/pages/add/{model._meta.label_lower.replace('.', '/')}/{parent.pk}/"
        if model.__name__ == "HomePage":
            address += f"?locale={language}"
    client = sign_in(is_superuser=True) if model.__name__ == "HomePage" else sign_in("Editors")
    form = client.get(address).context["form"]
    answer = client.post(address.split("?")[0] + "preview/", form_data(form, language))
    assert answer.json()["is_valid"], form_data(form, language)
    if model.__name__ != "HomePage":
        check_preview(client, address + "preview/", language)


IDEAS = "/admin/snippets/ideas/idea/"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_an_idea_never_saved_is_previewed(sign_in: Any, language: str) -> None:
    client = sign_in("Coaches")
    form = client.get(f"{IDEAS}add/?locale={language}").context["form"]
    address = f"{IDEAS}preview/?locale={language}"
    assert client.post(address, form_data(form, language)).json()["is_valid"]
    check_preview(client, address, language)


def test_an_idea_that_is_stored_is_previewed_with_the_changes(sign_in: Any) -> None:
    idea = factories.IdeaFactory(title="Så stod det förut")
    client = sign_in("Editors")
    form = client.get(f"{IDEAS}edit/{idea.pk}/").context["form"]
    data = form_data(form, "sv") | {"title": "Kanariefågel på prov"}
    assert client.post(f"{IDEAS}preview/{idea.pk}/", data).json()["is_valid"]
    check_preview(client, f"{IDEAS}preview/{idea.pk}/", "sv")
    assert Idea.objects.get(pk=idea.pk).title == "Så stod det förut"


def test_nobody_else_sees_a_preview(sign_in: Any) -> None:
    cases = section("cases", "sv")
    address = f"/admin/pages/add/cases/casepage/{cases.pk}/preview/"
    assert Client().get(address).status_code == 302
    assert sign_in("Staff").get(address).status_code == 403
    assert sign_in("Coaches").get(address).status_code in {302, 403}
