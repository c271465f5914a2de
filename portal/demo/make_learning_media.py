#!/usr/bin/env python3
"""Make the slide decks, hand-outs, films and captions of the demo content.

Run from anywhere: ``python make_learning_media.py [slides] [handouts] [videos]``. Everything is
written to ``files/`` beside this script. Needs WeasyPrint, python-docx and Pillow, and for the
films the programs ffmpeg and espeak-ng (Debian: ``apt-get install ffmpeg espeak-ng
fonts-urw-base35 fonts-liberation fonts-dejavu-core``). ``--silent`` makes the films without voice.

All drawings and texts are the project's own. Figures in the slides are example figures.
"""

from __future__ import annotations

import argparse
import base64
import html
import math
import subprocess
import sys
import tempfile
import wave
from pathlib import Path

OUT = Path(__file__).resolve().parent / "files"

FJORD = "#0b4f5c"
FJORD_DEEP = "#07343d"
WATER = "#7fb7bf"
WATER_PALE = "#d6e8ea"
GRANITE = "#786561"
GRANITE_PALE = "#ece5e2"
SPRUCE = "#24523f"
LICHEN = "#e0b400"
SNOW = "#fbfaf7"
SLATE = "#1d2b30"

# --------------------------------------------------------------------------------------------
# Drawings, as SVG
# --------------------------------------------------------------------------------------------


def svg_sluice(levels: int = 5, boat_at: int = 2, labels: list[str] | None = None) -> str:
    """A lock in cross-section: one chamber per level, a boat in one of them."""
    width, height = 1100, 380
    step = width / levels
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}">'
    ]
    for i in range(levels):
        x = i * step
        water = 270 - i * 42
        floor = 330 - i * 42
        parts.append(
            f'<rect x="{x:.0f}" y="{water}" width="{step:.0f}" height="{floor - water}" '
            f'fill="{WATER if i <= boat_at else WATER_PALE}"/>'
        )
        parts.append(
            f'<rect x="{x:.0f}" y="{floor}" width="{step + 1:.0f}" height="{height - floor}" '
            f'fill="{GRANITE}"/>'
        )
        if i:
            parts.append(
                f'<rect x="{x - 6:.0f}" y="{water - 26}" width="12" '
                f'height="{floor + 42 - water + 26}" fill="{FJORD_DEEP}" rx="2"/>'
            )
        if labels:
            parts.append(
                f'<text x="{x + step / 2:.0f}" y="{height - 14}" text-anchor="middle" '
                f'font-family="Liberation Sans" font-weight="bold" font-size="22" '
                f'fill="#ffffff">{html.escape(labels[i])}</text>'
            )
    bx, by = boat_at * step + step / 2, 270 - boat_at * 42
    parts.append(
        f'<path d="M{bx - 56} {by - 14} h112 l-20 32 h-72 z" fill="{LICHEN}"/>'
        f'<path d="M{bx} {by - 16} v-74 l46 62 h-46" fill="{SNOW}" stroke="{FJORD_DEEP}" '
        'stroke-width="4" stroke-linejoin="round"/></svg>'
    )
    return "".join(parts)


def svg_bars(rows: list[tuple[str, float]], unit: str) -> str:
    """Horizontal bars with the value written at the end of each."""
    top = max(value for _, value in rows)
    height = 86 * len(rows) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1100 {height}" width="1100" '
        f'height="{height}">'
    ]
    for i, (label, value) in enumerate(rows):
        y = 10 + i * 86
        length = 640 * value / top
        shown = f"{value:g}".replace(".", ",")
        colour = FJORD if i == len(rows) - 1 else GRANITE
        parts.append(
            f'<text x="280" y="{y + 39}" text-anchor="end" font-family="Liberation Sans" '
            f'font-size="25" fill="{SLATE}">{html.escape(label)}</text>'
            f'<rect x="300" y="{y}" width="{length:.0f}" height="58" rx="3" fill="{colour}"/>'
            f'<text x="{312 + length:.0f}" y="{y + 39}" font-family="Liberation Sans" '
            f'font-weight="bold" font-size="26" fill="{SLATE}">{shown} {html.escape(unit)}</text>'
        )
    return "".join(parts) + "</svg>"


def svg_wheel() -> str:
    """The PDSA wheel as four quarters."""
    names = ["Planera", "Gör", "Studera", "Agera"]
    colours = [FJORD, SPRUCE, GRANITE, FJORD_DEEP]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 420" width="420" height="420">'
    ]
    for i, (name, colour) in enumerate(zip(names, colours, strict=True)):
        a0 = math.radians(-90 + i * 90 + 2)
        a1 = math.radians(-90 + (i + 1) * 90 - 2)
        mid = (a0 + a1) / 2
        c = 210
        pts = [
            (c + r * math.cos(a), c + r * math.sin(a))
            for r, a in ((200, a0), (200, a1), (78, a1), (78, a0))
        ]
        parts.append(
            f'<path d="M{pts[0][0]:.1f} {pts[0][1]:.1f} A200 200 0 0 1 {pts[1][0]:.1f} '
            f"{pts[1][1]:.1f} L{pts[2][0]:.1f} {pts[2][1]:.1f} A78 78 0 0 0 {pts[3][0]:.1f} "
            f'{pts[3][1]:.1f} Z" fill="{colour}"/>'
            f'<text x="{c + 138 * math.cos(mid):.0f}" y="{c + 138 * math.sin(mid) + 8:.0f}" '
            'text-anchor="middle" font-family="Liberation Sans" font-weight="bold" '
            f'font-size="25" fill="#ffffff">{name}</text>'
        )
    return "".join(parts) + "</svg>"


# --------------------------------------------------------------------------------------------
# Slide decks
# --------------------------------------------------------------------------------------------
# A slide: ("title", title, subtitle) | ("list", title, [lines]) | ("big", number, text, source)
# | ("quote", text, by) | ("table", title, header, rows) | ("svg", title, svg, alt, source)

