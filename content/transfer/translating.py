"""Makes a translation through wagtail-localize from texts that are at hand.

The segments of the source and of the same object with the translated texts are extracted by the same code and
paired by place. Each pair becomes a string translation, so that editors go on with the work in the translation
view, and a change of the source shows which strings are out of date.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from django.db import transaction
from wagtail.models import Locale
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue
from wagtail_localize.segments.extract import extract_segments

from .errors import NotParallel


def translate(source: Any, wanted: Any, locale: Locale, slug: str | None = None) -> Any:
    """Return the published translation of `source` with the texts of `wanted` (an unsaved look-alike).

    Raises:
        NotParallel: the texts are divided in another way than the source's.
    """
    originals, translated = _strings(source), _strings(wanted)
    if {place: len(found) for place, found in originals.items()} != {
        place: len(found) for place, found in translated.items()
    }:
        raise NotParallel
    with transaction.atomic():
        record, _created = TranslationSource.update_or_create_from_instance(source)
        job, _created = Translation.objects.get_or_create(source=record, target_locale=locale)
        _store_strings(record, translated, locale)
        if slug:
            _override(record, locale, "slug", slug)
        job.save_target(publish=True)
        return record.get_translated_instance(locale)


def _strings(instance: Any) -> dict[str, list[StringSegmentValue]]:
    """Return the strings of an object by their place in it; templates count, so that marks must agree."""
    found: dict[str, list[Any]] = defaultdict(list)
    for segment in extract_segments(instance):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment)
        elif isinstance(segment, TemplateSegmentValue):
            found[f"{segment.path} template {segment.template}"].append(segment)
    return found


def _store_strings(
    record: TranslationSource, translated: dict[str, list[Any]], locale: Locale
) -> None:
    """Write one string translation for each segment of the source; three queries and two bulk writes."""
    segments = (
        StringSegment.objects.filter(source=record).select_related("context").order_by("order")
    )
    by_place: dict[str, list[StringSegment]] = defaultdict(list)
    for segment in segments:
        by_place[segment.context.path].append(segment)
    wanted: dict[tuple[int, int], str] = {}
    for place, rows in by_place.items():
        values = translated.get(place, [])
        for row, value in zip(rows, values, strict=False):
            wanted[row.string_id, row.context_id] = value.string.data
    stored = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context_id__in={context for _string, context in wanted}
        )
    }
    new = []
    for (string, context), data in wanted.items():
        row = stored.get((string, context))
        if row is None:
            new.append(
                StringTranslation(
                    translation_of_id=string,
                    context_id=context,
                    locale=locale,
                    data=data,
                    translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
                    tool_name="import_content",
                )
            )
        elif row.data != data:
            row.data = data
            row.save(update_fields=["data"])
    StringTranslation.objects.bulk_create(new)


def _override(record: TranslationSource, locale: Locale, path: str, value: Any) -> None:
    segment = (
        OverridableSegment.objects.filter(source=record, context__path=path)
        .select_related("context")
        .first()
    )
    if segment is None:
        return
    SegmentOverride.objects.update_or_create(
        locale=locale, context=segment.context, defaults={"data_json": json.dumps(value)}
    )
