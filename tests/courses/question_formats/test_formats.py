"""Questions go out and come back the same; what other systems write is read; what is hostile is refused."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from courses import question_formats
from courses.question_formats import Question, Read, Unreadable, gift, moodle, qti
from courses.question_formats.questions import choice, faults

ALL = [
    Question(
        "single_choice",
        {
            "question": "Vad är {en} idésluss? ~ = # : \\ <b>",
            "choices": [
                choice("En väg", True, "Ja: steg för steg"),
                choice("En båt", False, "Nej = en båt"),
                choice("50 % rabatt", False),
            ],
            "explanation": "Idéer lyfts.\nEtt steg i taget.",
            "points": 1,
        },
    ),
    Question(
        "multiple_choice",
        {
            "question": "Vilka är kommuner?",
            "choices": [
                choice("Åmål", True),
                choice("Mellerud", True),
                choice("Vänern", False),
                choice("Orust & Tjörn", True),
            ],
            "explanation": "",
            "points": 1,
        },
    ),
    Question(
        "ordering",
        {
            "question": "I vilken ordning?",
            "items": ["Behov", "Idé", "Prov", "Spridning"],
            "explanation": "Så här.",
            "points": 1,
        },
    ),
    Question(
        "matching",
        {
            "question": "Para ihop.",
            "pairs": [
                {"left": "PDSA", "right": "Förbättring"},
                {"left": "Intervju", "right": "Insikt"},
                {"left": "Observation", "right": "Insikt"},
            ],
            "explanation": "",
            "points": 1,
        },
    ),
    Question(
        "numeric",
        {
            "question": "Hur många kommuner?",
            "answer": Decimal("14.5"),
            "tolerance": Decimal("0.25"),
            "unit": "",
            "explanation": "Fjorton.",
            "points": 1,
        },
    ),
    Question(
        "short_text",
        {
            "question": "Vad heter älven?",
            "accepted": ["Göta älv", "Göta älven"],
            "explanation": "",
            "points": 1,
        },
    ),
    Question("free_text", {"question": "Vad tar du med dig?", "help": "Skriv fritt."}),
]
KINDS = [question.kind for question in ALL]


def values(found: list[Read]) -> list[Any]:
    assert [(each.problems, each.notes) for each in found] == [([], [])] * len(found)
    return [(each.question.kind, each.question.values) for each in found if each.question]


@pytest.mark.parametrize("name", question_formats.FORMATS)
def test_what_goes_out_comes_back_the_same(name: str) -> None:
    data = question_formats.FORMATS[name].write(ALL, "Provet")
    assert question_formats.guess(data) == name
    assert values(question_formats.read(data)) == [(each.kind, each.values) for each in ALL]
    assert question_formats.FORMATS[name].write(ALL, "Provet") == data


@pytest.mark.parametrize("name", ["moodle", "qti"])
def test_points_and_units_come_along_where_the_format_has_them(name: str) -> None:
    numeric = Question("numeric", ALL[4].values | {"points": 3, "unit": "mil"})
    choosing = Question("single_choice", ALL[0].values | {"points": 5})
    data = question_formats.FORMATS[name].write([numeric, choosing])
    assert values(question_formats.read(data)) == [
        (each.kind, each.values) for each in (numeric, choosing)
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_are_questions_that_an_editor_could_write(kind: str) -> None:
    assert faults(ALL[KINDS.index(kind)]) == []


# --- What others write ------------------------------------------------------------------------------

GIFT = r"""
// The examples of the format's own description, and more

$CATEGORY: tom/dick/harry

// true or false
::Q1:: 1+1=2 {T}

