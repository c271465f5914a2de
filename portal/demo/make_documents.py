"""Make the templates and guides that the demo content offers for download.

Run again with `python portal/demo/make_documents.py [KEY …]`. Titles, record numbers and
file names come from `11-documents.jsonl`, the texts stand here. The output is the same for
the same input, so that a new run shows only real changes in the version control.
"""

# python-docx has no public way to language, table headers and content controls:

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeAlias, cast

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Emu, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from PIL import Image, ImageDraw
from weasyprint import HTML

HERE = Path(__file__).resolve().parent
REGISTER = HERE / "11-documents.jsonl"
MADE_ON = dt.datetime(2026, 1, 15, 8, 0, tzinfo=dt.UTC)
LICENCE = "CC BY 4.0"

FJORD = "0F4C5C"
FJORD_LIGHT = "DCE9EB"
SPRUCE = "24483A"
GRANITE = "85736D"
GRANITE_LIGHT = "F3EEEB"
LICHEN = "E3C43A"
SLATE = "22303A"

# Tables with at most so many rows are not broken over a page.
KEEP_TOGETHER = 8

Meta: TypeAlias = dict[str, Any]
Rows: TypeAlias = Sequence[Sequence[str]]

# --------------------------------------------------------------------------- the sluice motif

MOTIF_SIZE = (600, 72)


def motif_shapes() -> list[tuple[str, list[tuple[float, float]]]]:
    """Five chambers with rising water, gates between them and a boat in the middle one."""
    tints = ["B7D0D5", "93B8C0", "6C9DA7", "41808D", FJORD]
    levels = [62, 52, 42, 32, 22]
    shapes: list[tuple[str, list[tuple[float, float]]]] = []
    for index, (tint, level) in enumerate(zip(tints, levels, strict=True)):
        left, right = index * 120, index * 120 + 120
        shapes.append((tint, [(left, level), (right, level), (right, 72), (left, 72)]))
    for index, level in enumerate(levels[1:], start=1):
        x = index * 120
        shapes.append((SLATE, [(x - 3, level - 8), (x + 3, level - 8), (x + 3, 72), (x - 3, 72)]))
    shapes.append((SLATE, [(268, 38), (332, 38), (320, 48), (280, 48)]))
    shapes.append((LICHEN, [(300, 4), (300, 35), (326, 35)]))
    shapes.append((GRANITE, [(296, 10), (296, 35), (278, 35)]))
    return shapes


def motif_png() -> io.BytesIO:
    scale = 4
    width, height = MOTIF_SIZE
    image = Image.new("RGB", (width * scale, height * scale), "white")
    draw = ImageDraw.Draw(image)
    for colour, points in motif_shapes():
        draw.polygon([(x * scale, y * scale) for x, y in points], fill=f"#{colour}")
    image = image.resize((width * 2, height * 2), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    out.seek(0)
    return out


def motif_svg() -> str:
    polygons = "".join(
        f'<polygon fill="#{colour}" points="{" ".join(f"{x},{y}" for x, y in points)}"/>'
        for colour, points in motif_shapes()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {MOTIF_SIZE[0]} {MOTIF_SIZE[1]}">'
        f"{polygons}</svg>"
    )


def data_uri(svg: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


# --------------------------------------------------------------------------- Word documents


class WordTemplate:
    """A Word document in the portal's dress, with what a screen reader needs."""

    def __init__(self, meta: Meta, *, landscape: bool = False) -> None:
        self.meta = meta
        self.document: DocxDocument = Document()
        self.width = Cm(25.7 if landscape else 17)
        self._set_page(landscape)
        self._set_styles()
        self._set_properties()
        self._set_header_and_footer()
        self.document.add_paragraph(meta["title"], style="Title")

    # Set-up ---------------------------------------------------------------

    def _set_page(self, landscape: bool) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        if landscape:
            section.orientation = WD_ORIENT.LANDSCAPE
            section.page_width, section.page_height = Cm(29.7), Cm(21)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(2)
        section.header_distance = section.footer_distance = Cm(1)
        section.different_first_page_header_footer = True

    def _set_styles(self) -> None:
        styles = self.document.styles
        defaults = styles.element.find(qn("w:docDefaults"))
        for lang in defaults.iter(qn("w:lang")):
            lang.set(qn("w:val"), "sv-SE")
        self._dress("Normal", size=10.5, colour=SLATE, after=6, font="Arial", line=1.2)
        self._dress("Title", size=26, colour=FJORD, after=6, font="Georgia")
        self._dress("Subtitle", size=12, colour=SLATE, after=12, font="Arial")
        self._dress("Heading 1", size=16, colour=FJORD, before=16, after=4, font="Georgia")
        self._dress("Heading 2", size=12.5, colour=SPRUCE, before=10, after=3, font="Georgia")
        for name in ("List Bullet", "List Number"):
            self._dress(name, size=10.5, colour=SLATE, after=3, font="Arial", line=1.2)
            for tight in self._style(name).element.pPr.findall(qn("w:contextualSpacing")):
                tight.getparent().remove(tight)
        for name in ("Header", "Footer"):
            self._dress(name, size=8.5, colour=SLATE, after=0, font="Arial")
            # The stops of the base style are for a Letter page and would catch the tab first.
            for tabs in self._style(name).element.pPr.findall(qn("w:tabs")):
                tabs.getparent().remove(tabs)
        self._dress("Caption", size=9.5, colour=SLATE, before=6, after=3, font="Arial")
        title_border = self._style("Title").element.find(f".//{qn('w:pBdr')}")
        if title_border is not None:
            title_border.getparent().remove(title_border)
        self._style("Caption").paragraph_format.keep_with_next = True
        cell = styles.add_style("Tabelltext", WD_STYLE_TYPE.PARAGRAPH)
        cell.base_style = styles["Normal"]
        self._dress("Tabelltext", size=9.5, colour=SLATE, after=1, font="Arial", line=1.1)
        note = styles.add_style("Råd", WD_STYLE_TYPE.PARAGRAPH)
        note.base_style = styles["Normal"]
        self._dress("Råd", size=10.5, colour=SLATE, before=6, after=8, font="Arial", line=1.2)
        properties = self._style("Råd").element.get_or_add_pPr()
        border = parse_xml(
            f"<w:pBdr {nsdecls('w')}>"
            f'<w:left w:val="single" w:sz="36" w:space="8" w:color="{LICHEN}"/></w:pBdr>'
        )
        # The schema wants border and shading before the spacing.
        for element in (border, shading(GRANITE_LIGHT)):
            properties.insert_element_before(element, "w:spacing", "w:ind", "w:jc", "w:rPr")
        self._style("Råd").paragraph_format.left_indent = Cm(0.4)

    def _style(self, name: str) -> ParagraphStyle:
        return cast("ParagraphStyle", self.document.styles[name])

    def _dress(
        self,
        name: str,
        *,
        size: float,
        colour: str,
        font: str,
        before: float = 0,
        after: float = 0,
        line: float = 1.0,
    ) -> None:
        style = self._style(name)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(colour)
        style.font.bold = name.startswith("Heading") or None
        style.font.italic = False if name in ("Subtitle", "Caption") else None
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        for script in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{script}"), font)
        spacing = style.element.rPr.find(qn("w:spacing"))
        if spacing is not None:
            style.element.rPr.remove(spacing)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(after)
        style.paragraph_format.line_spacing = line

    def _set_properties(self) -> None:
        core = self.document.core_properties
        core.title, core.language = self.meta["title"], "sv-SE"
        core.author, core.last_modified_by = "Idéslussen", "Idéslussen"
        core.subject, core.comments = "Mall från Idéslussen", f"Licens: {LICENCE}"
        core.keywords = "idésluss, mall, metodstöd"
        core.created = core.modified = MADE_ON.replace(tzinfo=None)
        settings = self.document.settings.element
        theme_language = settings.find(qn("w:themeFontLang"))
        if theme_language is not None:
            theme_language.set(qn("w:val"), "sv-SE")
        # With the older mode of the base file, Word opens it in compatibility mode.
        for setting in settings.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")

    def _set_header_and_footer(self) -> None:
        section = self.document.sections[0]
        first = section.first_page_header.paragraphs[0]
        self._tabs(first)
        name = first.add_run("Idéslussen")
        name.font.name, name.font.size = "Georgia", Pt(13)
        name.font.color.rgb = RGBColor.from_string(FJORD)
        first.add_run("\t")
        picture = first.add_run().add_picture(motif_png(), width=Cm(7))
        mark_decorative(picture._inline.docPr)
        later = section.header.paragraphs[0]
        self._tabs(later)
        later.add_run(f"Idéslussen\t{self.meta['title']}")
        for footer in (section.first_page_footer, section.footer):
            paragraph = footer.paragraphs[0]
            self._tabs(paragraph)
            record = self.meta.get("record_number")
            paragraph.add_run(" · ".join(filter(None, [record, f"Licens {LICENCE}"])) + "\tSida ")
            add_field(paragraph, "PAGE")
            paragraph.add_run(" av ")
            add_field(paragraph, "NUMPAGES")

    def _tabs(self, paragraph: Paragraph) -> None:
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(self.width, WD_TAB_ALIGNMENT.RIGHT)

    # Content --------------------------------------------------------------

    def lead(self, text: str) -> None:
        self.document.add_paragraph(text, style="Subtitle")

    def heading(self, text: str, level: int = 1) -> None:
        self.document.add_heading(text, level)

    def text(self, *paragraphs: str) -> None:
        for paragraph in paragraphs:
            self.document.add_paragraph(paragraph)

    def note(self, label: str, text: str) -> None:
        paragraph = self.document.add_paragraph(style="Råd")
        paragraph.add_run(f"{label} ").bold = True
        paragraph.add_run(text)

    def bullets(self, items: Iterable[str]) -> None:
        for item in items:
            self.document.add_paragraph(item, style="List Bullet")

    def numbered(self, items: Iterable[str], *, follows: int | None = None) -> int:
        """A numbered list; `follows` is what an earlier list returned, to count on from it."""
        number = follows or self._new_numbering()
        for item in items:
            paragraph = self.document.add_paragraph(item, style="List Number")
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_ilvl().val = 0
            properties.get_or_add_numId().val = number
        return number

    def _new_numbering(self) -> int:
        """Each numbered list starts at one."""
        style_number = self._style("List Number").element.pPr.numPr.numId.val
        numbering = self.document.part.numbering_part.element
        abstract = numbering.num_having_numId(style_number).abstractNumId.val
        number = numbering.add_num(abstract)
        number.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(number.numId)

    def checkboxes(self, items: Iterable[str]) -> None:
        for item in items:
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.75)
            paragraph.paragraph_format.first_line_indent = Cm(-0.75)
            paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(0.75))
            paragraph._p.append(checkbox_control(item))
            paragraph.add_run(f"\t{item}")

    def table(
        self,
        caption: str,
        header: Sequence[str],
        rows: Rows,
        widths: Sequence[float],
        *,
        height: float = 0.0,
        row_headers: bool = True,
    ) -> Table:
        """A table with a repeated header row; `widths` are shares of the text width."""
        title = self.document.add_paragraph(style="Caption")
        before = title._p.getprevious()
        if before is not None and before.tag == qn("w:p"):
            Paragraph(before, title._parent).paragraph_format.keep_with_next = True
        title.add_run(caption).bold = True
        table = self.document.add_table(rows=0, cols=len(header))
        table.autofit = False
        self._describe(table, caption, row_headers)
        self._fill(table, header, is_header=True)
        for row in rows:
            self._fill(table, row, height=height, first_bold=row_headers)
        if len(rows) <= KEEP_TOGETHER:
            for row in table.rows[:-1]:
                for paragraph in row.cells[0].paragraphs:
                    paragraph.paragraph_format.keep_with_next = True
        total = sum(widths)
        for index, share in enumerate(widths):
            width = Emu(int(self.width * share / total))
            table.columns[index].width = width
            for cell in table.columns[index].cells:
                cell.width = width
        spacer = self.document.add_paragraph()
        spacer.paragraph_format.space_after = Pt(2)
        spacer.paragraph_format.line_spacing = Pt(6)
        return table

    def form(self, caption: str, labels: Rows, *, height: float = 1.0) -> None:
        """Two columns: what is asked for, and room to answer."""
        rows = [[label, hint] for label, hint in labels]
        self.table(caption, ["Fråga", "Ditt svar"], rows, [1, 2.6], height=height)

    def _describe(self, table: Table, caption: str, row_headers: bool) -> None:
        properties = table._tbl.tblPr
        edges = "".join(
            f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{GRANITE}"/>'
            for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        margins = "".join(
            f'<w:{edge} w:w="{size}" w:type="dxa"/>'
            for edge, size in (("top", 50), ("left", 90), ("bottom", 50), ("right", 90))
        )
        for look in properties.findall(qn("w:tblLook")):
            properties.remove(look)
        first_column = int(row_headers)
        for xml in (
            f"<w:tblBorders {nsdecls('w')}>{edges}</w:tblBorders>",
            f'<w:tblLayout {nsdecls("w")} w:type="fixed"/>',
            f"<w:tblCellMar {nsdecls('w')}>{margins}</w:tblCellMar>",
            (
                f'<w:tblLook {nsdecls("w")} w:val="{"00A0" if row_headers else "0020"}" '
                f'w:firstRow="1" w:lastRow="0" w:firstColumn="{first_column}" w:lastColumn="0" '
                'w:noHBand="1" w:noVBand="1"/>'
            ),
            f'<w:tblCaption {nsdecls("w")} w:val="{escape(caption)}"/>',
        ):
            element = parse_xml(xml)
            for old in properties.findall(element.tag):
                properties.remove(old)
            properties.append(element)

    def _fill(
        self,
        table: Table,
        texts: Sequence[str],
        *,
        is_header: bool = False,
        height: float = 0.0,
        first_bold: bool = False,
    ) -> None:
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))
        if height and not is_header:
            row.height = Cm(height)
        if is_header:
            properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
        for index, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            self._write(cell, text, bold=is_header or (first_bold and index == 0))
            if is_header:
                cell._tc.get_or_add_tcPr().append(shading(FJORD))
                for run in cell.paragraphs[0].runs:
                    run.font.color.rgb = RGBColor(255, 255, 255)
            elif first_bold and index == 0:
                cell._tc.get_or_add_tcPr().append(shading(GRANITE_LIGHT))

    @staticmethod
    def _write(cell: _Cell, text: str, *, bold: bool) -> None:
        for index, line in enumerate(text.split("\n")):
            paragraph = cell.paragraphs[0] if index == 0 else cell.add_paragraph()
            paragraph.style = "Tabelltext"
            run = paragraph.add_run(line)
            run.bold = bold or None

    def page_break(self) -> None:
        self.document.add_page_break()

    def save(self, path: Path) -> None:
        raw = io.BytesIO()
        self.document.save(raw)
        # Fixed times in the archive make the same input give the same bytes.
        with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w") as target:
            for name in source.namelist():
                info = zipfile.ZipInfo(name, MADE_ON.timetuple()[:6])
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, source.read(name))


