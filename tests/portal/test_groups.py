"""What each group may and may not do in the admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import GroupApprovalTask, Page, Workflow

from portal.demo_accounts import PASSWORD, accounts, create_demo_accounts
from portal.groups import GROUPS
from tests.factories import CaseFactory, IdeaFactory, UserFactory, section

pytestmark = pytest.mark.django_db

IDEAS = "/admin/snippets/ideas/idea/"
EDITORS = ["Editors", "Moderators"]
IDEA_PEOPLE = ["Coaches", "Quality leads"]


def test_the_migration_made_the_groups() -> None:
    assert set(Group.objects.values_list("name", flat=True)) == {spec.name for spec in GROUPS}


@pytest.mark.parametrize("group", ["Staff", "Managers"])
def test_staff_and_managers_have_no_admin(sign_in: Any, group: str) -> None:
    client = sign_in(group)
    for address in ("/admin/", "/admin/pages/", IDEAS, "/admin/images/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize("group", EDITORS)
def test_editors_reach_what_they_work_with(sign_in: Any, group: str) -> None:
    client, case = sign_in(group), CaseFactory()
    parent = case.get_parent().pk
    for address in (
        f"/admin/pages/{parent}/",
        f"/admin/pages/add/cases/casepage/{parent}/",
        f"/admin/pages/{case.pk}/edit/",
        f"/admin/pages/{case.pk}/history/",
        f"/admin/pages/{case.pk}/unpublish/",
        f"/admin/localize/submit/page/{case.pk}/",
        IDEAS,
        f"{IDEAS}add/",
        "/admin/images/add/",
        "/admin/documents/multiple/add/",
        "/admin/snippets/content/municipality/",
        "/admin/snippets/content/topic/",
        "/admin/reports/review/",
    ):
        assert client.get(address).status_code == 200, address


@pytest.mark.parametrize("group", EDITORS)
def test_editors_do_not_reach_what_runs_the_portal(sign_in: Any, group: str) -> None:
    client = sign_in(group)
    for address in (
        "/admin/users/",
        "/admin/groups/",
        "/admin/sites/",
        "/admin/locales/",
        "/admin/collections/",
        "/admin/redirects/",
        "/admin/snippets/content/municipality/add/",
        "/admin/snippets/content/topic/add/",
    ):
        assert client.get(address).status_code in {302, 403, 404}, address


@pytest.mark.parametrize("group", IDEA_PEOPLE)
def test_idea_people_have_the_ideas_alone(sign_in: Any, group: str) -> None:
    client, case, idea = sign_in(group), CaseFactory(), IdeaFactory()
    for address in (IDEAS, f"{IDEAS}add/", f"{IDEAS}edit/{idea.pk}/"):
        assert client.get(address).status_code == 200, address
    for address in (
        f"/admin/pages/{case.pk}/edit/",
        f"/admin/pages/add/cases/casepage/{case.get_parent().pk}/",
        f"/admin/pages/{case.pk}/delete/",
        f"/admin/localize/submit/page/{case.pk}/",
        f"/admin/pages/{case.pk}/history/",
        f"/admin/pages/{case.pk}/view_draft/",
        f"/admin/pages/{case.pk}/copy/",
        f"{IDEAS}delete/{idea.pk}/",
        "/admin/images/add/",
        "/admin/documents/multiple/add/",
        "/admin/users/",
    ):
        response = client.get(address)
        assert response.status_code in {302, 403}, address
    assert client.get("/admin/choices/cases/casepage/?q=a").status_code in {302, 403}
    assert client.get("/admin/choices/ideas/idea/?q=a").status_code == 200


def test_nobody_but_moderators_deletes_ideas(sign_in: Any) -> None:
    idea = IdeaFactory()
    assert sign_in("Editors").get(f"{IDEAS}delete/{idea.pk}/").status_code in {302, 403}
    assert sign_in("Moderators").get(f"{IDEAS}delete/{idea.pk}/").status_code == 200


def test_a_moderator_approves_what_was_sent_for_review(sign_in: Any) -> None:
    case = CaseFactory(live=False)
    workflow = Workflow.objects.get(active=True)
    task = workflow.tasks.get().specific
    assert isinstance(task, GroupApprovalTask)
    assert [group.name for group in task.groups.all()] == ["Moderators"]
    assert case.get_workflow() == workflow
    case.save_revision()
    state = workflow.start(case, UserFactory(in_groups=["Editors"]))
    approve = f"/admin/pages/workflow/action/{case.pk}/approve/{state.current_task_state.pk}/"
    sign_in("Coaches").post(approve, {"comment": ""})
    case.refresh_from_db()
    assert not case.live
    sign_in("Moderators").post(approve, {"comment": ""})
    case.refresh_from_db()
    assert case.live


def test_the_tree_cannot_be_built_wrong(sign_in: Any) -> None:
    client = sign_in("Editors")
    cases = section("cases", "sv")
    for model in ("methods/methodpage", "courses/lessonpage", "portal/homepage"):
        response = client.get(f"/admin/pages/add/{model}/{cases.pk}/")
        assert response.status_code in {302, 403}, model
    root = Page.objects.get(depth=1)
    assert client.get(f"/admin/pages/add/cases/casepage/{root.pk}/").status_code in {302, 403}


def test_every_group_has_an_account_that_logs_in() -> None:
    create_demo_accounts()
    create_demo_accounts()
    names = [name for name, _password, _purpose in accounts()]
    assert names == ["personal", "chef", "redaktor", "moderator", "coach", "kvalitet", "admin"]
    for name in names:
        client = Client()
        client.post("/sv/account/login/", {"login": name, "password": PASSWORD})
        assert "_auth_user_id" in client.session, name
