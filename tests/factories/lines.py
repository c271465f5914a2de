"""Lines of the transfer format: one good line of every kind, and ways to take and give them."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

from content.transfer.exporting import export_to
from content.transfer.importing import Report, import_file

from .media import png

Line = dict[str, Any]
PNG = base64.b64encode(png()).decode()
TEXT_FILE = base64.b64encode(b"Mall\n").decode()
RICH = '<h3>Så gjorde vi</h3><p>Först <b>detta</b>, se <a href="ref:method/m-1">metoden</a>.</p>'


def sv(kind: str, key: str, title: str, **fields: Any) -> Line:
    return {"kind": kind, "key": key, "locale": "sv", "title": title} | fields


def en(kind: str, key: str, title: str, **fields: Any) -> Line:
    line = {"kind": kind, "key": key, "locale": "en", "title": title, "translations_of": key}
    return line | fields


CARE: Line = {
    "contact_role": "Kvalitetsstrateg, vård och omsorg",
    "last_reviewed": "2026-03-01",
    "review_by": "2027-03-01",
    "published": "2025-11-03",
}
IMAGE = sv(
    "image", "img-1", "En bild", alt="En teal yta", credit="Egen", filename="bild.png", data=PNG
)
DOCUMENT = sv(
    "document",
    "doc-1",
    "En mall",
    record_number="KS 2026/14",
    licence="CC BY 4.0",
    accessible=True,
    filename="mall.txt",
    data=TEXT_FILE,
)
METHOD = sv(
    "method",
    "m-1",
    "Tjänsteresa",
    slug="tjansteresa",
    summary="Följ en person genom tjänsten.",
    municipalities=["1485"],
    topics=["school"],
    image={"image": "img-1", "alt": "En karta"},
    purpose="Se helheten.\n\nUtan att gissa.",
    when_to_use="När ni inte vet var det gör ont.",
    when_not="När ni redan vet.",
    phase="explore",
    time_band="half_day",
    time="Tre timmar",
    participants="4–8 personer",
    materials=["Lappar", "Pennor"],
    steps=[
        {"title": "Rita", "minutes": 30, "text": "Rita vägen."},
        {"title": "Fråga", "text": "<p>Fråga <b>alla</b>.</p>"},
    ],
    pitfalls=["Att gissa"],
    documents=["doc-1"],
    text="Ett enda stycke.",
    **CARE,
)
ORGANISATION = sv(
    "organisation",
    "org-1",
    "Slussens inkubator",
    slug="slussens-inkubator",
    organisation_kind="incubator",
    website="https://inkubator.example/",
    offers=[{"title": "Rådgivning", "text": "En timme."}],
    body=[
        {"type": "heading", "value": "Om oss"},
        {"type": "paragraph", "value": "Vi finns."},
    ],
    **CARE,
)
PERSON = sv(
    "person",
    "p-1",
    "Kim Exempel",
    slug="kim-exempel",
    role="Coach",
    organisation="org-1",
    text="Har arbetat länge.",
    **CARE,
)
IDEA = sv(
    "idea",
    "i-1",
    "Ring i stället",
    slug="ring-i-stallet",
    summary="Ring först.",
    text="Ring inom tre dagar.",
    need="Brev tar tid.",
    stage="parked",
    visibility="public",
    reason="Väntar på nytt system.",
    submitted="2025-05-06",
    unit="Bygglov",
    municipalities=["1485"],
    topics=["planning"],
)
BODY = [
    {"type": "heading", "value": "Rubrik"},
    {"type": "paragraph", "value": RICH},
    {"type": "quote", "value": {"text": "Det gick.", "by": "Enhetschef"}},
    {"type": "image", "value": {"image": "img-1", "alt": "En yta", "caption": "Bild 1"}},
    {"type": "image", "value": {"image": "img-1", "decorative": True}},
    {"type": "facts", "value": {"title": "Fakta", "text": "Kort."}},
    {"type": "checklist", "value": {"title": "Lista", "items": ["Ett", "Två"]}},
    {"type": "steps", "value": {"title": "Steg", "items": [{"title": "A", "text": "Gör."}]}},
    {
        "type": "table",
        "value": {
            "caption": "Tal",
            "header": ["År", "Antal"],
            "rows": [["2024", "3"], ["2025", ""]],
        },
    },
    {"type": "pages", "value": {"title": "Läs mer", "pages": ["method/m-1", "case/c-1"]}},
    {"type": "documents", "value": {"title": "Filer", "documents": ["doc-1"]}},
    {
        "type": "video",
        "value": {
            "title": "Film",
            "video": "doc-1",
            "captions": "doc-1",
            "poster": "img-1",
            "transcript": "Allt som sägs.",
        },
    },
    {"type": "reflection", "value": {"question": "Vad gör ni?", "help": "Tänk."}},
]
QUIZ = {
    "title": "Pröva dig",
    "intro": "Sju frågor.",
    "pass_percent": 60,
    "attempts": 3,
    "wait_minutes": 10,
    "time_limit": 20,
    "draw": 5,
    "shuffle": True,
    "questions": [
        {
            "type": "single_choice",
            "value": {
                "question": "Vem svarar?",
                "choices": [
                    {"text": "Chefen", "correct": True, "feedback": "Ja, det är ditt jobb."},
                    {"text": "Ingen", "feedback": "Då slutar folk att föreslå."},
                ],
                "explanation": "Ett nej är också ett svar.",
                "points": 2,
            },
        },
        {
            "type": "multiple_choice",
            "value": {
                "question": "Vad är ett behov?",
                "choices": [
                    {"text": "Att hitta hem", "correct": True},
                    {"text": "En app"},
                    {"text": "Att bli lyssnad på", "correct": True},
                ],
                "points": 1,
            },
        },
        {
            "type": "ordering",
            "value": {
                "question": "Vad kommer först?",
                "items": ["Planera", "Göra", "Lära"],
                "points": 1,
            },
        },
        {
            "type": "matching",
            "value": {
                "question": "Vad hör ihop?",
                "pairs": [
                    {"left": "Behov", "right": "Varför"},
                    {"left": "Idé", "right": "Hur"},
                ],
                "points": 1,
            },
        },
        {
            "type": "numeric",
            "value": {
                "question": "Hur stor andel?",
                "answer": 12.5,
                "tolerance": 0.5,
                "unit": "%",
                "points": 1,
            },
        },
        {
            "type": "numeric",
            "value": {"question": "Hur många blev kvar?", "answer": 0, "points": 1},
        },
        {
            "type": "short_text",
            "value": {
                "question": "Vad heter mätningen före?",
                "accepted": ["nollmätning", "baslinje"],
                "points": 1,
            },
        },
        {
            "type": "free_text",
            "value": {"question": "Vad gör du i morgon?", "help": "Skriv fritt."},
        },
    ],
}
CASE = sv(
    "case",
    "c-1",
    "Morgonen fick två starter",
    slug="morgonen-fick-tva-starter",
    summary="Två starter.",
    municipalities=["1485", "1488"],
    topics=["home-care", "school"],
    image={"image": "img-1", "decorative": True},
    problem="För många besök.\n\nFör lite tid.",
    context="34 medarbetare.",
    solution=RICH,
    status="stopped",
    started="2023-10",
    ended="2024-05-15",
    cost_band="under_50",
    effort="En samordnare",
    evidence="measured",
    results=[{"measure": "Försenade", "baseline": "9", "after": "3", "source": "Systemet"}],
    failed="Helgerna.",
    conditions=["En chef som vill"],
    guide=[{"title": "Fråga", "text": "Fråga var och en."}, {"title": "Ändra"}],
    documents=["doc-1"],
    funding_record="2016-04012",
    ideas=["i-1"],
    methods=["m-1"],
    adoptions=[
        {
            "municipality": "1421",
            "stage": "testing",
            "year": 2025,
            "adaptation": "Färre.",
            "result": "Bra.",
        },
        {"municipality": "1427", "stage": "declined"},
    ],
    body=BODY,
    **CARE,
)
COURSE = sv(
    "course",
    "co-1",
    "Leda",
    slug="leda",
    outcomes=["Efter kursen kan du leda."],
    audience="Chefer",
    prerequisites="Inga",
    level="practice",
    evaluation=[
        {
            "intro": "Vi läser allt.",
            "questions": [
                {
                    "type": "scale",
                    "value": {
                        "question": "Hur nyttig?",
                        "required": True,
                        "low": "Inte",
                        "high": "Mycket",
                    },
                },
                {
                    "type": "multiple_choice",
                    "value": {"question": "Vad använder du?", "choices": ["Mallen", "Filmen"]},
                },
                {"type": "free_text", "value": {"question": "Vad mer?", "help": "Kort."}},
            ],
        }
    ],
    text="Om kursen.",
    **CARE,
)
PATH = sv(
    "path",
    "pa-1",
    "Vägen",
    slug="vagen",
    outcomes=["Du kan leda."],
    audience="Chefer",
    courses=["co-1"],
    text="Om vägen.",
    **CARE,
)
COURSE_SESSION: dict[str, Any] = {
    "kind": "course-session",
    "key": "7a1f2f7e-6f0b-4c1b-9d7a-3f5a2b8c9d10",
    "locale": "sv",
    "course": "co-1",
    "starts": "2027-03-04T09:00",
    "ends": "2027-03-04T16:30",
    "mode": "online",
    "venue": "Sal 3",
    "address": "Kungsgatan 1, Uddevalla",
    "link": "https://moten.example/rum",
    "places": 12,
    "register_by": "2027-02-25",
    "contact_role": "Samordnare, Uddevalla",
    "note": "Ta med dator.\nLunch ingår.",
    "cancelled": True,
    "cancellation_reason": "Kursledaren är sjuk",
}
MODULE = sv("module", "mo-1", "Del ett", slug="del-ett", parent="co-1", summary="Början.", **CARE)
LESSON = sv(
    "lesson",
    "le-1",
    "Lektion ett",
    slug="lektion-ett",
    parent="mo-1",
    lesson_kind="video",
    minutes=12,
    body=[
        {"type": "paragraph", "value": "Läs."},
        {"type": "quiz", "value": QUIZ},
        {
            "type": "reflection",
            "value": {
                "question": "Vad?",
                "help": "Tänk.",
                "review": "peer",
                "criteria": "Ett exempel.",
            },
        },
    ],
    **CARE,
)
CONFERENCE = sv(
    "conference",
    "conf-1",
    "Slussdagen",
    slug="slussdagen",
    starts="2027-10-08",
    ends="2027-10-09",
    venue="Kongressalen",
    venue_municipality="1488",
    audience="Alla",
    text="En dag.",
    **CARE,
)
SESSION = sv(
    "session",
    "s-1",
    "Öppning",
    slug="oppning",
    parent="conf-1",
    starts="2027-10-08T09:30",
    minutes=40,
    room="Stora salen",
    session_kind="keynote",
    speakers=["p-1"],
    cases=["c-1"],
    methods=["m-1"],
    materials=[{"document": "doc-1", "licence": "cc-by", "consent": True}],
    text="Välkomna.",
    **CARE,
)
ARTICLE = sv("article", "a-1", "Nytt", slug="nytt", date="2026-02-02", text="Det hände.", **CARE)
PAGE = sv("page", "pg-1", "Så fungerar det", slug="sa-fungerar-det", text="Så.", **CARE)
INNER_PAGE = sv("page", "pg-2", "Mer", slug="mer", parent="pg-1", text="Mer.", **CARE)
MUNICIPALITY = sv(
    "municipality", "orust", "Orust", slug="orust", municipality="1421", text="En ö.", **CARE
)
TOPIC = sv("topic", "t-1", "Skola", slug="skola", topic="school", text="Om skolan.", **CARE)
PROGRAMME = sv(
    "programme",
    "pr-1",
    "Programmet",
    slug="programmet",
    funding=[{"funder": "Vinnova", "record": "2016-04012", "starts": "2016-11", "grant": "4 Mkr"}],
    work_packages=[
        {"title": "AP1", "text": "Leda.", "activities": ["Möte"], "deliverables": ["Rapport"]}
    ],
    partners=[{"name": "Högskolan Väst", "role": "Forskning"}],
    reference_group=[{"role": "Utvecklingschef", "organisation": "Region"}],
    effects=[{"title": "Nytta", "text": "Mer nytta."}],
    text="Programmet.",
    **CARE,
)
TERM = sv(
    "term",
    "new-term",
    "Nytt ämne",
    title_en="New topic",
    group="area",
    position=90,
    parent="school",
)
LINES = [
    IMAGE,
    DOCUMENT,
    TERM,
    ORGANISATION,
    PERSON,
    METHOD,
    IDEA,
    CASE,
    COURSE,
    MODULE,
    LESSON,
    COURSE_SESSION,
    PATH,
    CONFERENCE,
    SESSION,
    ARTICLE,
    PAGE,
    INNER_PAGE,
    MUNICIPALITY,
    TOPIC,
    PROGRAMME,
]
BY_KIND = {line["kind"]: line for line in reversed(LINES)}


def encode(lines: Any) -> bytes:
    """Return a file of lines; bytes among them go in as they are."""
    return b"".join(
        (line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode()) + b"\n"
        for line in lines
    )


def take(*lines: Any, folder: Path | None = None, dry_run: bool = False) -> Report:
    """Import lines and return the report."""
    return import_file(io.BytesIO(encode(lines)), folder=folder, dry_run=dry_run)


def take_all(*lines: Any, folder: Path | None = None) -> Report:
    """Import lines that are all good."""
    report = take(*lines, folder=folder)
    assert [(fault.number, fault.reason) for fault in report.faults] == []
    return report


def give(*kinds: str) -> list[Line]:
    """Return everything, or the kinds named, as lines."""
    stream = io.StringIO()
    export_to(stream, kinds=kinds)
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def given(kind: str, key: str, locale: str = "sv") -> Line:
    """Return the line of one object."""
    [line] = [each for each in give(kind) if each["key"] == key and each["locale"] == locale]
    return line