def shading(colour: str) -> Any:
    return parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{colour}"/>')


def add_field(paragraph: Paragraph, instruction: str) -> None:
    field = parse_xml(
        f'<w:fldSimple {nsdecls("w")} w:instr=" {instruction} "><w:r><w:t>1</w:t></w:r>'
        "</w:fldSimple>"
    )
    paragraph._p.append(field)


def checkbox_control(label: str) -> Any:
    """A box that can be ticked in Word; elsewhere it is the sign ☐."""
    w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    return parse_xml(
        f'<w:sdt {nsdecls("w")} {w14}><w:sdtPr><w:alias w:val="{escape(label[:60])}"/>'
        '<w14:checkbox><w14:checked w14:val="0"/>'
        '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        '<w:sdtContent><w:r><w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" '
        'w:eastAsia="MS Gothic" w:hint="eastAsia"/></w:rPr><w:t>☐</w:t></w:r></w:sdtContent>'
        "</w:sdt>"
    )


def mark_decorative(properties: Any) -> None:
    properties.set("descr", "")
    properties.append(
        parse_xml(
            '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
            '<a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}"><adec:decorative '
            'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
            "</a:ext></a:extLst>"
        )
    )


def blank(rows: int, columns: int) -> list[list[str]]:
    return [[""] * columns for _ in range(rows)]


def numbered_rows(first: int, last: int, columns: int) -> list[list[str]]:
    return [[str(number)] + [""] * (columns - 1) for number in range(first, last + 1)]


