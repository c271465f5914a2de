"""Pictures, documents and terms of the taxonomy as lines."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import F
from wagtail.images.fields import WagtailImageField

from ..documents import in_drafts_alone
from ..models import PortalDocument, PortalImage, Topic
from .errors import LineError, NotThereYet
from .kinds import Kind, Line, Outcome
from .references import References
from .restricting import access_from_json, collection_access, collection_for
from .text import plain_from_json


@dataclass
class MediaKind(Kind):
    """A file with its description. `path` is taken from the folder that the import names, `data` from the line."""

    folder: Path | None = None

    def known_fields(self) -> set[str]:
        extra = (
            {"alt", "credit"}
            if self.model is PortalImage
            else {"record_number", "licence", "accessible"}
        )
        return {"kind", "key", "locale", "title", "path", "data", "filename", "access"} | extra

    def content(self, line: Line) -> tuple[str, bytes]:
        """Return the name and bytes of the line's file.

        Raises:
            LineError: there is none, or it lies outside the import's folder.
        """
        if line.get("data") is not None:
            try:
                data = base64.b64decode(line["data"], validate=True)
            except (binascii.Error, TypeError, ValueError) as error:
                raise LineError("data: is not base64") from error
            if not data:
                raise LineError("data: the file is empty")
            return Path(plain_from_json(line.get("filename") or line["key"], "filename")).name, data
        if not isinstance(line.get("path"), str) or not line["path"] or self.folder is None:
            raise LineError('the file is missing: give "path" or "data"')
        path = (self.folder / line["path"]).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise LineError(f"path: {line['path']!r} lies outside the folder of the import")
        try:
            return path.name, path.read_bytes()
        except OSError as error:
            raise LineError(f"path: {line['path']!r} cannot be read ({error.strerror})") from error

    def take(self, line: Line, refs: References) -> Outcome:
        self.check_names(line)
        refs.locale(line["locale"])
        name, data = self.content(line)
        digest = hashlib.sha1(data, usedforsecurity=False).hexdigest()
        existing = self.model._default_manager.filter(key=line["key"]).first()
        obj: Any = existing or self.model(key=line["key"])
        wanted = self.facts(line)
        access = access_from_json(line["access"]) if line.get("access") else None
        # Without `access` a file stays where it is: an import opens nothing that was closed.
        if access and (existing is None or collection_access(obj.collection) != access):
            wanted["collection"] = collection_for(access)
        same_file = existing is not None and existing.get_file_hash() == digest
        if same_file and all(getattr(obj, field) == value for field, value in wanted.items()):
            return Outcome.UNCHANGED
        for field, value in wanted.items():
            setattr(obj, field, value)
        if not same_file:
            self.attach(obj, name, data)
        obj.save()
        refs.forget(self.name, line["key"])
        return Outcome.CREATED if existing is None else Outcome.UPDATED

    def facts(self, line: Line) -> dict[str, Any]:
        """Return the description in a line by the names of the model.

        Raises:
            LineError: a text is too long or no text, or `accessible` is neither true nor false.
        """

        def text(name: str, limit: int) -> str:
            return plain_from_json(line[name], name, limit) if line.get(name) is not None else ""

        if self.model is PortalImage:
            return {
                "title": line["title"],
                "description": text("alt", 255),
                "credit": text("credit", 150),
            }
        if line.get("accessible") not in (True, False, None):
            raise LineError("accessible: true or false is expected")
        return {
            "title": line["title"],
            "record_number": text("record_number", 40),
            "licence": text("licence", 60),
            "accessible": {True: "yes", False: "no", None: "unknown"}[line.get("accessible")],
            "language": line["locale"],
        }

    def attach(self, obj: Any, name: str, data: bytes) -> None:
        """Store the bytes, after the same checks as an upload in the admin."""
        if self.model is PortalImage:
            file: Any = ImageFile(ContentFile(data), name=name)
            file.size = len(data)
            WagtailImageField().clean(file)
            obj.file = file
            obj.file_size = len(data)
            obj._set_file_hash()
            return
        obj.file = ContentFile(data, name=name)
        obj.clean()  # the ending
        obj.file_size = len(data)
        obj._set_file_hash()

    def give(self, refs: References) -> Iterator[Line]:
        key_of = refs.image_key if self.model is PortalImage else refs.document_key
        objects = self.model._default_manager.select_related("collection").order_by("pk")
        if self.model is PortalDocument:
            # Drafts stay behind, and with them what only they hold.
            objects = objects.exclude(in_drafts_alone())
        for obj in objects.iterator(chunk_size=50):
            with obj.file.open("rb") as file:
                data = base64.b64encode(file.read()).decode()
            line: Line = {"kind": self.name, "key": key_of(obj), "locale": "sv", "title": obj.title}
            if self.model is PortalImage:
                line |= {"alt": obj.description, "credit": obj.credit}
            else:
                accessible = {"yes": True, "no": False}.get(obj.accessible)
                line |= {
                    "record_number": obj.record_number,
                    "licence": obj.licence,
                    "accessible": accessible,
                }
                line["locale"] = obj.language
            line["access"] = collection_access(obj.collection)
            line = {name: value for name, value in line.items() if value not in (None, "")}
            yield line | {"filename": Path(obj.file.name).name, "data": data}


class TermKind(Kind):
    """A term of the taxonomy."""

    def known_fields(self) -> set[str]:
        return {"kind", "key", "locale", "title", "title_en", "group", "parent", "position"}

    def take(self, line: Line, refs: References) -> Outcome:
        self.check_names(line)
        if line.get("group") not in Topic.Group.values:
            raise LineError(
                f"group: {line.get('group')!r} is not one of {', '.join(Topic.Group.values)}"
            )
        parent = line.get("parent") or None
        if parent == line["key"]:
            raise LineError("parent: a term is not its own parent")
        if parent and (not isinstance(parent, str) or parent not in refs.topics):
            raise NotThereYet(f"there is no topic {parent!r}")
        position = line.get("position") or 0
        if isinstance(position, bool) or not isinstance(position, int) or not 0 <= position < 32768:
            raise LineError("position: a whole number between 0 and 32767 is expected")
        wanted = {
            "group": line["group"],
            "parent_id": parent,
            "name_sv": plain_from_json(line["title"], "title", 100),
            "name_en": plain_from_json(line.get("title_en") or line["title"], "title_en", 100),
            "position": position,
        }
        topic = Topic.objects.filter(pk=line["key"]).first()
        if topic and all(getattr(topic, name) == value for name, value in wanted.items()):
            return Outcome.UNCHANGED
        Topic.objects.update_or_create(key=line["key"], defaults=wanted)
        refs.forget_topics()
        return Outcome.UPDATED if topic else Outcome.CREATED

    def give(self, refs: References) -> Iterator[Line]:
        parents_first = F("parent_id").asc(nulls_first=True)  # which PostgreSQL puts last
        for topic in Topic.objects.order_by(parents_first, "position", "key").iterator():
            line: Line = {
                "kind": self.name,
                "key": topic.key,
                "locale": "sv",
                "title": topic.name_sv,
                "title_en": topic.name_en,
                "group": topic.group,
                "position": topic.position,
            }
            yield line | ({"parent": topic.parent_id} if topic.parent_id else {})