DECKS: dict[str, dict] = {
    "slides-1": {
        "lang": "sv",
        "title": "Små steg som håller",
        "event": "Idéslussdagen 2025",
        "slides": [
            ("title", "Små steg som håller", "Inledning till Idéslussdagen 2025"),
            (
                "svg",
                "Fem kamrar, fyra grindar",
                svg_sluice(5, 2, ["Fånga", "Bedöma", "Utveckla", "Testa", "Införa"]),
                "Sluss i genomskärning med kamrarna Fånga, Bedöma, Utveckla, Testa och Införa. "
                "En båt ligger i den tredje.",
                "",
            ),
            (
                "big",
                "29 av 34",
                "gånger ledde ”vi tar med oss det” till att ingenting hände.",
                "Genomgång av ett års protokoll i en ledningsgrupp (exempelsiffra)",
            ),
            (
                "list",
                "Det vi lovade för ett år sedan",
                [
                    "Varje idé får ett svar inom två veckor.",
                    "Varje nej får ett skäl som går att visa för kollegorna.",
                    "Varje test mäts före och efter.",
                    "Varje lärdom publiceras, också från det som stoppades.",
                ],
            ),
            (
                "svg",
                "Dagar till första svar, median",
                svg_bars([("Våren 2024", 41), ("Hösten 2024", 23), ("Våren 2025", 11)], "dagar"),
                "Stapeldiagram. Våren 2024: 41 dagar. Hösten 2024: 23. Våren 2025: 11.",
                "Slussens egen ärendelista, 212 idéer (exempelsiffror)",
            ),
            (
                "list",
                "Det som inte gick",
                [
                    "Nattpersonal lämnar fortfarande få idéer: 6 av 212.",
                    "Tre test drog ut på tiden mer än ett halvår.",
                    "Vi vet för lite om vad som hände efter införandet.",
                ],
            ),
            (
                "quote",
                "Jag fick nej på nio dagar, och jag förstod varför. Därför kom jag med en till.",
                "Undersköterska på ett äldreboende",
            ),
            (
                "list",
                "Tre frågor att ta med i dag",
                [
                    "Vilket hinder kan du ta bort före fredag?",
                    "Vem i rummet har redan provat?",
                    "Vad ska du sluta göra?",
                ],
            ),
        ],
    },
    "slides-2": {
        "lang": "sv",
        "title": "Frukost i fel ordning: en behovsvandring",
        "event": "Idéslussdagen 2025",
        "slides": [
            ("title", "Frukost i fel ordning", "Vad vi såg under två timmar i en korridor"),
            (
                "list",
                "Så gjorde vi",
                [
                    "Tre personer: en undersköterska, en kock, en utvecklare.",
                    "Ett flöde: från köket tills brickan är tillbaka.",
                    "En frågar, en skriver, ingen föreslår något.",
                    "De boende tillfrågades dagen innan och vid dörren.",
                ],
            ),
            (
                "big",
                "50 min",
                "längre väntan för de två som stod sist i bokstavsordning, varje dag.",
                "Egna tider, fem morgnar i mars 2025 (exempelsiffra)",
            ),
            (
                "table",
                "Iakttagelse eller omdöme?",
                ["Skrivet på lappen", "Sort"],
                [
                    ["Hon gick fyra gånger efter sked", "Iakttagelse"],
                    ["Dålig planering", "Omdöme"],
                    ["Han väntade med haklappen på i 20 minuter", "Iakttagelse"],
                    ["Personalen är stressad", "Omdöme"],
                ],
            ),
            (
                "list",
                "Vad vi ändrade",
                [
                    "Listan vänds varannan vecka.",
                    "Bestick står på varje vagn.",
                    "Den som vaknar tidigt får kaffe direkt.",
                ],
            ),
            (
                "svg",
                "Längsta väntan på frukost",
                svg_bars([("Mars", 50), ("April", 31), ("Juni", 18)], "min"),
                "Stapeldiagram över längsta väntan. Mars: 50 minuter. April: 31. Juni: 18.",
                "Egna tider, fem morgnar per månad (exempelsiffror)",
            ),
            (
                "quote",
                "Ingen hade bestämt att hon skulle få vänta längst. Det stod bara så på listan.",
                "Kock på äldreboendet",
            ),
        ],
    },
    "slides-3": {
        "lang": "sv",
        "title": "Siffror som tål frågor",
        "event": "Idéslussdagen 2025",
        "slides": [
            ("title", "Siffror som tål frågor", "Mätning för den som inte är statistiker"),
            (
                "list",
                "Tre sorters mått",
                [
                    "Resultat: är behovet mindre?",
                    "Process: gjorde vi det vi sa?",
                    "Balans: blev något annat sämre?",
                ],
            ),
            (
                "table",
                "Vad räcker underlaget till?",
                ["Du har", "Du kan säga"],
                [
                    ["Ett värde före, ett efter", "Efteråt var värdet lägre"],
                    ["Tio före, tio efter", "Nivån ändrades i samband med testet"],
                    ["En jämförbar enhet utan ändring", "Det syns bara där vi provade"],
                ],
            ),
            (
                "svg",
                "Samma boende, fyra månader",
                svg_bars([("Januari", 6), ("Februari", 9), ("Mars", 4), ("April", 8)], "fall"),
                "Stapeldiagram över antal fall. Januari 6, februari 9, mars 4, april 8.",
                "Vilken rubrik hade du satt i mars? (exempelsiffror)",
            ),
            (
                "list",
                "Före nollmätningen",
                [
                    "Skriv på en rad vad som räknas.",
                    "Prova på fem gamla exempel.",
                    "Mät en dag och kasta resultatet.",
                    "Skriv upp hur många som inte svarade.",
                ],
            ),
            (
                "quote",
                "Vi upptäckte att vi mätte hur snabba vi var på att logga ut.",
                "Samordnare i hemtjänsten",
            ),
            (
                "list",
                "Ta med hem",
                [
                    "Ett resultatmått, ett processmått, ett balansmått.",
                    "Mät igen efter en månad, inte bara efter en vecka.",
                    "Skriv förbehållet sist, men stryk det inte.",
                ],
            ),
        ],
    },
    "slides-4": {
        "lang": "sv",
        "title": "Fuktsensorer i simhallar: fem kommuner, ett test",
        "event": "Idéslussdagen 2025",
        "slides": [
            ("title", "Fem kommuner, ett test", "Fuktsensorer i simhallar och rätten att avstå"),
            (
                "list",
                "Behovet",
                [
                    "Fuktskador upptäcks när färgen släpper.",
                    "Då är reparationen redan dyr.",
                    "Driften går sin runda en gång i veckan och ser ytan, inte väggen.",
                ],
            ),
            (
                "big",
                "36 000 kr",
                "betalade varje kommun för ett gemensamt test på tolv veckor.",
                "Projektets redovisning, 180 000 kr delat på fem (exempelsiffra)",
            ),
            (
                "table",
                "Så gick det",
                ["Hall", "Larm", "Riktiga", "Beslut"],
                [
                    ["Stor, från 1974", "14", "9", "Vidare"],
                    ["Mellanstor, från 1988", "11", "7", "Vidare"],
                    ["Mellanstor, ombyggd 2016", "5", "4", "Vidare"],
                    ["Liten skolbassäng", "6", "1", "Avstår"],
                    ["Liten rehabbassäng", "3", "0", "Avstår"],
                ],
            ),
            (
                "list",
                "Varför två avstod",
                [
                    "Rundan tar tolv minuter. Den hinner de varje dag.",
                    "Löpande kostnad hade blivit högre än en ommålning.",
                    "De fick svar på frågan. Det var vad de betalade för.",
                ],
            ),
            (
                "list",
                "Innan vi upphandlade",
                [
                    "Testets rapport publicerades för alla företag.",
                    "Kravet blev: hitta fukt innan den syns, kontrollerat mot borrprov.",
                    "Tre kommuner annonserade tillsammans.",
                ],
            ),
        ],
    },
    "slides-5": {
        "lang": "sv",
        "title": "Vad stoppade idéer lär oss",
        "event": "Idéslussdagarna 2026",
        "slides": [
            ("title", "Vad stoppade idéer lär oss", "Öppningsföreläsning, Idéslussdagarna 2026"),
            (
                "big",
                "61 procent",
                "av idéerna stannade före testet. Det är meningen.",
                "Slussens ärendelista 2023–2026, 488 idéer (exempelsiffra)",
            ),
            (
                "svg",
                "Varför de stannade",
                svg_bars(
                    [
                        ("Löst av någon annan", 34),
                        ("Rutin räckte", 27),
                        ("Behovet för litet", 21),
                        ("Inget svar alls", 18),
                    ],
                    "%",
                ),
                "Stapeldiagram. Löst av någon annan 34 procent, rutin räckte 27, behovet för "
                "litet 21, inget svar alls 18.",
                "298 stoppade idéer (exempelsiffror)",
            ),
            (
                "list",
                "De första tre är bra stopp",
                [
                    "Någon annan hade löst det: låna i stället.",
                    "En ändrad rutin räckte: billigast av allt.",
                    "Behovet var mindre än det såg ut: bra att veta.",
                ],
            ),
            (
                "list",
                "Det fjärde är vårt fel",
                [
                    "Idén fastnade mellan två förvaltningar.",
                    "Chefen byttes och ingen tog över.",
                    "Vi lovade ett svar och glömde.",
                ],
            ),
            (
                "quote",
                "Ett stopp med ett skäl är ett resultat. Ett stopp utan skäl är bara tystnad.",
                "Innovationsledare i ett kommunalförbund",
            ),
            (
                "list",
                "Från i dag",
                [
                    "Alla stopp publiceras med en mening.",
                    "Den som får samma idé ser stoppet först.",
                    "Idéer utan svar i 14 dagar syns på chefens startsida.",
                ],
            ),
        ],
    },
    "slides-6": {
        "lang": "sv",
        "title": "Papper före program: verkstad",
        "event": "Idéslussdagarna 2026",
        "slides": [
            ("title", "Papper före program", "Verkstad, 75 minuter"),
            (
                "list",
                "På bordet",
                [
                    "Fyra ark, en sax, en rulle tejp.",
                    "Ett kort med en uppgift.",
                    "Ett par handskar. Ni förstår snart varför.",
                ],
            ),
            (
                "table",
                "Tre roller",
                ["Roll", "Gör", "Gör inte"],
                [
                    ["Användaren", "Tänker högt", "Är snäll"],
                    ["Datorn", "Byter papper", "Pratar"],
                    ["Skrivaren", "Antecknar tvekan", "Förklarar"],
                ],
            ),
            (
                "list",
                "Uppgiften",
                [
                    "Du har just hjälpt en person med frukost.",
                    "Visa att du är klar, och att du glömde medicinen i bilen.",
                    "Ni har tolv minuter att bygga.",
                ],
            ),
            (
                "svg",
                "Ett varv",
                svg_wheel(),
                "Hjul i fyra delar: Planera, Gör, Studera, Agera.",
                "",
            ),
            (
                "list",
                "Efter första personen",
                ["Vad rörde hon först?", "När tystnade hon?", "Ändra en enda sak. Byt användare."],
            ),
            (
                "list",
                "Innan ni river arken",
                [
                    "Fotografera med datum, utan personer.",
                    "Skriv ned tre tvekanden.",
                    "Vad vet ni nu som ni inte visste klockan tio?",
                ],
            ),
        ],
    },
    "slides-7": {
        "lang": "sv",
        "title": "Krav på funktion: så kontrollerade vi dem",
        "event": "Idéslussdagarna 2026",
        "slides": [
            ("title", "Krav på funktion", "Så skrev vi dem, och så kontrollerade vi dem"),
            (
                "table",
                "Före och efter",
                ["2023", "2026"],
                [
                    ["Skärm, minst 24 tum", "Läsbar på tre meter, 22 av 25 rätt"],
                    ["Åtta timmars utbildning", "Vikarie klarar tre moment efter 20 min"],
                    ["Integration med system X", "Uppgiften skrivs in en gång"],
                ],
            ),
            (
                "big",
                "4 av 6",
                "företag sa att inställelse inom två timmar kostade mer än utrustningen.",
                "Marknadsdialog våren 2025 (exempelsiffra)",
            ),
            (
                "list",
                "Kravet var avskrivet",
                [
                    "Det kom från ett avtal om hissar.",
                    "Ingen visste varför det fanns kvar.",
                    "Med två dygn i stället sjönk priset med en tredjedel.",
                ],
            ),
            (
                "list",
                "Skriv kontrollen först",
                [
                    "Vem provar? Hur många? När?",
                    "Vad är godkänt?",
                    "Vad händer om det inte håller?",
                ],
            ),
            (
                "quote",
                "Vi följde upp priset varje månad i två år. Ingen följde upp om golven blev rena.",
                "Lokalvårdschef",
            ),
        ],
    },
    "slides-8": {
        "lang": "en",
        "title": "Borrowing from a neighbour",
        "event": "Idea Sluice Days 2026",
        "slides": [
            ("title", "Borrowing from a neighbour", "What has to travel, and what may stay home"),
            (
                "list",
                "One shelf, four libraries",
                [
                    "Local associations show who they are, one month each.",
                    "Four libraries borrowed the idea.",
                    "Two years later it worked in three.",
                ],
            ),
            (
                "table",
                "What they changed",
                ["Library", "Change", "Still working?"],
                [
                    ["A", "A trolley instead of a shelf", "Yes"],
                    ["B", "Two weeks instead of a month", "Yes"],
                    ["C", "Booking online", "Yes"],
                    ["D", "Staff set up the display", "No"],
                ],
            ),
            (
                "list",
                "The core was the meeting",
                [
                    "The association builds its own display.",
                    "It brings its members to see it.",
                    "The furniture never mattered.",
                ],
            ),
            (
                "svg",
                "Study visits that ended in a decision",
                svg_bars([("Before", 2), ("After", 9)], "of 12"),
                "Bar chart. Before the one-page need: 2 of 12. After: 9 of 12.",
                "Before and after we sent our need ahead on one page. Two groups of twelve visits, "
                "2024 and 2026 (example figures)",
            ),
            (
                "list",
                "In the car home",
                [
                    "Do we have the same need?",
                    "What is the core?",
                    "What would stop us?",
                    "Then: try it, wait for something definite, or decline.",
                ],
            ),
            (
                "quote",
                "We said no in the car, and it felt fine. They have trains. We have two "
                "buses a day.",
                "Head of department in a rural municipality",
            ),
        ],
    },
}

