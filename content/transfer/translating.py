"""Makes a translation that wagtail-localize knows, from texts that are at hand.

The segments of the source and of the same object with the translated texts are extracted by the same code and
paired by place. Each pair becomes a string translation, so that editors go on with the work in the translation
view, and a change of the source shows which strings are out of date.

wagtail-localize stores one string at a time and builds the page from what it stored. An import has everything
in memory, so here the rows are written in bulk and the page is built beside them, by the same functions.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.text import slugify
from wagtail.models import Locale
from wagtail_localize.fields import copy_synchronised_fields
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
    String,
    StringSegment,
    StringTranslation,
    Template,
    TemplateSegment,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationLog,
    TranslationSource,
    get_schema_version,
)
from wagtail_localize.segments import (
    OverridableSegmentValue,
    RelatedObjectSegmentValue,
    StringSegmentValue,
    TemplateSegmentValue,
)
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments

from .errors import NotParallel


@dataclass
class Texts:
    """The segments of a source, and the translated string for each of its strings, in the same order."""

    segments: list[Any]
    translated: list[StringSegmentValue]

    @property
    def strings(self) -> list[StringSegmentValue]:
        return [segment for segment in self.segments if isinstance(segment, StringSegmentValue)]


def pair(source: Any, wanted: Any) -> Texts:
    """Return the source's segments with the strings of `wanted`, an unsaved look-alike with the translated texts.

    Raises:
        NotParallel: the texts are divided in another way than the source's.
    """
    segments = extract_segments(source)
    originals, translated = _by_place(segments), _by_place(extract_segments(wanted))
    if {place: len(found) for place, found in originals.items()} != {
        place: len(found) for place, found in translated.items()
    }:
        raise NotParallel
    remaining = {place: iter(found) for place, found in translated.items()}
    strings = [segment for segment in segments if isinstance(segment, StringSegmentValue)]
    return Texts(
        segments,
        [
            StringSegmentValue(
                each.path, next(remaining[each.path]).string, attrs=each.attrs
            ).with_order(each.order)
            for each in strings
        ],
    )


def _by_place(segments: list[Any]) -> dict[str, list[Any]]:
    """Return strings by their place in the object; templates count, so that marks must agree."""
    found: dict[str, list[Any]] = defaultdict(list)
    for segment in segments:
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment)
        elif isinstance(segment, TemplateSegmentValue):
            found[f"{segment.path} template {segment.template}"].append(segment)
    return found


def put_texts(texts: Texts, original: Any, target: Any) -> None:
    """Put the translated texts, and what is synchronised, on `target` as the translation view would.

    `original` is used up: its streams become the target's.
    """
    copy_synchronised_fields(original, target)
    others = [
        segment
        for segment in texts.segments
        if isinstance(segment, TemplateSegmentValue)
        or (
            isinstance(segment, RelatedObjectSegmentValue)
            and _is_translated(segment, target.locale)
        )
    ]
    ingest_segments(original, target, original.locale, target.locale, [*texts.translated, *others])


def _is_translated(segment: RelatedObjectSegmentValue, locale: Locale) -> bool:
    rows = segment.content_type.get_all_objects_for_this_type(
        translation_key=segment.translation_key, locale_id=locale.pk
    )
    return bool(rows.exists())


def record(texts: Texts, source: Any, locale: Locale, slug: str | None) -> None:
    """Write down for wagtail-localize what was translated and how, so that its translation view can go on."""
    stored, ids = _record_source(texts, source)
    _record_strings(texts, ids, locale)
    if slug:
        context = TranslationContext.objects.filter(object_id=source.translation_key, path="slug")
        for found in context:
            SegmentOverride.objects.update_or_create(
                locale=locale, context=found, defaults={"data_json": json.dumps(slugify(slug))}
            )
    Translation.objects.update_or_create(
        source=stored, target_locale=locale, defaults={"enabled": True}
    )
    TranslationLog.objects.create(source=stored, locale=locale)


def stand_alone(source: Any, locale: Locale) -> None:
    """Take a translation out of wagtail-localize's hands: it has become a page with a structure of its own."""
    Translation.objects.filter(
        source__object_id=source.translation_key, target_locale=locale
    ).update(enabled=False)