::Q2:: What's between orange and green in the spectrum?
{ =yellow # right; good! ~red # wrong, it's yellow ~blue # wrong, it's yellow }

::Q3:: Two plus {=two =2} equals four.

// matching
::Q4:: Which animal eats which food? { =cat -> cat food =dog -> dog food }

// math range question
::Q5:: What is a number from 1 to 5? {#3:2}

::Q6:: What is a number from 1 to 5? {#1..5}

::Q7:: When was Ulysses S. Grant born? {#
 =1822:0      # Correct! Full credit.
 =%50%1822:2  # He was born in 1822. Half credit for being close.
}

::Q8:: How are you? {}

Who's buried in \{Grant's\} tomb? {
   ~%-100%No one
   ~%50%Grant
   ~%50%Grant's wife
   ~%-100%Grant's father
}

[html]<p>Is <b>bold</b> &amp; brave good?</p> {~no =yes####<p>Because.</p>}

This is only a text.

An open {brace
"""


def test_gift_of_others() -> None:
    found = gift.read(GIFT.encode())
    kinds = [each.question.kind if each.question else "" for each in found]
    assert kinds == [
        "single_choice",
        "single_choice",
        "short_text",
        "matching",
        "numeric",
        "numeric",
        "numeric",
        "free_text",
        "multiple_choice",
        "single_choice",
        "",
        "",
    ]
    by_place = [each.question.values if each.question else {} for each in found]
    assert by_place[1]["choices"][0] == choice("yellow", True, "right; good!")
    assert by_place[2]["question"] == "Two plus _____ equals four."
    assert (by_place[4]["answer"], by_place[4]["tolerance"]) == (3, 2)
    assert (by_place[5]["answer"], by_place[5]["tolerance"]) == (3, 2)
    assert (by_place[6]["answer"], by_place[6]["tolerance"]) == (1822, 0)
    assert by_place[8]["question"] == "Who's buried in {Grant's} tomb?"
    assert [each["correct"] for each in by_place[8]["choices"]] == [False, True, True, False]
    assert (by_place[9]["question"], by_place[9]["explanation"]) == (
        "Is bold & brave good?",
        "Because.",
    )
    assert found[10].notes
    assert not found[10].problems
    assert found[11].problems
    assert found[11].place == "rad 40"


MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="category"><category><text>$course$/top/Golf</text></category></question>
  <question type="truefalse">
    <name><text>T</text></name>
    <questiontext format="html"><text><![CDATA[<p>Golf is <em>fun</em>.</p>]]></text></questiontext>
    <defaultgrade>1.0000000</defaultgrade>
    <answer fraction="100" format="moodle_auto_format"><text>true</text><feedback format="html"><text>Yes</text></feedback></answer>
    <answer fraction="0" format="moodle_auto_format"><text>false</text><feedback format="html"><text></text></feedback></answer>
  </question>
  <question type="multichoice">
    <questiontext format="html"><text>&lt;p&gt;Which?&lt;/p&gt;</text></questiontext>
    <defaultgrade>2.0000000</defaultgrade><single>false</single>
    <answer fraction="50" format="html"><text>&lt;p&gt;A&lt;/p&gt;</text><feedback format="html"><text/></feedback></answer>
    <answer fraction="50" format="html"><text>B</text><feedback format="html"><text/></feedback></answer>
    <answer fraction="-100" format="html"><text>C</text><feedback format="html"><text>&lt;script&gt;alert(1)&lt;/script&gt;No</text></feedback></answer>
  </question>
  <question type="cloze"><questiontext format="html"><text>{1:SHORTANSWER:=x}</text></questiontext></question>
  <question type="description"><questiontext format="html"><text>Read.</text></questiontext></question>
  <question type="multichoice">
    <questiontext format="html"><text>Nothing is right</text></questiontext><single>true</single>
    <answer fraction="0"><text>A</text></answer><answer fraction="0"><text>B</text></answer>
  </question>
</quiz>"""


def test_moodle_of_others() -> None:
    found = moodle.read(MOODLE.encode())
    assert [each.place for each in found] == [f"fråga {number}" for number in range(1, 6)]
    first, second = (each.question.values for each in found[:2] if each.question)
    assert (first["question"], first["choices"][0]) == (
        "Golf is fun.",
        choice("Sant", True, "Yes"),
    )
    assert (second["points"], second["choices"][0]["text"]) == (2, "A")
    assert second["choices"][2]["feedback"] == "No"
    assert "cloze" in found[2].problems[0]
    assert (found[3].problems, found[3].usable) == ([], False)
    assert found[4].problems == ["Markera precis ett svar som rätt; 0 är markerade."]


QTI_2 = """<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="choice" title="Unattended Luggage" adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">
    <correctResponse><value>ChoiceA</value></correctResponse></responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody><p>Look at the text in the picture.</p><p><img src="sign.png" alt="NEVER LEAVE LUGGAGE UNATTENDED"/></p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">
      <prompt>What does it say?</prompt>
      <simpleChoice identifier="ChoiceA">You must stay with your luggage at all times.</simpleChoice>
      <simpleChoice identifier="ChoiceB">Do not let someone else look after your luggage.</simpleChoice>
    </choiceInteraction></itemBody>
</assessmentItem>"""


def test_qti_2_of_others_is_read_as_well() -> None:
    (found,) = qti.read(QTI_2.encode())
    assert found.question
    assert (
        found.question.values["question"] == "Look at the text in the picture.\nWhat does it say?"
    )
    assert found.question.values["choices"][0] == choice(
        "You must stay with your luggage at all times.", True
    )
    assert found.notes == ["Bilder och andra medier utelämnas."]


# --- What is not let in -----------------------------------------------------------------------------

LAUGHS = b'<?xml version="1.0"?><!DOCTYPE q [<!ENTITY a "ha">]><quiz>&a;</quiz>'


def packed(**files: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        LAUGHS,
        b"<quiz>",
        b"<html/>",
        b"\xff\xfe\x00bad",
        b"PK\x03\x04 not an archive",
        packed(**{"../q.xml": QTI_2}),
        packed(**{"q.xml": "<a/>"}),
        packed(**{"q.xml": LAUGHS.decode()}),
        b"a {=b}\n\n" * 300,
        b"x" * (6 * 1024 * 1024),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(data: bytes) -> None:
    with pytest.raises(Unreadable):
        question_formats.read(data)