SLIDE_CSS = f"""
@page {{ size: 320mm 180mm; margin: 0; background: {SNOW}; }}
@page dark {{ background: {FJORD_DEEP}; }}
* {{ box-sizing: border-box; margin: 0; padding: 0; }}
body {{ font-family: "Liberation Sans", sans-serif; color: {SLATE}; font-size: 28pt;
  line-height: 1.35; }}
section {{ position: relative; overflow: hidden; width: 320mm; height: 180mm;
  padding: 20mm 26mm 20mm; break-after: page; }}
section:last-child {{ break-after: auto; }}
section.dark {{ page: dark; color: #fff; }}
h1, h2 {{ font-family: P052, "DejaVu Serif", serif; font-weight: bold; line-height: 1.12;
  color: {FJORD}; }}
h1 {{ font-size: 52pt; color: #fff; margin-top: 8mm; max-width: 268mm; }}
h2 {{ font-size: 42pt; margin-bottom: 10mm; }}
.sub {{ font-size: 28pt; color: {WATER_PALE}; margin-top: 6mm; }}
.lock {{ position: absolute; left: -.5mm; bottom: -.5mm; width: 321mm; height: 110.5mm; }}
ul {{ list-style: none; }}
li {{ padding: 4.4mm 0 4.4mm 13mm; border-bottom: .4mm solid {GRANITE_PALE};
  position: relative; }}
li::before {{ content: ""; position: absolute; left: 0; top: 9mm; width: 6mm; height: 3.6mm;
  background: {LICHEN}; }}
.big {{ font-family: P052, "DejaVu Serif", serif; font-size: 110pt; font-weight: bold;
  color: #fff; margin-top: 18mm; line-height: 1; }}
.bigtext {{ font-size: 36pt; margin-top: 8mm; max-width: 240mm; }}
.source {{ position: absolute; left: 26mm; bottom: 19mm; font-size: 17pt; color: #52616a;
  max-width: 225mm; }}
.dark .source {{ color: {WATER_PALE}; }}
blockquote {{ font-family: P052, "DejaVu Serif", serif; font-size: 46pt; line-height: 1.25;
  margin-top: 18mm; padding-left: 10mm; border-left: 2.4mm solid {LICHEN}; max-width: 262mm;
  color: {FJORD_DEEP}; }}
.by {{ margin: 8mm 0 0 12.4mm; font-size: 24pt; color: #52616a; }}
table {{ border-collapse: collapse; width: 100%; font-size: 25pt; }}
th, td {{ text-align: left; padding: 3.4mm 5mm 3.4mm 0; vertical-align: top; }}
th {{ border-bottom: .8mm solid {FJORD}; color: {FJORD}; font-size: 20pt; }}
td {{ border-bottom: .3mm solid {GRANITE_PALE}; }}
img.figure {{ display: block; max-width: 268mm; max-height: 100mm; margin: 0 auto; }}
.foot {{ position: absolute; right: 26mm; bottom: 9mm; font-size: 14pt; color: #52616a; }}
.dark .foot {{ color: #fff; }}
"""


