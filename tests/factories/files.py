"""The bytes of small documents, honest ones and others."""

from __future__ import annotations

import io
import zipfile

from docx import Document


def pdf(*lines: str) -> bytes:
    """Return a PDF of one page with these lines, in the letters of Latin-1."""
    shown = " T* ".join(
        "(" + line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ") Tj"
        for line in lines
    )
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode("cp1252")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, start)
    return bytes(out)


def docx(*paragraphs: str) -> bytes:
    document, stream = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(stream)
    return stream.getvalue()


def archive(**parts: str | bytes) -> bytes:
    """Return an archive of named parts; `__` in a name stands for "/" and `_xml` for its ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as found:
        for name, content in parts.items():
            found.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def slide(*lines: str) -> str:
    """Return the XML of a slide with one paragraph for each line."""
    space = "http://schemas.openxmlformats.org/drawingml/2006/main"
    text = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
    return f'<p:sld xmlns:p="urn:p" xmlns:a="{space}">{text}</p:sld>'


def pptx(*slides: str) -> bytes:
    """Return a presentation with one line on each slide."""
    parts = {
        f"ppt__slides__slide{number}_xml": slide(text) for number, text in enumerate(slides, 1)
    }
    return archive(**parts)
