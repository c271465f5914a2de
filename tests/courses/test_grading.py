"""Drawing, reading and grading: what holds for every question, however it is answered."""

from __future__ import annotations

import itertools
import random
from decimal import Decimal
from typing import Any

import pytest

from courses.grading import (
    Grade,
    UnreadableAnswer,
    draw,
    grade,
    number,
    paper,
    passes,
    points_of,
    read,
)

SINGLE = {
    "id": "q1",
    "type": "single_choice",
    "points": 2,
    "choices": [{"id": name, "text": name, "correct": name == "b"} for name in "abc"],
}
MULTIPLE = {
    "id": "q2",
    "type": "multiple_choice",
    "points": 3,
    "choices": [{"id": name, "text": name, "correct": name in "abc"} for name in "abcd"],
}
ORDERING = {
    "id": "q3",
    "type": "ordering",
    "points": 4,
    "items": [{"id": name, "text": name} for name in "abcd"],
}
MATCHING = {
    "id": "q4",
    "type": "matching",
    "points": 3,
    "pairs": [
        {"id": "a", "left": "A", "right": "Ett"},
        {"id": "b", "left": "B", "right": "Två"},
        {"id": "c", "left": "C", "right": "ett"},
    ],
}
NUMERIC = {"id": "q5", "type": "numeric", "points": 1, "answer": "12.5", "tolerance": "0.5"}
SHORT = {"id": "q6", "type": "short_text", "points": 1, "accepted": ["Nollmätning", "base line"]}
FREE = {"id": "q7", "type": "free_text"}
ALL = [SINGLE, MULTIPLE, ORDERING, MATCHING, NUMERIC, SHORT, FREE]
RIGHT = {
    "q1": "b",
    "q2": ["a", "b", "c"],
    "q3": list("abcd"),
    "q4": {"a": "a", "b": "b", "c": "a"},
    "q5": "12.5",
    "q6": " NOLLMÄTNING ",
}


@pytest.mark.parametrize("question", ALL[:-1], ids=lambda question: question["type"])
def test_the_right_response_gives_all_points_and_none_gives_nothing(question: Any) -> None:
    assert grade(question, RIGHT[question["id"]]) == Grade(Decimal(question["points"]), True)
    for nothing in (None, "", [], {}):
        assert grade(question, nothing) == Grade(Decimal(0), False)


def test_own_words_are_neither_right_nor_wrong() -> None:
    assert grade(FREE, "Det gick.") == Grade(Decimal(0), None)
    assert points_of(FREE) == 0


@pytest.mark.parametrize(
    ("question", "response", "points", "correct"),
    [
        (SINGLE, "a", "0", False),
        (SINGLE, "gone", "0", False),
        (MULTIPLE, ["a", "b"], "2", False),
        (MULTIPLE, ["a", "d"], "0", False),
        (MULTIPLE, ["a", "b", "c", "d"], "2", False),
        (MULTIPLE, ["d"], "0", False),
        (MULTIPLE, ["a", "a", "a"], "1", False),
        (ORDERING, list("bacd"), "2", False),
        (ORDERING, list("dcba"), "0", False),
        (ORDERING, list("abc"), "3", False),
        (MATCHING, {"a": "a", "b": "b", "c": "c"}, "3", True),
        (MATCHING, {"a": "b", "b": "b"}, "1", False),
        (MATCHING, {"x": "y"}, "0", False),
        (NUMERIC, "13", "1", True),
        (NUMERIC, "12.0", "1", True),
        (NUMERIC, "13.0000001", "0", False),
        (SHORT, "Base  Line", "1", True),
        (SHORT, "baseline", "0", False),
    ],
)
def test_partly_right(question: Any, response: Any, points: str, correct: bool) -> None:
    assert grade(question, response) == Grade(Decimal(points), correct)


def test_no_response_gives_more_than_the_right_one_or_less_than_nothing() -> None:
    ids = list("abcd")
    for size in range(5):
        for response in itertools.permutations(ids, size):
            for question in (MULTIPLE, ORDERING):
                mark = grade(question, list(response))
                assert 0 <= mark.points <= question["points"]
                assert (mark.points == question["points"]) == mark.correct
                assert mark.correct == (
                    set(response) == set("abc") if question is MULTIPLE else list(response) == ids
                )