def data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


def slide_html(slide: tuple, foot: str) -> str:
    e = html.escape
    kind = slide[0]
    dark = kind in ("title", "big")
    inner = ""
    if kind == "title":
        picture = data_uri(svg_sluice(6, 2))
        inner = (
            f'<img class="lock" src="{picture}" alt=""><h1>{e(slide[1])}</h1>'
            f'<p class="sub">{e(slide[2])}</p>'
        )
    elif kind == "list":
        items = "".join(f"<li>{e(item)}</li>" for item in slide[2])
        inner = f"<h2>{e(slide[1])}</h2><ul>{items}</ul>"
    elif kind == "big":
        inner = (
            f'<h2 class="big">{e(slide[1])}</h2><p class="bigtext">{e(slide[2])}</p>'
            f'<p class="source">{e(slide[3])}</p>'
        )
    elif kind == "quote":
        inner = f'<blockquote><p>”{e(slide[1])}”</p></blockquote><p class="by">{e(slide[2])}</p>'
    elif kind == "table":
        head = "".join(f'<th scope="col">{e(cell)}</th>' for cell in slide[2])
        rows = "".join(
            "<tr>" + "".join(f"<td>{e(cell)}</td>" for cell in row) + "</tr>" for row in slide[3]
        )
        inner = (
            f"<h2>{e(slide[1])}</h2><table><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>"
        )
    elif kind == "svg":
        inner = (
            f'<h2>{e(slide[1])}</h2><img class="figure" src="{data_uri(slide[2])}" '
            f'alt="{e(slide[3])}"><p class="source">{e(slide[4])}</p>'
        )
    css = ' class="dark"' if dark else ""
    return f'<section{css}>{inner}<p class="foot">{e(foot)}</p></section>'


def write_pdf(path: Path, markup: str) -> None:
    from weasyprint import HTML

    HTML(string=markup).write_pdf(path, pdf_variant="pdf/ua-1")
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


def make_slides() -> None:
    for name, deck in DECKS.items():
        total = len(deck["slides"])
        lang = deck["lang"]
        pages = []
        for number, slide in enumerate(deck["slides"], 1):
            page = slide_html(slide, f"{deck['event']} · {number}/{total}")
            if lang == "en":
                page = page.replace("<p>”", "<p>‘").replace("”</p>", "’</p>")
            pages.append(page)
        markup = (
            f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8">'
            f"<title>{html.escape(deck['title'])}</title>"
            f'<meta name="author" content="Idéslussen"><style>{SLIDE_CSS}</style></head>'
            f"<body>{''.join(pages)}</body></html>"
        )
        write_pdf(OUT / f"{name}.pdf", markup)


# --------------------------------------------------------------------------------------------
# Hand-outs
# --------------------------------------------------------------------------------------------

WEEKS = [
    (
        "Vecka 1: lyssna",
        [
            "Jag har bytt ut en stående punkt på arbetsplatsträffen mot frågan ”Vad har hindrat dig?”",
            "Någon annan än jag skriver ned svaren, synligt för alla.",
            "Jag har löst ett hinder inom två dygn.",
        ],
    ),
    (
        "Vecka 2: se efter",
        [
            "Jag vet vilka idéer som lämnats de senaste tolv månaderna och var var och en ligger.",
            "Jag har hittat dem som aldrig fick ett svar. Antal: ………",
        ],
    ),
    (
        "Vecka 3: svara",
        [
            "Den som väntat längst har fått ett svar av mig, muntligt och skriftligt.",
            "Mitt svar har ett skäl som går att visa för andra.",
        ],
    ),
    (
        "Vecka 4: beslut",
        [
            "Jag har hållit ett grindmöte på tjugo minuter.",
            "Beslutet är vidare, vänta eller stoppa. Inget annat.",
        ],
    ),
    (
        "Vecka 5: följ med",
        [
            "Jag har följt en medarbetares dag från början till slut.",
            "Jag har skrivit ned fem iakttagelser utan omdömen.",
        ],
    ),
    (
        "Vecka 6: prova",
        [
            "Ett litet test pågår, och gissningen skrevs ned innan det började.",
            "Vem som helst får avbryta det. Alla vet om det.",
        ],
    ),
    (
        "Vecka 7: sluta med något",
        [
            "Jag har tagit bort ett möte, en rapport eller en blankett som jag själv ansvarar för.",
            "Tiden som blev över är bokad till något annat. Minuter per vecka: ………",
        ],
    ),
    (
        "Vecka 8: natt och helg",
        [
            "Jag har frågat dem som arbetar när jag är ledig.",
            "Deras svar finns på samma ställe som de andras.",
        ],
    ),
    (
        "Vecka 9: berätta",
        [
            "Ett resultat eller ett stopp är publicerat på portalen.",
            "Det som inte gick bra står med.",
        ],
    ),
    (
        "Vecka 10: ta nästa steg",
        [
            "Jag har pratat med min chef om vad jag har lärt mig, inte om antalet fyllda rutor.",
            "Vi har bestämt vad som fortsätter och vad som upphör.",
        ],
    ),
]

