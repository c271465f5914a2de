"""The tables of the database engine; only `search.engines.database` reads and writes them.

Segments never change after they are in use, except for which of their documents are dead. A change in the
catalogue is one row of `Change` until it is merged into a segment, so publishing costs the same at any size
and belongs to the publishing transaction. Ids of segments and stamps of changes are random and never used
twice, so a worker may keep whatever it has read of one.
"""

from __future__ import annotations

import secrets

from django.db import models


def unused_number() -> int:
    """Return a number that nobody had before."""
    return secrets.randbits(62)


class Segment(models.Model):
    """An inverted index of up to some ten thousand documents in one language."""

    id = models.BigIntegerField(primary_key=True, default=unused_number)
    language = models.CharField(max_length=5)
    fingerprint = models.CharField(max_length=64, help_text="The analysis it was made with.")
    active = models.BooleanField(default=False, help_text="False while a rebuild is under way.")
    size = models.PositiveIntegerField()
    generation = models.BigIntegerField(
        default=unused_number, help_text="Another number whenever documents of it died."
    )
    columns = models.BinaryField(help_text="Ids, lengths, dates and facets of the documents.")
    dead = models.BinaryField(default=b"")
    vocabulary = models.BinaryField(help_text="The words of the documents, for corrections.")
    titles = models.BinaryField(help_text="The words of the titles, for suggestions.")
    covered = models.BigIntegerField(default=0, help_text="A rebuild resumes after this entry.")
    replaces = models.JSONField(
        default=list, help_text="Stamps of the changes that a rebuild saw when it began."
    )
    touched = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["language", "active"], name="search_segment_active")]

    def __str__(self) -> str:
        return f"{self.language}: {self.size}"


class Posting(models.Model):
    """The documents of a segment that hold a term: 16-bit places, then 8-bit weighted frequencies."""

    pk = models.CompositePrimaryKey("segment_id", "term")
    segment = models.ForeignKey(
        Segment, models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    term = models.CharField(max_length=66)
    data = models.BinaryField()

    def __str__(self) -> str:
        return self.term


class Change(models.Model):
    """A document that was put or dropped since the last merge; it stands above every segment."""

    entry_id = models.BigIntegerField(primary_key=True)
    language = models.CharField(max_length=5, db_index=True)
    stamp = models.BigIntegerField(unique=True)
    removed = models.BooleanField(default=False)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.entry_id)


class Wording(models.Model):
    """The lemmas of a document in order, read for quoted phrases alone."""

    entry_id = models.BigIntegerField(primary_key=True)
    words = models.TextField()

    def __str__(self) -> str:
        return str(self.entry_id)


class Pending(models.Model):
    """A change that an engine outside the database may not show yet; written with the change itself.

    What was told stays for a while, because searches there see it only after the next refresh.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    stamp = models.BigIntegerField(default=unused_number)
    told = models.DateTimeField(null=True, help_text="When the engine took it; empty before.")

    def __str__(self) -> str:
        return str(self.entry_id)