def journey_template(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta, landscape=True)
    t.lead("Rita vad en person gör, undrar och behöver, steg för steg, i mötet med kommunen.")
    t.heading("Så fyller du i")
    t.numbered(
        [
            "Bestäm vem resan handlar om och var den börjar och slutar. Skriv inga namn.",
            "Fyll i raden ”Personen gör” först. Varje steg börjar med ett verb.",
            "Lägg till citat och frågor från intervjuer. Tomma rutor visar vad ni inte vet.",
            "Skriv sedan vad kommunen gör. Markera var ansvaret byter ägare.",
            "Sätt ett värde på varje steg: från −2 (mycket svårt) till +2 (mycket bra).",
        ]
    )
    t.form(
        "Vems resa är det?",
        [
            ["Personen", "Till exempel: anhörig till man, 82 år"],
            ["Resan börjar när", ""],
            ["Resan slutar när", ""],
            ["Vi vet detta genom", "Intervjuer, antal och månad. Klagomål. Loggar."],
            ["Ägare och datum", "Roll och enhet, inte namn"],
        ],
        height=0.8,
    )
    t.page_break()
    t.heading("Ett exempel: från fallet i hallen till första hembesöket")
    header = ["Fråga", "Steg 1", "Steg 2", "Steg 3", "Steg 4"]
    widths = [1.1, 1.5, 1.5, 1.5, 1.5]
    t.table(
        "Ifyllt exempel, påhittat",
        header,
        [
            [
                "Personen gör",
                "Ringer 1177",
                "Letar nummer till kommunen",
                "Väntar på besked",
                "Tar emot hemtjänsten",
            ],
            ["Möter", "Sjuksköterska", "Webbplatsen, växeln", "Ingen", "Två nya personer"],
            [
                "Undrar",
                "Är det bråttom?",
                "Heter det bistånd eller hemtjänst?",
                "Har de glömt oss?",
                "Vet de att han hör dåligt?",
            ],
            ["Känns (−2 till +2)", "+1", "−1", "−2", "+1"],
            [
                "Kommunen gör",
                "Inget",
                "Växeln kopplar till handläggare",
                "Beslutar, skickar till planerare",
                "Genomför första besöket",
            ],
            ["Ligger stilla", "–", "35 minuter", "6 dagar", "–"],
            ["Ansvaret byter", "–", "Regionen till kommunen", "Handläggare till hemtjänst", "–"],
        ],
        widths,
    )
    t.note(
        "Läs av:",
        "Resan är sämst i steg 3. Där ligger ärendet stilla, där byter ansvaret ägare och där "
        "möter personen ingen. Behovet: anhöriga behöver veta att beslutet är på väg och när "
        "någon kommer.",
    )
    questions = [
        "Personen gör",
        "Möter",
        "Undrar, säger",
        "Känns (−2 till +2)",
        "Kommunen gör",
        "System, blanketter",
        "Ligger stilla",
        "Ansvaret byter",
        "Hur vet vi det?",
    ]
    for first in (1, 7):
        t.page_break()
        t.heading(f"Er resa, steg {first}–{first + 5}")
        t.table(
            f"Steg {first} till {first + 5}",
            ["Fråga", *(f"Steg {number}" for number in range(first, first + 6))],
            [[question, *([""] * 6)] for question in questions],
            [1.3, *([1.4] * 6)],
            height=1.3,
        )
    t.page_break()
    t.heading("Tre behov att gå vidare med")
    t.text("Välj de tre ställen där mest står på spel. Skriv behovet utan att nämna en lösning.")
    t.table(
        "Behov ur resan",
        [
            "Nr",
            "Vem behöver kunna göra vad, för att …",
            "Vid steg",
            "Hur vet vi det?",
            "Vem kan göra något åt det?",
        ],
        numbered_rows(1, 3, 5),
        [0.4, 3, 0.7, 2, 2],
        height=2.2,
    )
    t.checkboxes(
        [
            "Någon med egen erfarenhet av resan har läst och rättat.",
            "Inga uppgifter pekar ut en enskild person.",
            "Behoven är registrerade i Idéslussen.",
            "Datum är satt för när kartan ska ses över.",
        ]
    )
    return t


def assumption_log(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta, landscape=True)
    t.lead("Vad måste vara sant för att idén ska fungera? Pröva det farligaste först.")
    t.form(
        "Om idén",
        [
            ["Idé och nummer", ""],
            ["Behovet bakom", "En mening"],
            ["Den som för loggen", "Roll. Helst någon som inte har lämnat idén."],
            ["Testbudget", "Kronor och timmar"],
        ],
        height=0.7,
    )
    t.heading("Fyra frågor att hämta antaganden ur")
    t.table(
        "Slag av antaganden",
        ["Slag", "Fråga", "Exempel på antagande"],
        [
            [
                "Vill",
                "Vill någon ha det?",
                "Föräldrar byter till digital frånvaroanmälan när den går att göra på två språk.",
            ],
            ["Kan", "Kan vi göra det?", "Sensorn når nätet även under brunnslocket."],
            ["Får", "Får vi göra det?", "Uppgifterna får lämnas mellan förvaltningarna."],
            ["Håller", "Håller det över tid?", "Enheten klarar driften utan projektledaren."],
        ],
        [0.8, 1.8, 5],
    )
    t.note(
        "Regel:",
        "skriv gränsen innan testet börjar, och ändra den inte. Osäkert och viktigt sätts "
        "från 1 till 5. Multiplicera. Börja med det högsta talet.",
    )
    t.page_break()
    t.heading("Loggen")
    header = [
        "Nr",
        "Vi antar att …",
        "Slag",
        "Osäkert",
        "Viktigt",
        "Så prövar vi",
        "Gräns",
        "Resultat",
        "Slutsats och datum",
    ]
    widths = [0.5, 2.7, 0.8, 0.95, 0.95, 2.2, 1.9, 1.9, 2]
    t.table(
        "Två ifyllda exempel, påhittade",
        header,
        [
            [
                "A",
                "Äldre i Munkedal kan tänka sig att byta duschtid",
                "Vill",
                "4",
                "5",
                "Fråga 20 personer vid träffpunkten om senaste gången de ville byta",
                "Minst 12 av 20",
                "15 av 20",
                "Bekräftat, 3 mars. Gå vidare till test.",
            ],
            [
                "B",
                "Låset fungerar i tjugo graders kyla",
                "Kan",
                "5",
                "4",
                "Låna ett lås, lägg det i livsmedelsfrysen två dygn",
                "0 fel av 30",
                "7 fel av 30",
                "Motbevisat, 9 mars. Byt typ av lås.",
            ],
        ],
        widths,
    )
    t.table("Er logg", header, numbered_rows(1, 9, 9), widths, height=1.35)
    t.heading("Inför grinden")
    t.text("Svara kort. Bifoga loggen till idékortet.")
    t.form(
        "Sammanfattning",
        [
            ["Vilka antaganden är bekräftade?", ""],
            ["Vilket är nu det farligaste?", ""],
            ["Vad har vi ändrat i idén?", ""],
            ["Vi föreslår", "Fortsätta, ändra, parkera eller stoppa. Skäl."],
        ],
        height=1.1,
    )
    return t


