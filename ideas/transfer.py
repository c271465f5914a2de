"""Ideas as lines. They are not pages, but have language versions like them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import slugify

from content.structure import Section, register_section
from content.transfer.errors import LineError
from content.transfer.fields import Choice, Codes, Day, Picture, Plain, Rich
from content.transfer.kinds import Line, Translated, register
from content.transfer.references import SOURCE_LANGUAGE, References

from .models import Idea, IdeaIndexPage


class IdeaKind(Translated):
    def known_fields(self) -> set[str]:
        # An idea is no page: its section says where it stands and who may see it.
        return super().known_fields() - {"parent", "expires", "access"}

    def create(self, obj: Idea, line: Line, refs: References) -> None:
        if len(obj.title) > 150:
            raise LineError(f"title: {len(obj.title)} characters; at most 150")
        stem = slugify(obj.slug or obj.title)[:90] or obj.key
        taken = set(
            Idea.objects.filter(locale=obj.locale, slug__startswith=stem).values_list(
                "slug", flat=True
            )
        )
        obj.slug, number = stem, 2
        while obj.slug in taken:
            obj.slug, number = f"{stem}-{number}", number + 1
        obj.full_clean()
        obj.save()

    def update(self, obj: Idea) -> None:
        obj.full_clean()
        obj.save()
        obj.save_revision()

    def give(self, refs: References) -> Iterator[Line]:
        ideas = Idea.objects.select_related("locale", "image").order_by("pk")
        for language in sorted(refs.locales, key=lambda code: code != SOURCE_LANGUAGE):
            for idea in ideas.filter(locale__language_code=language).iterator(chunk_size=100):
                yield self.line_of(idea, refs)


register(
    IdeaKind(
        "idea",
        Idea,
        [
            Plain("summary", text=True),
            Picture("image", text=True),
            Codes("municipalities"),
            Codes("topics"),
            Plain("contact_role", text=True),
            Day("last_reviewed"),
            Day("review_by"),
            Rich("text", text=True),
            Rich("need", text=True),
            Choice("stage"),
            Choice("visibility"),
            Plain("reason", text=True),
            Day("submitted"),
            Plain("unit", text=True),
        ],
        order=30,
    )
)
register_section(
    Section(
        "ideas",
        IdeaIndexPage,
        {"sv": "Idéer", "en": "Ideas"},
        {"sv": "ideer", "en": "ideas"},
        order=50,
    )
)