HANDOUT_CSS = f"""
@page {{ size: A4; margin: 18mm 18mm 16mm;
  @bottom-right {{ content: counter(page) " (" counter(pages) ")"; font: 9pt "Liberation Sans";
  color: #52616a; }} }}
body {{ font: 11pt/1.4 "Liberation Sans", sans-serif; color: {SLATE}; }}
h1, h2 {{ font-family: P052, "DejaVu Serif", serif; color: {FJORD}; line-height: 1.15; }}
h1 {{ font-size: 25pt; margin: 0 0 3mm; }}
h2 {{ font-size: 14pt; margin: 6mm 0 1.5mm; break-after: avoid; }}
ul {{ list-style: none; margin: 0; padding: 0; }}
li {{ padding: 1.6mm 22mm 1.6mm 9mm; position: relative; border-bottom: .2mm solid
  {GRANITE_PALE}; break-inside: avoid; }}
li::before {{ content: ""; position: absolute; left: 0; top: 2.3mm; width: 4.2mm; height: 4.2mm;
  border: .4mm solid {FJORD}; }}
li::after {{ content: ""; position: absolute; right: 0; bottom: 1.6mm; width: 18mm;
  border-bottom: .3mm solid {GRANITE}; }}
.week {{ break-inside: avoid; }}
.lead {{ font-size: 12pt; max-width: 150mm; }}
.note {{ margin-top: 7mm; padding: 4mm 5mm; background: {GRANITE_PALE}; break-inside: avoid; }}
.note p {{ margin: 0; }}
"""


def make_handouts() -> None:
    e = html.escape
    weeks = "".join(
        f"<div class='week'><h2>{e(title)}</h2><ul>"
        f"{''.join(f'<li>{e(item)}</li>' for item in items)}</ul></div>"
        for title, items in WEEKS
    )
    write_pdf(
        OUT / "checklist-leader.pdf",
        '<!doctype html><html lang="sv"><head><meta charset="utf-8">'
        "<title>Checklista för chefer: dina första tio veckor</title>"
        f'<meta name="author" content="Idéslussen"><style>{HANDOUT_CSS}</style></head><body>'
        "<h1>Dina första tio veckor</h1>"
        '<p class="lead">Checklista för dig som är chef och vill att idéer ska få ett svar. '
        "Skriv initialer på raden till höger: vem gör det? Stryk det ni redan gör.</p>"
        f'{weeks}<div class="note"><p>En halvfylld lista med ärliga anteckningar är mer '
        "användbar än en komplett utan. Ta med den till din chef i vecka 1 och i vecka 10.</p>"
        "</div></body></html>",
    )
    make_exercise(OUT / "exercise-needs.docx")


IDEAS = [
    (
        "Måltid",
        "Vi vill ha en skärm i matsalen som visar dagens rätt och allergener.",
        "Elever med allergi behöver kunna avgöra vad de kan äta innan de står i kön, men i dag "
        "hänger listan bakom disken.",
    ),
    (
        "Gata och park",
        "Alla bänkar längs å-promenaden borde få armstöd.",
        "Den som har svårt att resa sig behöver kunna vila längs promenaden, men i dag finns ingen "
        "bänk som går att ta sig upp från mellan bron och hamnen.",
    ),
    (
        "Skola",
        "Inför en app där elever anmäler att de är sena.",
        "Läraren behöver veta före lektionens början vem som är på väg, men i dag kommer beskedet "
        "till expeditionen. (Vad eleven behöver vet vi inte. Fråga.)",
    ),
    (
        "Hemtjänst",
        "Anhöriga måste få bättre information.",
        "Två olika behov: dottern på annan ort behöver veta att besöket blev av, samma kväll. Maken "
        "som bor i hushållet behöver veta när han kan gå ut en stund.",
    ),
    (
        "Bibliotek",
        "Förläng öppettiderna till klockan 22.",
        "Den som arbetar kväll behöver kunna hämta reserverade böcker efter sitt pass, men i dag "
        "finns de bara innanför låst dörr.",
    ),
    (
        "Personal",
        "Alla nya behöver en digital introduktionsutbildning.",
        "En ny vikarie behöver kunna låsa upp, larma och dokumentera under sitt första pass, men i "
        "dag får hen koderna först när chefen är på plats.",
    ),
]


def shade(cell, colour: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), colour.lstrip("#").upper())
    cell._tc.get_or_add_tcPr().append(shading)