def measure_plan(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead("Bestäm vad ni mäter, hur och när, innan ni ändrar något.")
    t.heading("1. Förändringen")
    t.form(
        "Vad, var och när",
        [
            ["Vad ändrar ni?", "En mening som en utomstående förstår"],
            ["Var prövas det?", "Enhet, pass, grupp"],
            ["Vi tror att …", "Förutsägelse med en siffra, och varför ni tror det"],
            ["Vem äger mätningen?", "Roll"],
        ],
        height=0.8,
    )
    t.heading("2. Måtten")
    t.text(
        "Ett huvudmått räcker. Lägg till högst två sidomått, och låt ett av dem fånga om något "
        "blir sämre för någon annan."
    )
    t.table(
        "Så definieras måtten",
        ["Mått", "Exempel", "Huvudmått", "Sidomått 1", "Sidomått 2"],
        [
            ["Namn", "Väntan på svar", "", "", ""],
            ["När börjar och slutar det?", "Från inkommet ärende till skickat svar", "", "", ""],
            ["Enhet", "Dagar, median per vecka", "", "", ""],
            ["Vad räknas inte?", "Ärenden som invånaren drar tillbaka", "", "", ""],
            ["Hur samlas det in?", "Uttag ur diariet", "", "", ""],
            ["Vem och hur ofta?", "Registrator, varje fredag", "", "", ""],
        ],
        [1.4, 1.7, 1.4, 1.4, 1.4],
        height=0.95,
    )
    t.note(
        "Pröva definitionen:",
        "låt två kollegor mäta samma tio händelser var för sig. Får de olika svar är måttet "
        "otydligt. Skriv om det.",
    )
    t.heading("3. Tidplan")
    t.table(
        "När ni mäter",
        ["Period", "Från", "Till", "Antal mätpunkter", "Ovanliga händelser"],
        [
            ["Före (minst två veckor)", "", "", "", ""],
            ["Inkörning, räknas inte", "", "", "", ""],
            ["Efter (lika länge som före)", "", "", "", ""],
            ["Uppföljning efter ett år", "", "", "", ""],
        ],
        [2, 1, 1, 1.2, 2],
        height=0.75,
    )
    t.heading("4. Uppgifter om människor")
    t.checkboxes(
        [
            "Vi mäter arbetssätt, inte enskilda medarbetares prestation.",
            "Ingen kan kännas igen i siffrorna. Grupper under tio redovisas inte.",
            (
                "Behövs personuppgifter? Då har vi talat med dataskyddsombudet: grund, "
                "information till dem det gäller, när uppgifterna tas bort."
            ),
            "De som samlar in vet varför och hinner: högst en minut per gång.",
        ]
    )
    t.heading("5. Resultat")
    t.text("Fyll i efter mätningen. Samma fyra fält finns i formuläret för en berättelse.")
    t.table(
        "Resultat före och efter",
        ["Mått", "Före", "Efter", "Källa och period"],
        [["", "", "", ""], ["", "", "", ""], ["", "", "", ""]],
        [2.2, 1.2, 1.2, 2.4],
        height=0.85,
        row_headers=False,
    )
    t.form(
        "Läs siffrorna med omdöme",
        [
            ["Vad mer kan förklara skillnaden?", "Årstid, bemanning, slump, annan förändring"],
            ["Vad blev sämre?", ""],
            ["Vad mätte vi inte, men borde?", ""],
        ],
        height=0.95,
    )
    t.heading("Hur starkt är beviset?", 2)
    t.checkboxes(
        [
            "Beskrivet: vi kan berätta vad som hände.",
            "Iakttaget: flera har sett samma sak.",
            "Mätt: siffror före och efter på en enhet.",
            "Jämfört: en enhet som inte ändrade något har mätts samtidigt.",
            "Upprepat: samma resultat någon annanstans.",
        ]
    )
    return t


def gate_agenda(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead("En dagordning för mötet och ett beslutsblad per idé. Skälet är obligatoriskt.")
    t.heading("Dagordning, 90 minuter")
    t.table(
        "Punkter på mötet",
        ["Tid", "Punkt", "Vem"],
        [
            [
                "5 min",
                "Förra mötets beslut: har alla fått besked? Vad har hänt med villkoren?",
                "Idésamordnaren",
            ],
            [
                "5 min",
                "Jäv. Den som har lämnat en idé eller ska leverera den går ut vid beslutet.",
                "Beslutsfattaren",
            ],
            [
                "70 min",
                (
                    "Fyra till fem idéer, högst 15 minuter var: läs 3, berätta 3, frågor 2, "
                    "poäng 2, beslut 5."
                ),
                "Idégivaren och alla",
            ],
            [
                "5 min",
                "Idéer som vilar: har något hänt som gör att de ska upp igen?",
                "Idésamordnaren",
            ],
            ["5 min", "Vad såg vi för mönster? Vilka behov saknar idéer?", "Alla"],
        ],
        [0.8, 4.2, 1.6],
    )
    t.heading("Tre dagar före", 2)
    t.checkboxes(
        [
            "Idékort och antagandelogg är utskickade, högst två sidor per idé.",
            "Behovet är beskrivet och någon har frågat användarna.",
            "Den som beslutar är på plats, eller en ersättare med mandat och budget.",
            "Idégivaren vet när hen ska komma och hur lång tid hen har.",
        ]
    )
    t.heading("Så sätter ni poäng", 2)
    t.text(
        "Var och en sätter poäng tyst. Tala om de kriterier där ni skiljer er mest. Summan är "
        "ett stöd för samtalet, den fattar inte beslutet."
    )
    t.table(
        "Kriterier",
        ["Kriterium", "0", "1", "2", "3"],
        [
            ["Behov", "Okänt", "En persons iakttagelse", "Flera källor", "Mätt och bekräftat"],
            [
                "Nytta",
                "Oklar",
                "För några på en enhet",
                "För många på en enhet",
                "För många på flera enheter",
            ],
            [
                "Genomförbarhet",
                "Kräver något vi inte råder över",
                "Stora hinder",
                "Hinder med känd lösning",
                "Kan börja inom en månad",
            ],
            [
                "Risk",
                "Kan skada någon",
                "Svår att backa",
                "Kan backas till en kostnad",
                "Lätt att backa",
            ],
        ],
        [1.5, 1.4, 1.4, 1.5, 1.6],
    )
    t.page_break()
    t.heading("Beslutsblad")
    t.text("Kopiera sidan, en per idé.")
    t.form(
        "Om idén",
        [
            ["Idé och nummer", ""],
            ["Grind", "Från steg … till steg …"],
            ["Datum", ""],
            ["Beslutar", "Roll"],
        ],
        height=0.7,
    )
    t.table(
        "Poäng, 0–3",
        ["Kriterium", "Lägst", "Högst", "Vad skilde oss åt?"],
        [[name, "", "", ""] for name in ("Behov", "Nytta", "Genomförbarhet", "Risk")],
        [1.5, 0.8, 0.8, 3.5],
        height=0.8,
    )
    t.heading("Beslut", 2)
    t.checkboxes(
        [
            "Vidare till nästa steg",
            "Komplettera och återkom",
            "Parkera: tas upp igen när ett villkor är uppfyllt",
            "Stoppa",
        ]
    )
    t.form(
        "Skäl och villkor",
        [
            ["Skäl", "En mening som idégivaren förstår. ”Inte prioriterad” räcker inte."],
            ["Pengar och tid", "Summa, konto, timmar"],
            ["Ska vara sant vid nästa grind", ""],
            ["Nästa datum", "Eller: vem bevakar villkoret för en parkerad idé"],
            ["Besked lämnas av", "Roll, samma dag"],
        ],
        height=1.0,
    )
    t.note(
        "När ni stoppar:",
        "tacka, förklara och fråga om idén får publiceras som lärdom. Ett tydligt nej inom en "
        "månad är mer värt än ett kanske inom ett år.",
    )
    return t


def implementation_plan(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead("Från lyckat test till vanligt arbete. Skriv planen med dem som ska arbeta så.")
    t.form(
        "I korthet",
        [
            ["Arbetssättet", "Vad gör vi annorlunda, i en mening?"],
            ["Effekt vi mätte i testet", "Före, efter, källa"],
            ["Tar över ansvaret", "Roll och enhet"],
            ["Beslut om införande", "Datum, instans, diarienummer"],
        ],
        height=0.9,
    )
    t.heading("1. Kärnan och det fria")
    t.text(
        "Skriv vad som måste vara lika överallt för att effekten ska bli densamma. Allt annat "
        "får enheten göra på sitt sätt."
    )
    t.table(
        "Fast och fritt",
        ["Måste vara lika", "Får anpassas"],
        [["", ""]],
        [1, 1],
        height=3.2,
        row_headers=False,
    )
    t.heading("2. Vad slutar vi med?")
    t.table(
        "Sådant som försvinner",
        [
            "Lista, möte eller system",
            "Sista dag",
            "Vem stänger",
            "Vad händer med det som finns kvar",
        ],
        blank(3, 4),
        [2, 1, 1.3, 2.2],
        height=0.9,
        row_headers=False,
    )
    t.heading("3. Hinder, enhet för enhet")
    t.text("Fråga på plats. En rad per enhet.")
    t.table(
        "Förutsättningar",
        [
            "Enhet",
            "Tid och schema",
            "Lokal, teknik, behörighet",
            "Oro som sagts",
            "Åtgärd och datum",
        ],
        blank(5, 5),
        [1.2, 1.2, 1.5, 1.4, 1.5],
        height=1.1,
    )
    t.checkboxes(
        [
            "Arbetsmiljön är riskbedömd tillsammans med skyddsombudet.",
            "Fackliga parter har fått information eller förhandling enligt våra rutiner.",
            "Personuppgifter, informationssäkerhet och tillgänglighet är prövade.",
            "Drift är finansierad från och med den dag projektpengarna tar slut.",
        ]
    )
    t.heading("4. Ordning")
    t.text(
        "Börja med en enhet som vill. Ta sedan en som tvekar. Vänta med resten tills båda "
        "fungerar. Lägg inget nytt i juni, juli eller december."
    )
    t.table(
        "Tidplan",
        ["Omgång", "Enheter", "Start", "Stöd på plats", "Klart när …"],
        [["1", "", "", "", ""], ["2", "", "", "", ""], ["3", "", "", "", ""]],
        [1, 1.8, 1, 1.6, 2],
        height=1.1,
    )
    t.heading("5. Lära i arbetet")
    t.form(
        "Så lär vi ut",
        [
            ["Vem visar?", "Någon som redan arbetar så"],
            ["Hur länge finns stöd?", "Minst två pass per person"],
            ["Vad finns att ha i fickan?", "En sida, med bilder"],
            ["Hur får nyanställda och vikarier veta?", ""],
        ],
        height=0.9,
    )
    t.heading("6. Tre siffror att följa")
    t.table(
        "Uppföljning",
        ["Fråga", "Mått", "I dag", "Mål", "Läses av"],
        [
            ["Görs det?", "", "", "", ""],
            ["Ger det effekt?", "", "", "", ""],
            ["Blir något sämre?", "", "", "", ""],
        ],
        [1.5, 2.2, 0.9, 0.9, 1.3],
        height=0.9,
    )
    t.heading("7. Överlämning")
    t.checkboxes(
        [
            "Arbetssättet står i rutinen och i verksamhetsplanen.",
            "Det finns en budgetrad och en ägare.",
            "Det ingår i introduktionen för nyanställda.",
            "Alla vet vem man ringer när något inte fungerar.",
            "Datum för uppföljning efter ett år är bokat.",
        ]
    )
    t.note(
        "Berätta vidare:",
        "uppdatera er berättelse i Idéslussen efter ett halvår, också om det gick sämre än i "
        "testet. Det är då andra kommuner har mest nytta av den.",
    )
    return t


def market_dialogue_questions(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead("Välj åtta till tolv frågor, anpassa dem och skicka samma till alla.")
    t.heading("Spelregler")
    t.bullets(
        [
            "Alla får samma information, samtidigt och på samma plats.",
            "Att delta är varken krav eller fördel i den kommande upphandlingen.",
            "Vi visar ingen annans svar, varken i text eller i samtal.",
            (
                "Svaren kan bli allmän handling. Be företaget märka det som är affärshemligt och "
                "tala med registrator innan något lämnas ut."
            ),
            "Vi för anteckningar vid varje möte. Företaget får läsa och rätta.",
            "Före annonsering publicerar vi vad vi har lärt oss, utan namn.",
        ]
    )
    t.heading("Frågor")
    groups = [
        (
            "Behovet",
            [
                "Är behovet begripligt beskrivet? Vad saknar ni för att kunna föreslå något?",
                "Vilka har liknande behov, och vad skiljer dem från oss?",
                "Vad tror ni att vi har missförstått?",
            ],
        ),
        (
            "Lösningen",
            [
                "Vilka olika sätt finns att lösa detta? Nämn gärna sådana ni inte själva säljer.",
                "Vad finns färdigt i dag, vad måste anpassas och vad finns bara på ritbordet?",
                "Under vilka förhållanden fungerar lösningen dåligt?",
                "Vad behöver användaren kunna för att klara sig utan stöd?",
                "Hur är lösningen tillgänglig för den som inte ser, hör eller kan läsa svenska?",
            ],
        ),
        (
            "Kraven",
            [
                "Vilka krav i liknande underlag har fått er att avstå från anbud?",
                "Vilka krav brukar höja priset mest utan att ge nytta?",
                "Vilka intyg eller standarder är rimliga att begära, även av ett litet företag?",
                "Hur bör vi pröva att kravet är uppfyllt: visning, prov på plats, mätning i drift?",
            ],
        ),
        (
            "Pris och avtal",
            [
                "Vad driver kostnaden: antal användare, volym, support, integration, resor?",
                "Ange en ungefärlig prisbild för vår storlek, år ett och år fyra.",
                "Vilken prismodell passar behovet? Vad händer om vi blir dubbelt så många?",
                "Hur kan betalningen följa resultatet?",
                "Vilken avtalstid behöver ni, och vad gör det lätt att lämna avtalet?",
            ],
        ),
        (
            "Införande och drift",
            [
                "Vad behöver vi själva göra, och hur många timmar brukar det ta?",
                "Vad kostade det kunden året efter införandet?",
                "Vem byter batteriet, rättar felet, svarar klockan tre på natten?",
                "Vilka uppgifter lagras var, och hur får vi ut dem när avtalet slutar?",
            ],
        ),
        (
            "Miljö och människor",
            [
                "Hur länge håller produkten, och vilka delar går att byta?",
                "Vad händer med den när den är uttjänt?",
                "Hur kan ett lokalt företag eller ett socialt företag vara med?",
            ],
        ),
    ]
    number = None
    for title, questions in groups:
        t.heading(title, 2)
        number = t.numbered(questions, follows=number)
    t.heading("Tidplan")
    t.table(
        "Ungefärlig tid",
        ["Vecka", "Vad", "Vem"],
        [
            ["1–2", "Behovsbeskrivning klar och inbjudan publicerad", "Behovsägare, upphandlare"],
            ["3–5", "Skriftliga svar", "Företagen"],
            ["5–6", "Möten, 45 minuter var, samma två från kommunen", "Upphandlare, verksamhet"],
            ["7", "Besök hos någon som använder lösningen", "Verksamheten"],
            ["8", "Sammanfattning publicerad, beslut om väg", "Behovsägare"],
        ],
        [0.8, 3.6, 2],
    )
    t.heading("Inbjudan att anpassa")
    t.text(
        "Vi vill förstå vad som går att göra innan vi skriver krav. Här är vårt behov: [en "
        "mening]. Det gäller [antal] användare på [plats], i dag till en kostnad av omkring "
        "[kronor] om året.",
        "Fast är: [lag, integration, budgettak]. Resten är fritt. Vi letar inte efter en viss "
        "produkt.",
        "Svara skriftligt på frågorna senast [datum]. Vill du träffa oss i 45 minuter, föreslå en "
        "tid i vecka [nummer]. Alla får samma frågor, och det vi lär oss publicerar vi på [adress] "
        "utan företagsnamn före annonseringen.",
        "Att delta är frivilligt. Det påverkar inte möjligheten att lämna anbud, och vi ersätter "
        "inte din tid. Ditt svar kan bli en allmän handling: märk det du anser vara affärshemligt "
        "och skriv varför.",
    )
    t.note("Anpassa:", "byt allt inom hakparenteser. Låt inköpsenheten läsa innan ni skickar.")
    t.page_break()
    t.heading("Minnesanteckningar")
    t.text("Ett blad per möte. Spara i ärendet.")
    t.form(
        "Mötet",
        [
            ["Ärende och diarienummer", ""],
            ["Datum, klockslag, plats", ""],
            ["Från kommunen", "Roller"],
            ["Företag", "Namn och roller"],
        ],
        height=0.8,
    )
    t.table(
        "Svar på våra frågor",
        ["Fråga nr", "Svar i korthet", "Affärshemligt enligt företaget?", "Följdfråga skriftligt"],
        numbered_rows(1, 6, 4),
        [0.8, 3.4, 1.4, 1.6],
        height=1.5,
    )
    t.checkboxes(
        [
            "Företaget har fått läsa och rätta.",
            "Inget annat företags svar nämndes.",
            "Anteckningen är lämnad till registrator.",
        ]
    )
    return t


def deviation_form(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead(
        "Läs en periods avvikelser tillsammans. Skilj på det en rutin löser och det som är "
        "ett behov."
    )
    t.note(
        "Tänk på:",
        "blanketten gäller mönster. En allvarlig händelse ska först anmälas och utredas enligt "
        "era rutiner, till exempel lex Sarah, lex Maria eller arbetsskada. Skriv aldrig namn "
        "eller personnummer här.",
    )
    t.heading("1. Underlaget")
    t.form(
        "Period och källor",
        [
            ["Enhet och period", ""],
            ["Antal rapporter", "Nu … Förra perioden …"],
            ["Källor", "Avvikelser, klagomål, synpunkter, tillbud, felanmälningar"],
            ["Deltog", "Roller"],
            ["Förra periodens åtgärder", "Gjordes de? Hjälpte de?"],
        ],
        height=0.9,
    )
    t.checkboxes(
        [
            "Rapporterna är avidentifierade.",
            "Varje rapport är läst av minst två personer.",
            "Vi har frågat om någon slutat rapportera, och varför.",
        ]
    )
    t.heading("2. Mönster")
    t.text("Gruppera efter moment i arbetet, inte efter systemets rubriker.")
    t.table(
        "Moment och samband",
        [
            "Moment",
            "Antal",
            "När och var?",
            "Vad gör det svårt att göra rätt?",
            "Vad gör att det ofta går bra?",
        ],
        [
            [
                "Exempel: byte natt till dag",
                "9",
                "Helger, hus B",
                "Två listor, den ena på papper",
                "En kollega ringer alltid tillbaka",
            ],
            *blank(4, 5),
        ],
        [1.5, 0.7, 1.2, 1.8, 1.8],
        height=1.5,
    )
    t.heading("3. Det en rutin löser")
    t.table(
        "Åtgärder",
        ["Åtgärd", "Vem (roll)", "Klar", "Kontrolleras", "Utfall"],
        blank(3, 5),
        [2.6, 1.2, 0.9, 1.1, 1.4],
        height=1.1,
        row_headers=False,
    )
    t.text("Pröva ordet ”påminn”. Står det i åtgärden, fråga en gång till vad som gör det svårt.")
    t.heading("4. Det som är ett behov")
    t.text("Det ni inte vet hur man löser. Högst tre. Registrera dem i Idéslussen.")
    t.table(
        "Behov",
        ["Nr", "Vem behöver kunna göra vad, för att …", "Bygger på rapporter", "Ägare (enhet)"],
        numbered_rows(1, 3, 4),
        [0.4, 3.6, 1.3, 1.5],
        height=1.5,
    )
    t.heading("5. Svar till dem som skrev")
    t.text("Ett kort brev till enheterna. Börja med tack.")
    t.form(
        "Återkoppling",
        [
            ["Vi läste", "Antal och period"],
            ["Vi såg", "Två eller tre mönster"],
            ["Nu händer", "Åtgärder med datum"],
            ["Det här kan vi inte göra nu", "Och varför"],
            ["Skickat", "Datum och kanal"],
        ],
        height=1.1,
    )
    return t


def workshop_runsheet(meta: Meta) -> WordTemplate:
    t = WordTemplate(meta)
    t.lead("Tre och en halv timme, minut för minut. Ändra tiderna så att de passar er.")
    t.form(
        "Verkstaden",
        [
            ["Behovet", "En mening, två siffror, ett citat"],
            ["Tar emot resultatet", "Chef och roll, närvarande de sista 25 minuterna"],
            ["Besked lämnas senast", "Datum"],
            ["Leder, tar tid, antecknar", "Tre olika personer"],
        ],
        height=0.9,
    )
    t.heading("Två veckor före")
    t.checkboxes(
        [
            (
                "Åtta till sexton personer är inbjudna, minst en utifrån och två som brukar vara "
                "kritiska."
            ),
            (
                "Lokalen har fria väggar, hörslinga, trösklar som går att ta sig över och en plats "
                "att vara ifred på."
            ),
            "Alla har fått behovet på en halv sida, på begriplig svenska.",
            "Vi har frågat om kost, tolk, hjälpmedel och pauser.",
            "Mottagande chef har lovat tid, mandat och datum för besked.",
        ]
    )
    t.heading("Ta med", 2)
    t.bullets(
        [
            "Lappar och tuschpennor, en packe och en penna per person",
            "Utskrivna idékort, tre per grupp",
            "Klocka som låter, häftmassa, prickar",
            "Affisch med behovet",
            "Kaffe, te, frukt",
        ]
    )
    t.page_break()
    t.heading("Körschema")
    t.table(
        "Från start till avslut",
        ["Klockan", "Min", "Moment", "Ledaren säger", "Se upp med"],
        [
            [
                "09.00",
                "10",
                "Välkommen",
                "”Vi har ett behov och inget svar. Klockan halv ett har vi några att pröva.”",
                "Sen start. Börja ändå.",
            ],
            [
                "09.10",
                "15",
                "Behovet",
                (
                    "Behovsägaren berättar i fem minuter. ”Vilken fråga är "
                    "det egentligen? Börja med Hur kan vi …”"
                ),
                "Frågan innehåller en lösning.",
            ],
            [
                "09.25",
                "10",
                "Uppvärmning",
                "”Hur gör vi problemet värre? Skriv tre sätt.”",
                "Hoppa inte över den.",
            ],
            [
                "09.35",
                "15",
                "Tänk ensam",
                "”En idé per lapp. Minst åtta. Tyst.”",
                "Någon börjar förklara. Säg ”lapp”.",
            ],
            [
                "09.50",
                "35",
                "Bygg vidare",
                "”Läs andras i två minuter. Skriv nya som hakar i. Byt vägg efter halva tiden.”",
                "Grupper som bara sorterar.",
            ],
            [
                "10.25",
                "20",
                "Paus",
                "Gå runt och läs. Vad saknas? Vems röst saknas?",
                "Förkorta den inte.",
            ],
            [
                "10.45",
                "25",
                "Välj",
                "”Tre prickar för störst skillnad, två för det som kan prövas inom en månad.”",
                "Alla väljer det trygga.",
            ],
            [
                "11.10",
                "45",
                "Idékort",
                "”Vem är den för? Hur går det till en tisdag? Vad måste vara sant?”",
                "Kort utan första test.",
            ],
            [
                "11.55",
                "10",
                "Läs varandras",
                "”Skriv en fråga på ett kort som inte är ert.”",
                "Kritik i stället för fråga.",
            ],
            [
                "12.05",
                "25",
                "Lämna över",
                "En minut per kort. Chefen säger när besked kommer.",
                "Chefen börjar värdera. Tacka och bryt.",
            ],
        ],
        [0.85, 0.6, 1.15, 3, 1.7],
    )
    t.heading("Dagen efter")
    t.checkboxes(
        [
            "Korten är inskrivna i Idéslussen, även de som inte fick prickar.",
            "Foto av väggarna är sparat i ärendet. Inga människor i bild utan ett ja.",
            "Alla deltagare har fått ett tack, korten och datumet för besked.",
        ]
    )
    t.form(
        "Till nästa gång",
        [
            ["Det här höll", ""],
            ["Det här ändrar vi", ""],
            ["De här saknades i rummet", ""],
        ],
        height=1.0,
    )
    return t


# --------------------------------------------------------------------------- PDF

CSS = f"""
@page {{ size: A4; margin: 22mm 18mm 20mm;
  @bottom-left {{ content: string(foot); font: 8pt "Liberation Sans", Arial, sans-serif;
    color: #{SLATE}; }}
  @bottom-right {{ content: "Sida " counter(page) " av " counter(pages);
    font: 8pt "Liberation Sans", Arial, sans-serif; color: #{SLATE}; }} }}
@page wide {{ size: A4 landscape; margin: 16mm 16mm 16mm; }}
html {{ font: 10.5pt/1.45 "Source Sans 3", "Liberation Sans", Arial, sans-serif;
  color: #{SLATE}; hyphens: auto; hyphenate-limit-chars: 14 6 6; }}
h1, h2, h3 {{ font-family: "Source Serif 4", P052, Palatino, Georgia, serif; hyphens: manual;
  line-height: 1.2; break-after: avoid; }}
h1 {{ font-size: 27pt; color: #{FJORD}; margin: 0 0 3mm; }}
h2 {{ font-size: 16pt; color: #{FJORD}; margin: 8mm 0 2mm; }}
h3 {{ font-size: 12pt; color: #{SPRUCE}; margin: 5mm 0 1mm; }}
p {{ margin: 0 0 2.5mm; }}
ul, ol {{ margin: 0 0 3mm; padding-left: 6mm; }}
li {{ margin-bottom: 1.2mm; }}
.brand {{ font: 13pt P052, Palatino, Georgia, serif; color: #{FJORD}; margin: 0 0 9mm;
  padding: 3mm 0 2.5mm; border-bottom: 0.6pt solid #{GRANITE};
  background: url({data_uri(motif_svg())}) right bottom / 70mm auto no-repeat; }}
.lead {{ font-size: 13pt; line-height: 1.4; margin-bottom: 5mm; }}
.note {{ background: #{GRANITE_LIGHT}; border-left: 1.6mm solid #{LICHEN};
  padding: 3mm 4mm; margin: 4mm 0; break-inside: avoid; }}
.note p:last-child {{ margin: 0; }}
table {{ border-collapse: collapse; width: 100%; margin: 2mm 0 5mm; table-layout: fixed;
  font-size: 9.5pt; line-height: 1.3; hyphens: manual; }}
caption {{ break-after: avoid; text-align: left; font-weight: bold; padding-bottom: 1.5mm; }}
th, td {{ border: 0.6pt solid #{GRANITE}; padding: 1.6mm 2mm; text-align: left;
  vertical-align: top; }}
thead th {{ background: #{FJORD}; color: #fff; }}
tbody th {{ background: #{GRANITE_LIGHT}; font-weight: bold; }}
tr {{ break-inside: avoid; }}
.boxes {{ list-style: none; padding: 0; }}
.boxes li {{ padding-left: 7mm; position: relative; }}
.boxes li::before {{ content: ""; position: absolute; left: 0; top: 0.8mm; width: 3.2mm;
  height: 3.2mm; border: 0.8pt solid #{SLATE}; }}
.page {{ break-before: page; }}
.write td {{ height: var(--height, 14mm); }}
.hint {{ font-size: 9pt; }}
img {{ display: block; }}
"""


def html_table(
    caption: str, header: Sequence[str], rows: Rows, widths: Sequence[int], *, height: int = 0
) -> str:
    """The first cell of each row is its heading; `height` in millimetres for rows to fill in."""
    columns = "".join(f'<col style="width:{width}%">' for width in widths)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    body = "".join(
        "<tr>"
        f'<th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(text)}</td>" for text in row[1:])
        + "</tr>"
        for row in rows
    )
    style = f' class="write" style="--height:{height}mm"' if height else ""
    return (
        f"<table{style}><caption>{escape(caption)}</caption><colgroup>{columns}</colgroup>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def html_list(items: Iterable[str], kind: str = "ul") -> str:
    tag, _, css = kind.partition(".")
    attribute = f' class="{css}"' if css else ""
    return f"<{tag}{attribute}>" + "".join(f"<li>{escape(i)}</li>" for i in items) + f"</{tag}>"


def html_page(meta: Meta, lead: str, body: str, extra_css: str = "") -> str:
    foot = " · ".join(filter(None, ["Idéslussen", meta.get("record_number"), f"Licens {LICENCE}"]))
    created = MADE_ON.isoformat()
    return f"""<!doctype html><html lang="sv"><head><meta charset="utf-8">
<title>{escape(meta["title"])}</title><meta name="author" content="Idéslussen">
<meta name="description" content="{escape(lead)}">
<meta name="dcterms.created" content="{created}"><meta name="dcterms.modified" content="{created}">
<style>{CSS}{extra_css}.foot-text {{ string-set: foot "{foot}"; }}</style></head>
<body><p class="brand foot-text">Idéslussen</p><h1>{escape(meta["title"])}</h1>
<p class="lead">{escape(lead)}</p>{body}</body></html>"""


def needs_walk_guide(meta: Meta) -> str:
    before = [
        "Frågan är skriven i en mening.",
        "Enheten vet när ni kommer, varför, och att ni tittar på arbetssätt.",
        "Kontaktperson på plats är vald.",
        "Den som bor eller vårdas där har sagt ja till besök.",
        "Minst en av er arbetar någon annanstans.",
        "Ni har bestämt vem som följer en person, vem som följer en sak och vem som står still.",
    ]
    look = [
        ["Omväg", "Någon går, kör eller klickar längre än nödvändigt", "Fyra dörrar till förrådet"],
        ["Väntan", "Människa eller ärende står still", "Nyckeln kommer klockan nio"],
        ["Dubbelarbete", "Samma uppgift skrivs två gånger", "Papperslista och system"],
        ["Egen lösning", "Lapp, tejp, hemgjord blankett", "”Tryck två gånger!”"],
        ["Gissning", "Någon måste veta eller fråga runt", "Vem har jour i dag?"],
        ["Räddning", "Någon fångar ett fel i sista stund", "Hon såg att namnet var fel"],
        ["Tystnad", "Det som borde höras eller synas men inte gör det", "Larmet kvitteras inte"],
    ]
    ask = [
        "Vad gör du om det här inte fungerar?",
        "Hur märker du att det är rätt?",
        "När gick det riktigt bra senast? Vad var annorlunda?",
        "Vem får vänta på dig, och vem väntar du på?",
        "Vad skulle en ny kollega göra fel den första dagen?",
    ]
    sheet = [[str(n), "", "", "", ""] for n in range(1, 11)]
    needs = [[str(n), "", "", "", ""] for n in range(1, 6)]
    words = [
        [
            "Vi behöver en app för nycklar",
            "Personalen behöver komma in till den som har larmat utan att först hämta en nyckel",
            "Behovet kan lösas på flera sätt",
        ],
        [
            "Det är dålig ordning i förrådet",
            "Den som är ny behöver hitta blöjor på under en minut",
            "Går att se och att mäta",
        ],
        [
            "Kommunikationen måste bli bättre",
            "Köket behöver veta före klockan nio vilka som är frånvarande",
            "Vem, vad och när",
        ],
    ]
    body = (
        "<h2>Vad det är bra för</h2>"
        "<p>En behovsvandring visar det som alla har vant sig vid. Två till fyra personer följer "
        "arbetet där det sker, skriver ner vad som händer och frågar varför. Resultatet är en "
        "lista med behov, inte med lösningar.</p>"
        "<h2>Förmiddagen i korthet</h2>"
        + html_table(
            "Tider för en vandring på fyra och en halv timme",
            ["Moment", "Tid", "Vad ni gör"],
            [
                [
                    "Samling",
                    "30 min",
                    (
                        "Läs frågan, dela upp blicken, kom överens om vad ni inte "
                        "gör: rättar, lovar, löser"
                    ),
                ],
                ["Vandring", "120 min", "Titta, räkna, ta tid, skriv. En iakttagelse per kort"],
                ["Frågor på plats", "30 min", "I luckorna. Arbetet går före"],
                ["Sortering", "45 min", "Lägg ihop det som hör ihop, namnge högarna"],
                ["Behov", "30 min", "Ett behov per hög: vem, behöver kunna göra vad, för att"],
                ["Visa enheten", "30 min", "På nästa arbetsplatsträff. Rätta, välj, registrera"],
            ],
            [22, 14, 64],
        )
        + "<h2>Innan ni går</h2>"
        + html_list(before, "ul.boxes")
        + '<div class="note"><p><b>Skriv aldrig namn,</b> rumsnummer, personnummer eller hälsa. '
        "Fota saker, inte människor och inte skärmar. Enheten får läsa anteckningarna först.</p>"
        "</div>"
        '<h2 class="page">Vad ni letar efter</h2>'
        + html_table(
            "Sju slags iakttagelser",
            ["Slag", "Så känner du igen det", "Exempel"],
            look,
            [18, 45, 37],
        )
        + "<h2>Frågor att ställa</h2>"
        + html_list(ask)
        + "<p>Ställ en fråga och var sedan tyst. Säg ”Berätta mer” hellre än ”Varför gör du så?”."
        "</p><h2>Från iakttagelse till behov</h2>"
        + html_table(
            "Tre omskrivningar",
            ["Så här blev det först", "Så här blev behovet", "Därför är det bättre"],
            words,
            [30, 44, 26],
        )
        + '<h2 class="page">Observationsblad</h2>'
        "<p>Skriv vad du ser, inte vad du tycker. Skriv ut ett blad per person.</p>"
        + html_table(
            "Iakttagelser",
            ["Nr", "Klockan", "Vad händer?", "Antal eller minuter", "Slag"],
            sheet,
            [7, 12, 47, 18, 16],
            height=16,
        )
        + '<h2 class="page">Våra behov</h2>'
        "<p>Fyll i tillsammans samma dag. Högst fem.</p>"
        + html_table(
            "Behov att visa för enheten",
            ["Nr", "Vem behöver kunna göra vad?", "För att …", "Bygger på kort nr", "Prickar"],
            needs,
            [7, 38, 27, 16, 12],
            height=23,
        )
        + "<h2>Efteråt</h2>"
        + html_list(
            [
                "Enheten har läst, rättat och satt prickar.",
                "De utvalda behoven är registrerade i Idéslussen, med enheten som ägare.",
                "Små fel är rättade direkt: trasig länk, gammal lapp, fel nummer.",
                "Korten är förstörda.",
                "Datum för återkoppling är bokat, senast om två veckor.",
            ],
            "ul.boxes",
        )
    )
    return html_page(
        meta,
        "Allt ni behöver för en förmiddag på plats: tider, frågor, ett blad att skriva på och "
        "hjälp att formulera behov.",
        body,
    )


def idea_card(meta: Meta) -> str:
    css = """
    @page { margin: 14mm 18mm 17mm; }
    .card h2 { font-size: 12pt; margin: 0; }
    .card section { box-sizing: border-box; border: 0.8pt solid #85736D; padding: 2.5mm 3.5mm;
      margin-bottom: 2.5mm; border-radius: 1.5mm; break-inside: avoid; }
    .card .hint { margin: 0.5mm 0 0; }
    .pair { display: flex; gap: 2.5mm; } .pair section { flex: 1; }
    .brand { margin-bottom: 4mm; } h1 { margin-bottom: 1mm; } .lead { font-size: 11pt;
      margin-bottom: 3mm; }
    """

    def box(title: str, hint: str, height: int) -> str:
        return (
            f'<section style="height:{height}mm"><h2>{escape(title)}</h2>'
            f'<p class="hint">{escape(hint)}</p></section>'
        )

    card = (
        '<div class="card"><div class="pair">'
        + box("Idéns namn", "Fyra ord som går att säga i telefon", 17)
        + box("Datum och enhet", "Roll, inte namn", 17)
        + "</div>"
        + box("Behovet", "Vem behöver kunna göra vad, för att … Hur vet ni det?", 30)
        + box("Idén en vanlig tisdag", "Berätta vad som händer, steg för steg. Rita gärna.", 50)
        + '<div class="pair">'
        + box("Vem får det bättre?", "Och får någon det sämre?", 28)
        + box("Vad slutar vi göra?", "Lista, möte, resa, blankett", 28)
        + "</div>"
        + box("Det måste vara sant att …", "Tre antaganden. Ringa in det osäkraste.", 30)
        + '<div class="pair">'
        + box("Första lilla testet", "Vad, var, vem, högst två veckor", 29)
        + box("Vi går vidare om …", "En siffra, skriven före testet", 29)
        + "</div></div>"
    )
    table = html_table(
        "Rutorna på kortet",
        ["Ruta", "Skriv", "Undvik"],
        [
            [
                "Behovet",
                (
                    "”Vårdnadshavare utan svenska behöver kunna anmäla frånvaro före klockan "
                    "åtta.” 14 av 60 ringer i dag (exempelsiffra)."
                ),
                "”Vi behöver en översättningsapp.”",
            ],
            [
                "En vanlig tisdag",
                "Klockslag, plats, vad som sägs, vad som trycks på",
                "”Digitalt stöd ska användas.”",
            ],
            [
                "Vem får det bättre?",
                "Den som gör arbetet och den som arbetet är till för",
                "”Kommunen.”",
            ],
            ["Vad slutar vi göra?", "Minst en sak, annars blir det dubbelarbete", "Tom ruta"],
            ["Antaganden", "Vill någon, kan vi, får vi, håller det?", "Det ni redan vet"],
            ["Första testet", "Två veckor, en enhet, under 5 000 kronor", "”Pilotprojekt.”"],
            [
                "Vi går vidare om",
                "”Minst 10 av 14 använder det andra veckan.”",
                "”Om det faller väl ut.”",
            ],
        ],
        [22, 46, 32],
    )
    back = (
        '<h2 class="page">Så fyller du i kortet</h2>'
        "<p>Kortet rymmer det som behövs för att någon annan ska förstå idén och kunna säga ja, "
        "nej eller vänta. Det tar en kvart. Skriv med tuschpenna: får det inte plats är det för "
        "mycket.</p>"
        + table
        + "<h2>Vad händer sedan?</h2>"
        + html_list(
            [
                "Du registrerar kortet i Idéslussen. Du kan vara anonym utåt.",
                "Idésamordnaren läser inom en vecka och ställer frågor.",
                "Idén tas upp på ett grindmöte. Du får veta datum och får berätta själv.",
                "Du får ett beslut med skäl: vidare, komplettera, parkera eller stoppa.",
            ],
            "ol",
        )
        + '<div class="note"><p><b>Idén är din tills du delar den.</b> Tror du att den går att '
        "sälja eller skydda, tala med idésamordnaren innan du berättar detaljerna för någon "
        "utanför kommunen.</p></div>"
        "<h2>Läs igenom innan du lämnar in</h2>"
        + html_list(
            [
                "En kollega på en annan enhet förstår kortet utan att du förklarar.",
                "Det finns inga namn på brukare, elever eller kollegor.",
                "Behovet går att läsa utan att idén avslöjas.",
            ],
            "ul.boxes",
        )
    )
    return html_page(
        meta, "En idé på en sida. Fyll i det du vet och lämna resten tomt.", card + back, css
    )


def stakeholder_svg() -> str:
    """Three rings with the purpose in the middle, room for notes on each ring."""
    rings = "".join(
        f'<circle cx="300" cy="300" r="{r}" fill="{fill}" stroke="#{GRANITE}" stroke-width="1.5"/>'
        for r, fill in ((290, "#FFFFFF"), (200, f"#{GRANITE_LIGHT}"), (112, f"#{FJORD_LIGHT}"))
    )
    lines = "".join(
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#{GRANITE}" '
        'stroke-dasharray="4 5"/>'
        for x1, y1, x2, y2 in (
            (95, 95, 265, 265),
            (505, 95, 335, 265),
            (95, 505, 265, 335),
            (505, 505, 335, 335),
        )
    )
    texts = "".join(
        f'<text x="300" y="{y}" text-anchor="middle" font-family="Liberation Sans, Arial" '
        f'font-size="14" font-weight="bold" fill="#{FJORD}">{text}</text>'
        for y, text in (
            (32, "Hålls underrättad"),
            (122, "Rådfrågas före beslut"),
            (208, "Är med och arbetar"),
        )
    )
    centre = (
        f'<circle cx="300" cy="300" r="52" fill="#FFFFFF" stroke="#{LICHEN}" stroke-width="5"/>'
        '<text x="300" y="296" text-anchor="middle" font-family="Liberation Sans, Arial" '
        f'font-size="12" fill="#{SLATE}">Vad vill ni</text>'
        '<text x="300" y="311" text-anchor="middle" font-family="Liberation Sans, Arial" '
        f'font-size="12" fill="#{SLATE}">åstadkomma?</text>'
    )
    sectors = "".join(
        f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-family="Liberation Sans, Arial" '
        f'font-size="14" fill="#{SPRUCE}">{text}</text>'
        for x, y, anchor, text in (
            (0, 30, "start", "Beslutar, betalar"),
            (600, 30, "end", "Utför, underhåller"),
            (0, 582, "start", "Kan säga nej"),
            (600, 582, "end", "Använder, påverkas"),
        )
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 620 600" width="620" '
        f'height="600">{rings}{lines}{texts}{centre}{sectors}</svg>'
    )


def stakeholder_map(meta: Meta) -> str:
    css = """
    body { page: wide; } .brand { margin-bottom: 3mm; padding-top: 0; }
    h1 { font-size: 22pt; margin-bottom: 1mm; } .lead { font-size: 11pt; margin-bottom: 2mm; }
    .map { display: flex; gap: 8mm; } .map img { width: 142mm; } .map div { flex: 1; }
    .map h2 { margin-top: 2mm; } .map ol { font-size: 10pt; }
    """
    alt = (
        "Tre ringar runt frågan Vad vill ni åstadkomma. Innerst: är med och arbetar. I mitten: "
        "rådfrågas före beslut. Ytterst: hålls underrättad. Fyra fält: beslutar och betalar, "
        "utför och underhåller, använder och påverkas, kan säga nej."
    )
    body = (
        f'<div class="map"><img src="{data_uri(stakeholder_svg())}" alt="{escape(alt)}">'
        "<div><h2>Gör så här</h2>"
        + html_list(
            [
                "Skriv mitten: en mening om vad ni vill åstadkomma.",
                "Skriv en lapp per roll. Gå igenom de fyra fälten och sedan dygnet och året.",
                "Placera efter hur mycket de berörs, inte efter hur viktiga de låter.",
                "Skriv vad de vill och oroar sig för. Vet ni inte, skriv ”fråga”.",
                "Bestäm vem som talar med vem, och när. Börja med den som har mest att förlora.",
            ],
            "ol",
        )
        + '<div class="note"><p><b>Prov:</b> kan ni visa kartan för den som står på den? '
        "Annars skriver ni om den.</p></div>"
        "<h2>Glöm inte</h2>"
        + html_list(
            [
                "skyddsombud och fackliga parter",
                "it-drift, arkiv, registrator",
                "vaktmästare, städ, vikarier, natt",
                "anhöriga, brukarråd, föreningar",
                "grannkommunen som delar tjänsten",
            ],
            "ul.boxes",
        )
        + "</div></div>"
        '<h2 class="page">Nästa kontakt</h2>'
        "<p>En rad per roll i de två inre ringarna. Uppdatera vid varje grindmöte.</p>"
        + html_table(
            "Vem talar med vem?",
            [
                "Roll och enhet",
                "Vill uppnå",
                "Oroar sig för, med egna ord",
                "Vi behöver",
                "Vem av oss talar med dem",
                "När",
            ],
            [
                [
                    "Exempel: bygglovshandläggare",
                    "Färre telefonavbrott på förmiddagen",
                    "”Kvällstid går ut över dagarna”",
                    "Två timmar i schemat, tisdagar",
                    "Enhetschefen",
                    "Före 1 mars",
                ],
                *blank(6, 6),
            ],
            [18, 18, 22, 17, 14, 11],
            height=14,
        )
    )
    return html_page(meta, "Vilka berörs, vad vill de och hur nära ska de vara arbetet?", body, css)


def aar_template(meta: Meta) -> str:
    questions = [
        ["Vad skulle hända?", "10 min", "Läs planen högt. Hade vi samma bild?"],
        ["Vad hände?", "15 min", "En tidslinje utan tolkning. Luckor får vara luckor."],
        [
            "Varför blev det skillnad?",
            "15 min",
            (
                "Två ställen där det gick sämre, ett där det gick "
                "bättre. Vad gjorde det svårt eller lätt just då?"
            ),
        ],
        ["Vad gör vi nästa gång?", "10 min", "Högst tre ändringar, med roll och datum."],
    ]
    body = (
        "<h2>Regler att läsa upp</h2>"
        + html_list(
            [
                "Vi talar om vad som hände, inte om vem.",
                "Alla röster väger lika, oavsett befattning.",
                "Det som sägs här används inte mot någon.",
                "Den som ledde insatsen börjar med något hen själv skulle göra annorlunda.",
            ]
        )
        + html_table(
            "Fyra frågor på femtio minuter", ["Fråga", "Tid", "Så gör ni"], questions, [27, 13, 60]
        )
        + '<div class="note"><p><b>Vänta om någon har skadats eller är skakad.</b> Omsorgen kommer '
        "först. Anmälan och utredning följer sina egna regler, och ett efterskott ersätter dem "
        "inte.</p></div>"
        "<h2>Tips till den som leder</h2>"
        + html_list(
            [
                "Led helst inte det du själv var ansvarig för.",
                "Skriv synligt. Fråga ”Stämmer det?” efter varje rad.",
                "Hör du ett namn, fråga om verktyget, informationen eller tiden i stället.",
                "Fråga den som har sagt minst. Vänta på svaret.",
                "Sluta i tid, även om ni inte är klara.",
            ]
        )
        + '<h2 class="page">Vårt efterskott</h2>'
        + html_table(
            "Om händelsen",
            ["Fråga", "Svar"],
            [["Händelse och datum", ""], ["Vilka var med (roller)", ""], ["Planen var", ""]],
            [28, 72],
            height=8,
        )
        + html_table(
            "Tidslinje",
            ["Klockan", "Vad hände?", "Väntat eller oväntat?"],
            blank(4, 3),
            [14, 62, 24],
            height=8,
        )
        + html_table(
            "Varför blev det skillnad?",
            ["Ställe", "Vad gjorde det svårt eller lätt?"],
            [["Sämre än väntat", ""], ["Sämre än väntat", ""], ["Bättre än väntat", ""]],
            [28, 72],
            height=8,
        )
        + html_table(
            "Nästa gång",
            ["Nr", "Ändring", "Roll", "Datum"],
            [["1", "", "", ""], ["2", "", "", ""], ["3", "", "", ""]],
            [8, 54, 22, 16],
            height=8,
        )
        + html_table(
            "Dela vidare",
            ["Fråga", "Svar"],
            [
                ["En mening till andra som kan ha nytta av den", ""],
                ["Behov att lämna till Idéslussen", ""],
            ],
            [28, 72],
            height=9,
        )
    )
    css = """
    @page { margin: 15mm 18mm 17mm; } h1 { margin-bottom: 2mm; } .brand { margin-bottom: 6mm; }
    .page { margin-top: 0; } table { margin-bottom: 3mm; }
    """
    return html_page(
        meta,
        "Fyra frågor direkt efter en insats, medan minnet är färskt.",
        body,
        css,
    )


# --------------------------------------------------------------------------- all of them

WORD: dict[str, Callable[[Meta], WordTemplate]] = {
    "doc-journey-template": journey_template,
    "doc-assumption-log": assumption_log,
    "doc-measure-plan": measure_plan,
    "doc-gate-agenda": gate_agenda,
    "doc-implementation-plan": implementation_plan,
    "doc-market-dialogue-questions": market_dialogue_questions,
    "doc-deviation-form": deviation_form,
    "doc-workshop-runsheet": workshop_runsheet,
}
PDF: dict[str, Callable[[Meta], str]] = {
    "doc-needs-walk-guide": needs_walk_guide,
    "doc-idea-card": idea_card,
    "doc-stakeholder-map": stakeholder_map,
    "doc-aar-template": aar_template,
}


def make(meta: Meta) -> Path:
    key, path = meta["key"], HERE / meta["path"]
    path.parent.mkdir(exist_ok=True)
    if key in WORD:
        WORD[key](meta).save(path)
    else:
        HTML(string=PDF[key](meta)).write_pdf(
            path, pdf_variant="pdf/ua-1", pdf_identifier=key.encode()
        )
    return path


def main(wanted: Sequence[str]) -> None:
    for line in REGISTER.read_text(encoding="utf-8").splitlines():
        meta = json.loads(line)
        if not wanted or meta["key"] in wanted:
            path = make(meta)
            print(f"{path.name}: {path.stat().st_size / 1024:.0f} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
