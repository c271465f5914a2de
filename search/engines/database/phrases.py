"""Quoted phrases: documents that hold all words of one are asked for their words in order."""

from __future__ import annotations

import json

import numpy as np
from django.db import connection

from ...models import Wording
from ..base import Query
from .snapshot import Snapshot

POSITION = {"postgresql": "strpos", "sqlite": "instr"}
AMONG = {
    "postgresql": "entry_id = ANY(SELECT jsonb_array_elements_text(%s::jsonb)::bigint)",
    "sqlite": "entry_id IN (SELECT value FROM json_each(%s))",
}


def with_phrases(snapshot: Snapshot, matching: np.ndarray, query: Query) -> np.ndarray:
    """Return which of the matching documents hold the wanted phrases and none of the excluded ones."""
    wanted = [phrase for phrase in query.phrases if len(phrase) > 1]
    excluded = [phrase for phrase in query.excluded_phrases if phrase]
    if not (wanted or excluded) or not matching.any():
        return matching
    places = np.flatnonzero(matching)
    find, among = POSITION[connection.vendor], AMONG[connection.vendor]
    conditions = [f"{find}(words, %s) > 0" for _ in wanted]
    conditions += [f"{find}(words, %s) = 0" for _ in excluded]
    # Not from outside: names of our own table and functions, values stay parameters.
    sql = f"SELECT entry_id FROM {Wording._meta.db_table} WHERE {among} AND {' AND '.join(conditions)}"  # noqa: S608 - see above
    params = [json.dumps(snapshot.ids[places].tolist())]
    params += [f" {' '.join(phrase)} " for phrase in (*wanted, *excluded)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = np.array([row[0] for row in cursor.fetchall()], np.int64)
    kept = np.zeros(snapshot.size, bool)
    kept[places[np.isin(snapshot.ids[places], found)]] = True
    return kept