@pytest.mark.parametrize("seed", range(40))
def test_what_is_shown_can_be_answered_right_by_its_places(seed: int) -> None:
    chance = random.Random(seed)
    for question in ALL[:4]:
        order = paper(question, True, chance)["order"]
        if question["type"] == "single_choice":
            values = [str(order.index("b"))]
        elif question["type"] == "multiple_choice":
            values = [str(order.index(name)) for name in "cab"]
        elif question["type"] == "ordering":
            values = [str("abcd".index(name)) for name in order]
        else:
            values = [str(order.index(name)) for name in ("a", "b", "a")]
            assert len(order) == 2
        response = read(question, order, values)
        assert response is not None
        assert grade(question, response).correct is True


@pytest.mark.parametrize("seed", range(40))
def test_an_ordering_is_never_shown_in_its_right_order(seed: int) -> None:
    chance = random.Random(seed)
    for size in range(2, 6):
        question = ORDERING | {"items": [{"id": str(place)} for place in range(size)]}
        order = paper(question, False, chance)["order"]
        assert order != [str(place) for place in range(size)]
        assert sorted(order) == [str(place) for place in range(size)]


@pytest.mark.parametrize(("drawn", "expected"), [(0, 7), (3, 3), (7, 7)])
@pytest.mark.parametrize("shuffle", [True, False])
def test_drawing(drawn: int, expected: int, shuffle: bool) -> None:
    content = {"questions": ALL, "draw": drawn, "shuffle": shuffle}
    seen = set()
    for seed in range(60):
        ids = [one["id"] for one in draw(content, random.Random(seed))]
        assert len(ids) == len(set(ids)) == expected
        assert shuffle or ids == sorted(ids)
        seen |= set(ids)
    assert seen == {question["id"] for question in ALL}


@pytest.mark.parametrize("question", ALL, ids=lambda question: question["type"])
def test_what_is_left_open_is_no_response(question: Any) -> None:
    order = paper(question, False, random.Random(1))["order"]
    for values in ([], [""], [" "] if not order else [], ["", "", ""]):
        assert read(question, order, values) is None


@pytest.mark.parametrize(
    ("question", "values"),
    [
        (SINGLE, ["3"]),
        (SINGLE, ["-1"]),
        (SINGLE, ["b"]),
        (SINGLE, ["1", "2"]),
        (SINGLE, ["²"]),
        (SINGLE, ["9" * 5000]),
        (MULTIPLE, ["0", "9"]),
        (ORDERING, ["0", "1", "2"]),
        (ORDERING, ["0", "1", "2", ""]),
        (ORDERING, ["0", "0", "1", "2"]),
        (ORDERING, ["0", "1", "2", "4"]),
        (MATCHING, ["7"]),
        (MATCHING, ["0"] * 4),
        (NUMERIC, ["tolv"]),
        (NUMERIC, ["nan"]),
        (NUMERIC, ["Infinity"]),
        (NUMERIC, ["1e999999"]),
        (NUMERIC, ["1,2,3"]),
        (NUMERIC, ["9" * 41]),
        (SHORT, ["a" * 301]),
        (FREE, ["a" * 10_001]),
    ],
)
def test_what_cannot_be_understood_is_said(question: Any, values: list[str]) -> None:
    order = paper(question, False, random.Random(1))["order"]
    with pytest.raises(UnreadableAnswer, match=r"\w"):
        read(question, order, values)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("12.50", "12.50"),
        ("1 200", "1200"),
        ("1\u00a0200,5", "1200.5"),
        ("−3", "-3"),
        ("+3", "3"),
        ("0", "0"),
        ("٣", "3"),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    ("score", "most", "percent", "expected"),
    [("8", "10", 80, True), ("7.99", "10", 80, False), ("2", "3", 67, False), ("0", "0", 80, True)],
)
def test_the_pass_mark_is_exact(score: str, most: str, percent: int, expected: bool) -> None:
    assert passes(Decimal(score), Decimal(most), percent) is expected
