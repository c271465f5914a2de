"""A picture has a text alternative, or is marked as decoration; nobody has to write the same words twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tests.factories import CaseFactory, IdeaFactory, ImageFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("make", [CaseFactory, IdeaFactory])
def test_a_picture_without_words_is_refused(make: type) -> None:
    page = make()
    page.image = ImageFactory(description="")
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert list(refused.value.message_dict) == ["image_alt"]
    page.image_decorative = True
    page.full_clean()


@pytest.mark.parametrize("make", [CaseFactory, IdeaFactory])
def test_the_pictures_own_description_is_taken(make: type) -> None:
    page = make()
    page.image = ImageFactory(description="Två personer vid en sluss")
    page.full_clean()
    assert page.image_alt == "Två personer vid en sluss"
    page.image_alt = "Slussen i Brinkebergskulle"
    page.full_clean()
    assert page.image_alt == "Slussen i Brinkebergskulle"


def test_decoration_has_no_words() -> None:
    page = CaseFactory()
    page.image, page.image_decorative = ImageFactory(), True
    page.full_clean()
    assert page.image_alt == ""
    assert page.alt == ""