def _record_source(texts: Texts, source: Any) -> tuple[TranslationSource, list[tuple[int, int]]]:
    """Write the source with its segments; return it, and (string id, context id) for each of its strings."""
    thing, _created = TranslatableObject.objects.get_or_create_from_instance(source)
    content = source.to_json()
    stored = TranslationSource.objects.filter(object=thing, locale_id=source.locale_id).first()
    contexts = _contexts(texts, source)
    strings = _strings(texts, source.locale_id)
    ids = [(strings[each.string.data], contexts[each.path]) for each in texts.strings]
    if stored is not None and json.loads(stored.content_json) == json.loads(content):
        return stored, ids
    stored, _created = TranslationSource.objects.update_or_create(
        object=thing,
        locale_id=source.locale_id,
        specific_content_type=ContentType.objects.get_for_model(type(source)),
        defaults={
            "object_repr": str(source)[:200],
            "content_json": content,
            "schema_version": get_schema_version(source._meta.app_label),
            "last_updated_at": timezone.now(),
        },
    )
    for model in (StringSegment, TemplateSegment, RelatedObjectSegment, OverridableSegment):
        model.objects.filter(source=stored).delete()
    StringSegment.objects.bulk_create(
        StringSegment(
            source=stored,
            context_id=context,
            string_id=string,
            order=each.order,
            attrs=json.dumps(each.attrs, cls=DjangoJSONEncoder),
        )
        for each, (string, context) in zip(texts.strings, ids, strict=True)
    )
    _record_other_segments(texts, stored, contexts)
    return stored, ids


def _record_other_segments(
    texts: Texts, stored: TranslationSource, contexts: dict[str, int]
) -> None:
    templates, overridables = [], []
    for segment in texts.segments:
        common = {"source": stored, "context_id": contexts[segment.path], "order": segment.order}
        if isinstance(segment, TemplateSegmentValue):
            templates.append(TemplateSegment(template=Template.from_value(segment), **common))
        elif isinstance(segment, RelatedObjectSegmentValue):
            RelatedObjectSegment.from_value(stored, segment)
        elif isinstance(segment, OverridableSegmentValue):
            data = json.dumps(segment.data, cls=DjangoJSONEncoder)
            overridables.append(OverridableSegment(data_json=data, **common))
    TemplateSegment.objects.bulk_create(templates)
    OverridableSegment.objects.bulk_create(overridables)


def _contexts(texts: Texts, source: Any) -> dict[str, int]:
    """Return the id of the context of every place in the source, made where it is missing."""
    known = dict(
        TranslationContext.objects.filter(object_id=source.translation_key).values_list(
            "path", "pk"
        )
    )
    missing = {segment.path for segment in texts.segments} - known.keys()
    made = TranslationContext.objects.bulk_create(
        TranslationContext(
            object_id=source.translation_key,
            path=path,
            path_id=TranslationContext._get_path_id(path),
            field_path=_field_path(path, source),
        )
        for path in sorted(missing)
    )
    return known | {context.path: context.pk for context in made}


def _field_path(path: str, source: Any) -> str:
    """Return wagtail-localize's name of a place. Its own method works it out and saves; here nothing is saved yet."""
    unsaved = SimpleNamespace(path=path, field_path="", save=lambda **fields: None)
    return str(TranslationContext.get_field_path(unsaved, source))


def _strings(texts: Texts, locale_id: int) -> dict[str, int]:
    """Return the id of every string of the source, made where it is missing."""
    hashes = {each.string.data: String._get_data_hash(each.string.data) for each in texts.strings}
    known = dict(
        String.objects.filter(locale_id=locale_id, data_hash__in=hashes.values()).values_list(
            "data_hash", "pk"
        )
    )
    made = String.objects.bulk_create(
        String(locale_id=locale_id, data=data, data_hash=data_hash)
        for data, data_hash in hashes.items()
        if data_hash not in known
    )
    known |= {string.data_hash: string.pk for string in made}
    return {data: known[data_hash] for data, data_hash in hashes.items()}


def _record_strings(texts: Texts, ids: list[tuple[int, int]], locale: Locale) -> None:
    """Write one string translation for each string of the source: a query and two bulk writes."""
    wanted = {place: each.string.data for place, each in zip(ids, texts.translated, strict=True)}
    # By the places alone, of which each has a row or two: a database that does not know how its tables are filled
    # would sooner go through all that there is in the language.
    rows = StringTranslation.objects.filter(context_id__in={context for _string, context in wanted})
    stored = {
        (row.translation_of_id, row.context_id): row for row in rows if row.locale_id == locale.pk
    }
    new, changed = [], []
    for (string, context), data in wanted.items():
        row = stored.get((string, context))
        if row is None:
            row = StringTranslation(
                translation_of_id=string,
                context_id=context,
                locale=locale,
                data=data,
                translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                tool_name="import_content",
            )
            new.append(row)
        elif row.data != data:
            row.data = data
            changed.append(row)
    StringTranslation.objects.bulk_create(new)
    StringTranslation.objects.bulk_update(changed, ["data"])
