"""A part of a cmi5 package as its own script would be: it is launched, fetches its token and reports."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from django.urls import reverse

from courses.models import LessonPage
from courses.packages import storing
from tests.courses.packages import making
from tests.factories import LessonFactory

VERBS = "http://adlnet.gov/expapi/verbs/"
CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/"
RESULTS: dict[str, dict[str, Any]] = {
    "initialized": {},
    "completed": {"completion": True, "duration": "PT10S"},
    "passed": {"success": True, "score": {"scaled": 0.9}, "duration": "PT20S"},
    "failed": {"success": False, "score": {"scaled": 0.3}, "duration": "PT20S"},
    "terminated": {"duration": "PT30S"},
}


def lesson_with(body: str = "", *, completes: bool = False) -> tuple[LessonPage, str]:
    """Return a lesson with a cmi5 package and the address at which its script begins."""
    package = storing.store(making.cmi5(body))
    key = str(uuid.uuid4())
    value = {"title": "Golf", "intro": "", "package": package.pk, "completes": completes}
    lesson = LessonFactory(body=json.dumps([{"type": "package", "value": value, "id": key}]))
    return lesson, f"/sv/learning/packages/{lesson.pk}/{key}/"


class Unit:
    """A part that a learner has opened."""

    def __init__(self, learner: Client, address: str, item: str = "au-1") -> None:
        answer = learner.post(f"{address}open/", {"item": item})
        assert answer.status_code == 200, answer.content
        self.given: dict[str, str] = answer.json()["parameters"]
        self.token = self.fetch().get("auth-token", "")

    def fetch(self) -> dict[str, str]:
        answer = Client().post(urlsplit(self.given["fetch"]).path)
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        said: dict[str, str] = answer.json()
        return said

    def call(self, method: str, name: str, body: Any = None, **query: str) -> Any:
        return Client().generic(
            method,
            reverse(name),
            json.dumps(body) if body is not None else b"",
            content_type="application/json",
            QUERY_STRING=urlencode(query),
            headers={
                "Authorization": f"Basic {self.token}",
                "X-Experience-API-Version": "1.0.3",
            },
        )

    def document(self, method: str = "GET", body: Any = None, **query: str) -> Any:
        """Ask for a document of its state, by default what it is launched with."""
        names = {
            "activityId": self.given["activityId"],
            "agent": self.given["actor"],
            "registration": self.given["registration"],
            "stateId": "LMS.LaunchData",
        }
        return self.call(method, "xapi_state", body, **(names | query))

    def statement(self, name: str, /, **changes: Any) -> dict[str, Any]:
        """Return a statement of cmi5 as it should be, but for `changes`."""
        context = self.document().json()["contextTemplate"]
        result = RESULTS.get(name, {})
        categories = [{"id": f"{CATEGORIES}cmi5"}]
        if "success" in result or "completion" in result:
            categories.append({"id": f"{CATEGORIES}moveon"})
        context["contextActivities"]["category"] = categories
        said = {
            "id": str(uuid.uuid4()),
            "actor": json.loads(self.given["actor"]),
            "verb": {"id": f"{VERBS}{name}", "display": {"en": name}},
            "object": {"objectType": "Activity", "id": self.given["activityId"]},
            "context": context,
            "timestamp": datetime.now(UTC).isoformat(),
        }
        return said | ({"result": result} if result else {}) | changes

    def say(self, *verbs: str | dict[str, Any]) -> list[int]:
        """Make statements one by one and return the answers' codes."""
        return [
            self.call(
                "POST",
                "xapi_statements",
                self.statement(verb) if isinstance(verb, str) else verb,
            ).status_code
            for verb in verbs
        ]