def make_exercise(path: Path) -> None:
    from docx import Document
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    doc = Document()
    props = doc.core_properties
    props.title = "Övning: från önskelista till behov"
    props.author = "Idéslussen"
    props.language = "sv-SE"
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin = section.bottom_margin = Mm(18)
    sizes = (
        ("Normal", 11, SLATE),
        ("Title", 25, FJORD),
        ("Heading 1", 15, FJORD),
        ("Intense Quote", 12, FJORD),
    )
    for name, size, colour in sizes:
        style = doc.styles[name]
        serif = name in ("Title", "Heading 1")
        style.font.name = "Liberation Serif" if serif else "Liberation Sans"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "sv-SE")
    doc.styles["Normal"].element.get_or_add_rPr().append(lang)

    doc.add_paragraph("Från önskelista till behov", style="Title")
    doc.add_paragraph(
        "Sex idéer så som de lämnades in. Skriv om tre av dem till behov. Ni arbetar var för sig "
        "i tio minuter och läser sedan upp för varandra."
    )
    doc.add_heading("Mall", 1)
    doc.add_paragraph(
        "[Vem] behöver [kunna göra vad] när [läge], men i dag [hinder].", style="Intense Quote"
    )
    doc.add_heading("Idéerna", 1)
    table = doc.add_table(rows=1, cols=3)
    table.style = "Table Grid"
    header = table.rows[0]
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    header._tr.get_or_add_trPr().append(mark)
    for cell, text in zip(header.cells, ("Verksamhet", "Idén", "Behovet, i dina ord"), strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = True
        shade(cell, WATER_PALE)
    for number, (area, idea, _) in enumerate(IDEAS, 1):
        row = table.add_row()
        row.height = Mm(21)
        row.cells[0].text = f"{number}. {area}"
        row.cells[1].text = idea
    table.autofit = False
    widths = (Mm(34), Mm(50), Mm(82))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_before = Pt(4)
            cell.paragraphs[0].paragraph_format.space_after = Pt(4)
    doc.add_heading("Leta lösningar", 1)
    for line in (
        "Räck upp handen när du hör en lösning i någon annans behov.",
        "Vanliga smygare: digital, gemensam, central, utbildning, app.",
        "Lämna hindret tomt om du inte hittar något, och skriv vem du skulle fråga.",
    ):
        doc.add_paragraph(line, style="List Bullet")
    doc.add_heading("Facit att diskutera", 1).paragraph_format.page_break_before = True
    doc.add_paragraph("Det finns inga rätta svar. Har ni skrivit något bättre, behåll det.")
    for number, (area, _, need) in enumerate(IDEAS, 1):
        paragraph = doc.add_paragraph()
        paragraph.add_run(f"{number}. {area}. ").bold = True
        paragraph.add_run(need)
    doc.add_heading("Till sist", 1)
    doc.add_paragraph("Vilken lösning smög sig in i din egen text? Vad säger det om din bakgrund?")
    doc.save(path)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


# --------------------------------------------------------------------------------------------
# Films
# --------------------------------------------------------------------------------------------

FPS = 25
SIZE = (960, 540)
SCALE = 2  # drawn at double size and reduced, for smooth edges
PAUSE = 0.3  # silence after every sentence, seconds

# (spoken text, state) – the state says what the picture shows while the sentence is spoken
SLUICE = [
    ("En idé börjar ofta som ett bekymmer i vardagen.", (-1, "En idé genom slussen")),
    ("I slussen lyfts den steg för steg, precis som en båt.", (-1, "Steg för steg")),
    (
        "Först fångas behovet. Vem har det, hur ofta, och vad händer i dag?",
        (0, "Vem? Hur ofta? Vad händer i dag?"),
    ),
    (
        "Sedan bedöms idén. Du får svar inom två veckor, även om svaret är nej.",
        (1, "Svar inom två veckor"),
    ),
    (
        "I nästa kammare utvecklas den. Ni skissar, och letar efter andra som redan har provat.",
        (2, "Skissa, och leta efter andra"),
    ),
    (
        "Därefter testas den i liten skala, med en mätning före och en mätning efter.",
        (3, "Mät före. Mät efter."),
    ),
    (
        "Vid varje grind fattar en chef beslut: vidare, vänta eller stoppa.",
        (3, "Vidare, vänta eller stoppa"),
    ),
    (
        "En stoppad idé är inte bortkastad. Det ni lärde er sparas, så att nästa slipper börja om.",
        (3, "Lärdomen sparas"),
    ),
    (
        "Blir det ja införs lösningen i vardagen, och andra kommuner kan låna den.",
        (4, "In i vardagen, vidare till andra"),
    ),
    ("Har du ett behov? Rapportera det. Slussen öppnar nedifrån.", (4, "Har du ett behov?")),
]

TEST = [
    (
        "På en avdelning letar personalen efter nycklar varje morgon.",
        (-1, 0, "12 minuter om dagen"),
    ),
    (
        "Idén är en färgad krok för varje nyckel. Fungerar den? Ta reda på det i liten skala.",
        (-1, 1, "En krok för varje nyckel"),
    ),
    (
        "Planera. Skriv ned vad ni tror ska hända: letandet minskar från tolv minuter till fem.",
        (0, 1, "Gissning: från 12 till 5"),
    ),
    ("Gör. En avdelning, en vecka, inget nytt system.", (1, 1, "En avdelning, en vecka")),
    (
        "Studera. Mät samma sak, på samma sätt som före testet. Det blev sju minuter.",
        (2, 2, "7 minuter, inte 5. Varför?"),
    ),
    ("Fråga också vad som skavde. Två krokar satt för högt.", (2, 2, "Två krokar satt för högt")),
    (
        "Agera. Flytta krokarna, och prova en vecka till. Nu tog det fyra minuter.",
        (3, 3, "Ett varv till: 4 minuter"),
    ),
    ("Håll testet så litet att det går att avbryta på en dag.", (3, 3, "Litet nog att avbryta")),
    ("Är ni nöjda? Då är det dags att fråga en avdelning till.", (3, 3, "Fråga en avdelning till")),
]


def font(name: str, size: int):
    from PIL import ImageFont

    candidates = {
        "serif": ["urw-base35/P052-Bold.otf", "dejavu/DejaVuSerif-Bold.ttf"],
        "sans": ["liberation/LiberationSans-Bold.ttf", "dejavu/DejaVuSans-Bold.ttf"],
    }[name]
    for candidate in candidates:
        for root in ("/usr/share/fonts/opentype", "/usr/share/fonts/truetype"):
            path = Path(root) / candidate
            if path.exists():
                return ImageFont.truetype(str(path), size * SCALE)
    raise SystemExit("No font found: install fonts-urw-base35 or fonts-dejavu-core")


def ease(t: float) -> float:
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)


class Film:
    """Frames of one film; ``draw(canvas, i, t)`` paints sentence i at t seconds into it.

    Nothing that carries meaning is drawn below y = 475: that is where captions are shown.
    """

    title = ""

    def __init__(self) -> None:
        self.head = font("serif", 38)
        self.label = font("sans", 19)
        self.value = font("sans", 26)

    def frame(self, i: int, t: float):
        from PIL import Image, ImageDraw

        image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), SNOW)
        canvas = ImageDraw.Draw(image)
        self.draw(canvas, i, t)
        return image.resize(SIZE, Image.Resampling.LANCZOS)

    def draw(self, canvas, i: int, t: float) -> None:
        raise NotImplementedError

    @staticmethod
    def box(canvas, x0, y0, x1, y1, fill, radius=0) -> None:
        if x1 - x0 < 1 or y1 - y0 < 1:
            return
        canvas.rounded_rectangle(
            (x0 * SCALE, y0 * SCALE, x1 * SCALE - 1, y1 * SCALE - 1), radius * SCALE, fill=fill
        )

    @staticmethod
    def poly(canvas, points, fill) -> None:
        canvas.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    @staticmethod
    def text(canvas, x, y, text, face, fill, anchor="mm") -> None:
        canvas.text((x * SCALE, y * SCALE), text, font=face, fill=fill, anchor=anchor)


