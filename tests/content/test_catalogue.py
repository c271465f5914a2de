"""The catalogue follows what editors do."""

import pytest

from content.models import CatalogueEntry
from tests.factories import CaseFactory

pytestmark = pytest.mark.django_db


def test_a_published_case_is_listed():
    case = CaseFactory(
        title="Morgonen fick två starter", topics=["school"], municipalities=["1485"]
    )
    entry = CatalogueEntry.objects.get(kind="case")
    assert (entry.object_id, entry.title, entry.url) == (
        case.pk,
        "Morgonen fick två starter",
        "/sv/fall/morgonen-fick-tva-starter/",
    )
