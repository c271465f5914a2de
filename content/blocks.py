"""The blocks of running text, shared by every page type that has a `body`.

Templates are in templates/blocks/; the JSON shapes are in docs/import-format.md.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from .choosers import DocumentChooser, ImageChooser, PageChooser

RICH_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class TextBlock(blocks.RichTextBlock):
    """Running text with the few marks that good web text needs."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", RICH_FEATURES)
        super().__init__(**kwargs)


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), rows=3)
    by = blocks.CharBlock(
        label=_("Who said it"), help_text=_("A role, not a name."), required=False
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    """A picture; Wagtail's ImageBlock demands a text alternative or the mark "decorative"."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/image.html"


class FactsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    text = TextBlock(label=_("Text"))

    class Meta:
        icon = "info-circle"
        label = _("Fact box")
        template = "blocks/facts.html"


class ChecklistBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    items = blocks.ListBlock(blocks.CharBlock(label=_("Point")), label=_("Points"))

    class Meta:
        icon = "tasks"
        label = _("Checklist")
        template = "blocks/checklist.html"


class TitledTextBlock(blocks.StructBlock):
    """A heading with text under it: a step of a guide, an offer, an effect."""

    title = blocks.CharBlock(label=_("Title"))
    text = TextBlock(label=_("Text"), required=False)

    class Meta:
        icon = "list-ol"
        label = _("Part")


class StepsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), required=False)
    items = blocks.ListBlock(TitledTextBlock(), label=_("Steps"))

    class Meta:
        icon = "list-ol"
        label = _("Steps")
        template = "blocks/steps.html"


class TableBlock(blocks.StructBlock):
    """A small table; each row has as many cells as the header."""

    caption = blocks.CharBlock(label=_("Caption"))
    header = blocks.ListBlock(blocks.CharBlock(label=_("Heading")), label=_("Header"))
    rows = blocks.ListBlock(
        blocks.ListBlock(blocks.CharBlock(label=_("Cell"), required=False), label=_("Row")),
        label=_("Rows"),
    )

    class Meta:
        icon = "table"
        label = _("Table")
        template = "blocks/table.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        width = len(cleaned["header"])
        for number, row in enumerate(cleaned["rows"], 1):
            if len(row) != width:
                raise blocks.StructBlockValidationError(
                    block_errors={
                        "rows": ValidationError(
                            _("Row %(number)s has %(cells)s cells; the header has %(width)s."),
                            params={"number": number, "cells": len(row), "width": width},
                        )
                    }
                )
        return cleaned


class PagesBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    pages = blocks.ListBlock(PageChooser(label=_("Page")), label=_("Pages"))

    class Meta:
        icon = "link"
        label = _("Links to pages")
        template = "blocks/pages.html"


class DocumentsBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"))
    documents = blocks.ListBlock(DocumentChooser(label=_("Document")), label=_("Documents"))

    class Meta:
        icon = "doc-full"
        label = _("Documents")
        template = "blocks/documents.html"


class VideoBlock(blocks.StructBlock):
    """A film in the portal's own files. Captions and a transcript are required: the law asks for both."""

    title = blocks.CharBlock(label=_("Title"))
    video = DocumentChooser(label=_("Film"), help_text=_("An .mp4 or .webm file."))
    captions = DocumentChooser(label=_("Captions"), help_text=_("A .vtt file."))
    poster = ImageChooser(label=_("Still picture"), required=False)
    transcript = TextBlock(
        label=_("Transcript"), help_text=_("Everything that is said and shown, as text.")
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "blocks/video.html"


class ReflectionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"))
    help = blocks.TextBlock(label=_("Help"), required=False, rows=2)

    class Meta:
        icon = "comment"
        label = _("Reflection")
        template = "blocks/reflection.html"


class BodyBlock(blocks.StreamBlock):
    """Running text with everything that may stand in it."""

    heading = blocks.CharBlock(
        icon="title", label=_("Heading"), template="blocks/heading.html", max_length=120
    )
    paragraph = TextBlock(icon="pilcrow", label=_("Text"), template="blocks/paragraph.html")
    quote = QuoteBlock()
    image = PictureBlock()
    facts = FactsBlock()
    checklist = ChecklistBlock()
    steps = StepsBlock()
    table = TableBlock()
    pages = PagesBlock()
    documents = DocumentsBlock()
    video = VideoBlock()
    reflection = ReflectionBlock()

    class Meta:
        required = False