class SluiceFilm(Film):
    names = ["Fånga", "Bedöma", "Utveckla", "Testa", "Införa"]
    step = 156
    left = 180

    @staticmethod
    def low(k: int) -> float:
        return 350 - k * 42.0

    def draw(self, canvas, i: int, t: float) -> None:
        now, heading = SLUICE[i][1]
        before = SLUICE[i - 1][1][0] if i else -1
        move = ease((t - 0.3) / 2.2) if now != before else 1.0
        # two parts of a move: the boat goes in at the low level, then the water lifts it
        slide = ease(min(1.0, move * 2)) if now != before else 1.0
        lift = ease(max(0.0, move * 2 - 1)) if now != before else 1.0
        self.text(canvas, 60, 54, heading, self.head, FJORD, "lm")
        self.box(canvas, 60, 86, 132, 92, LICHEN)
        self.box(canvas, 0, 350, self.left, 408, WATER)
        self.box(canvas, 0, 408, self.left, 540, GRANITE)
        for k, name in enumerate(self.names):
            x = self.left + k * self.step
            low = self.low(k)
            high = self.low(k + 1) if k < 4 else low - 42
            if k < now or (k == now and before == now):
                water = high
            elif k == now:
                water = low + (high - low) * lift
            else:
                water = low
            floor = low + 58
            reached = k <= now
            self.box(canvas, x, water, x + self.step, floor, WATER if reached else WATER_PALE)
            self.box(canvas, x, floor, x + self.step, 540, GRANITE)
            self.text(
                canvas,
                x + self.step / 2,
                440,
                name,
                self.label,
                "#ffffff" if reached else WATER_PALE,
            )
            if k == now:
                self.box(canvas, x + 34, 456, x + self.step - 34, 460, LICHEN)
        for k in range(5):
            x = self.left + k * self.step
            low = self.low(k)
            opening = k == now and now != before and slide < 0.98
            top = low + 30 if opening else low - 62
            self.box(canvas, x - 5, top, x + 5, low + 58, FJORD_DEEP, 2)
        bob = 1.6 * math.sin(t * 2.4)
        x_old = 100 if before < 0 else self.left + before * self.step + self.step / 2
        y_old = 350 if before < 0 else (self.low(before + 1) if before < 4 else self.low(4) - 42)
        if now < 0:
            bx, by = 100 - 150 * (1 - ease(t / 2.2)) * (i == 0), 350
        elif now == before:
            bx, by = x_old, y_old
        else:
            bx = x_old + (self.left + now * self.step + self.step / 2 - x_old) * slide
            rise = self.low(now) - 42 - self.low(now)
            by = self.low(now) + rise * lift
        by += bob
        self.poly(
            canvas,
            [(bx - 42, by - 10), (bx + 42, by - 10), (bx + 27, by + 13), (bx - 27, by + 13)],
            LICHEN,
        )
        self.box(canvas, bx - 2, by - 66, bx + 2, by - 9, FJORD_DEEP)
        self.poly(canvas, [(bx + 4, by - 64), (bx + 38, by - 17), (bx + 4, by - 17)], FJORD)
        if i == 6:
            for j, word in enumerate(("Vidare", "Vänta", "Stoppa")):
                show = ease((t - 1.6 - j * 0.7) / 0.5)
                if show > 0.02:
                    x = 60 + j * 150
                    self.box(canvas, x, 122, x + 134, 122 + 46 * show, FJORD_DEEP, 6)
                    if show > 0.95:
                        self.text(canvas, x + 67, 145, word, self.label, "#ffffff")
        if i == 9:
            self.text(canvas, 60, 138, "Rapportera det på Idéslussen", self.value, SLATE, "lm")


class TestFilm(Film):
    names = ["Planera", "Gör", "Studera", "Agera"]
    values = [(12, "Före"), (7, "Vecka 1"), (4, "Vecka 2")]

    def draw(self, canvas, i: int, t: float) -> None:
        now, shown, heading = TEST[i][1]
        before = TEST[i - 1][1] if i else (-1, 0, "")
        self.text(canvas, 60, 54, heading, self.head, FJORD, "lm")
        self.box(canvas, 60, 86, 132, 92, LICHEN)
        cx, cy, outer, inner = 240, 283, 158, 60
        box = [
            (cx - outer) * SCALE,
            (cy - outer) * SCALE,
            (cx + outer) * SCALE,
            (cy + outer) * SCALE,
        ]
        done = [FJORD, SPRUCE, GRANITE, FJORD_DEEP]
        for k, name in enumerate(self.names):
            grow = 1.0 if k < now or (k == now and before[0] == now) else 0.0
            if k == now and before[0] != now:
                grow = ease(t / 1.2)
            start = -90 + k * 90 + 1.4
            canvas.pieslice(box, start, start + 87.2, fill=GRANITE_PALE)
            if grow > 0.01:
                canvas.pieslice(box, start, start + 87.2 * grow, fill=done[k])
            mid = math.radians(-90 + k * 90 + 45)
            self.text(
                canvas,
                cx + 111 * math.cos(mid),
                cy + 111 * math.sin(mid),
                name,
                self.label,
                "#ffffff" if grow > 0.6 else SLATE,
            )
        hole = [
            (cx - inner) * SCALE,
            (cy - inner) * SCALE,
            (cx + inner) * SCALE,
            (cy + inner) * SCALE,
        ]
        canvas.ellipse(hole, fill=SNOW)
        turn = "Varv 2" if i >= 6 else "Varv 1"
        if now >= 0:
            self.text(canvas, cx, cy, turn, self.label, FJORD)
        self.hooks(canvas, i, t)
        self.box(canvas, 500, 416, 900, 419, SLATE)
        for k, (value, name) in enumerate(self.values):
            visible = k == 0 or (k == 1 and shown >= 2) or (k == 2 and shown >= 3)
            if not visible:
                continue
            fresh = (k == 0 and i == 0) or (k == 1 and before[1] < 2) or (k == 2 and before[1] < 3)
            delay = 0.4 if k == 0 else 4.0 if k == 1 else 4.6
            grow = ease((t - delay) / 0.9) if fresh else 1.0
            x = 530 + k * 125
            top = 416 - value * 12 * grow
            self.box(canvas, x, top, x + 84, 416, FJORD if k == 2 else GRANITE)
            if grow > 0.05:
                self.text(canvas, x + 42, 438, name, self.label, SLATE)
            if grow > 0.75:
                self.text(canvas, x + 42, 398, f"{round(value * grow)} min", self.label, "#ffffff")
        if shown >= 1 and i >= 2:
            y = 416 - 5 * 12
            for x in range(500, 900, 16):
                self.box(canvas, x, y, x + 9, y + 3, LICHEN)
            self.text(canvas, 904, y + 1, "5", self.label, SLATE, "lm")
        self.text(canvas, 860, 462, "exempelsiffror", font_small(), "#52616a")

    def hooks(self, canvas, i: int, t: float) -> None:
        """Four hooks with keys: absent at first, two too high, then level."""
        if i == 0:
            return
        show = ease(t / 1.0) if i == 1 else 1.0
        level = 0.0 if i < 6 else ease((t - 1.0) / 1.2) if i == 6 else 1.0
        colours = [LICHEN, SPRUCE, WATER, "#a4513a"]
        self.box(canvas, 530, 168, 530 + 330 * show, 174, GRANITE)
        for k, colour in enumerate(colours):
            if show < (k + 1) / 4.2:
                continue
            x = 566 + k * 84
            high = 46 * (1 - level) if k in (1, 3) else 0
            y = 174 - high
            if high > 2:
                self.box(canvas, x - 8, y - 6, x + 8, y, GRANITE)
            self.box(canvas, x - 3, y, x + 3, y + 14, SLATE)
            canvas.ellipse(
                [(x - 9) * SCALE, (y + 12) * SCALE, (x + 9) * SCALE, (y + 30) * SCALE], fill=colour
            )
            self.box(canvas, x - 3, y + 28, x + 3, y + 52, colour)
            self.box(canvas, x + 2, y + 42, x + 9, y + 47, colour)


