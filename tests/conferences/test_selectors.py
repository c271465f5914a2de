import pytest
from django.contrib.auth.models import AnonymousUser
from wagtail.models import PageViewRestriction

from conferences.selectors import sessions_of
from tests.factories import PersonFactory, SessionFactory, translate

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def test_speakers_are_named_in_the_language_of_the_programme(visitor):
    both, swedish = PersonFactory(title="Barnrättsstrateg"), PersonFactory(title="Skyddsombud")
    session = SessionFactory(speakers=[both, swedish])
    english = translate(session, "Children as experts")
    translate(both, "Children’s rights strategist")
    [slot] = sessions_of(session.get_parent().specific, visitor)
    assert slot.speakers == [("Barnrättsstrateg", "sv"), ("Skyddsombud", "sv")]
    [slot] = sessions_of(english.get_parent().specific, visitor)
    assert slot.speakers == [("Children’s rights strategist", "en"), ("Skyddsombud", "sv")]


def test_a_speaker_with_a_private_page_is_not_named(visitor):
    hidden = PersonFactory(title="Kanariefågel")
    session = SessionFactory(speakers=[hidden])
    PageViewRestriction.objects.create(
        page=hidden.page_ptr, restriction_type=PageViewRestriction.LOGIN
    )
    [slot] = sessions_of(session.get_parent().specific, visitor)
    assert slot.speakers == []