_small = []


def font_small():
    if not _small:
        _small.append(font("sans", 14))
    return _small[0]


def speak(text: str, path: Path) -> float:
    """Swedish synthetic speech to a WAV file; its length in seconds."""
    subprocess.run(
        ["espeak-ng", "-v", "sv", "-s", "160", "-p", "42", "-g", "2", "-w", str(path), text],
        check=True,
    )
    with wave.open(str(path)) as sound:
        return sound.getnframes() / sound.getframerate()


def stamp(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3600000:02}:{ms // 60000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


def caption_lines(text: str, width: int = 42) -> str:
    """At most two lines, even, and broken after a punctuation mark where that fits."""
    if len(text) <= width:
        return text
    words = text.split()

    def cost(n: int) -> int:
        first, second = len(" ".join(words[:n])), len(" ".join(words[n:]))
        bonus = 20 if words[n - 1][-1] in ".?:," and max(first, second) <= width else 0
        return abs(first - second) - bonus

    best = min(range(1, len(words)), key=cost)
    return " ".join(words[:best]) + "\n" + " ".join(words[best:])


def write_captions(path: Path, cues: list[tuple[float, float, str]]) -> None:
    blocks = ["WEBVTT\n"]
    number = 0
    for start, end, text in cues:
        parts = split_caption(text)
        length = sum(len(part) for part in parts)
        at = start
        for part in parts:
            number += 1
            until = end if part is parts[-1] else at + (end - start) * len(part) / length
            blocks.append(f"{number}\n{stamp(at)} --> {stamp(until)}\n{caption_lines(part)}\n")
            at = until
    path.write_text("\n".join(blocks), encoding="utf-8")
    print(f"{path.name}: {number} cues")


def split_caption(text: str, limit: int = 74) -> list[str]:
    """Cut a long cue after a full stop or question mark so that two lines are enough."""
    if len(text) <= limit:
        return [text]
    for mark in (". ", "? ", ": ", ", "):
        cuts = [n + len(mark) - 1 for n in range(len(text)) if text.startswith(mark, n)]
        if cuts:
            cut = min(cuts, key=lambda n: abs(n - len(text) / 2))
            return [text[:cut].strip(), text[cut:].strip()]
    return [text]


def make_film(name: str, film: Film, script: list, silent: bool) -> None:
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        lengths, sounds = [], []
        for number, (text, _) in enumerate(script):
            sound = folder / f"{number}.wav"
            seconds = 0.0 if silent else speak(text, sound)
            # at least as long as it takes to read the caption
            lengths.append(max(seconds + PAUSE, len(text) / 18))
            sounds.append(sound)
        lengths[-1] += 1.2
        lengths = [round(length * FPS) / FPS for length in lengths]
        audio = []
        if not silent:
            track = folder / "voice.wav"
            join_sounds(sounds, lengths, track)
            audio = [
                "-i",
                str(track),
                "-af",
                "highpass=f=70,lowpass=f=7500,loudnorm=I=-19:TP=-3:LRA=7,"
                "aresample=48000,alimiter=limit=0.6:level=0",
                "-ar",
                "48000",
                "-c:a",
                "aac",
                "-b:a",
                "48k",
                "-ac",
                "1",
            ]
        command = [
            "ffmpeg",
            "-y",
            "-loglevel",
            "error",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgb24",
            "-s",
            f"{SIZE[0]}x{SIZE[1]}",
            "-r",
            str(FPS),
            "-i",
            "-",
            *audio,
            "-c:v",
            "libx264",
            "-profile:v",
            "high",
            "-pix_fmt",
            "yuv420p",
            "-crf",
            "24",
            "-preset",
            "slow",
            "-tune",
            "animation",
            "-g",
            "100",
            "-movflags",
            "+faststart",
            "-map_metadata",
            "-1",
            "-metadata",
            f"title={film.title}",
            "-metadata:s:a:0",
            "language=swe",
            str(OUT / f"{name}.mp4"),
        ]
        if silent:
            command = [part for part in command if part not in ("-metadata:s:a:0", "language=swe")]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin is not None
            for i, length in enumerate(lengths):
                for n in range(round(length * FPS)):
                    process.stdin.write(film.frame(i, n / FPS).tobytes())
            process.stdin.close()
            if process.wait():
                raise SystemExit("ffmpeg failed")
        cues, at = [], 0.0
        for (text, _), length in zip(script, lengths, strict=True):
            cues.append((at, at + length - (0.1 if length > 1 else 0), text))
            at += length
        write_captions(OUT / f"{name}-sv.vtt", cues)
        size = (OUT / f"{name}.mp4").stat().st_size
        print(f"{name}.mp4: {at:.1f} s, {size // 1024} kB")


def join_sounds(sounds: list[Path], lengths: list[float], out: Path) -> None:
    with wave.open(str(sounds[0])) as first:
        params = first.getparams()
    with wave.open(str(out), "wb") as joined:
        joined.setparams(params)
        for path, length in zip(sounds, lengths, strict=True):
            with wave.open(str(path)) as sound:
                data = sound.readframes(sound.getnframes())
            wanted = round(length * params.framerate) * params.sampwidth * params.nchannels
            joined.writeframes(data[:wanted].ljust(wanted, b"\0"))


def make_videos(silent: bool) -> None:
    sluice, test = SluiceFilm(), TestFilm()
    sluice.title = "En idé genom slussen"
    test.title = "Ett småskaligt test på en minut"
    make_film("video-sluice", sluice, SLUICE, silent)
    make_film("video-test", test, TEST, silent)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="*", help="slides, handouts, videos (default: all)")
    parser.add_argument("--silent", action="store_true", help="films without synthetic speech")
    options = parser.parse_args()
    what = set(options.what) or {"slides", "handouts", "videos"}
    if unknown := what - {"slides", "handouts", "videos"}:
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    OUT.mkdir(exist_ok=True)
    if "slides" in what:
        make_slides()
    if "handouts" in what:
        make_handouts()
    if "videos" in what:
        make_videos(options.silent)
    return 0


if __name__ == "__main__":
    sys.exit(main())
