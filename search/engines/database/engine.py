"""The database engine: answers from a snapshot, writes a change in the caller's transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from django.db import connection

from search.analysis import QueryWord, analyse_query

from ...models import Change, Wording
from ...models.index import unused_number
from ..base import (
    MAX_CORRECTIONS,
    MIN_FUZZY_LENGTH,
    Answer,
    Correction,
    Document,
    Meanwhile,
    Prefix,
    Progress,
    Query,
    Source,
)
from ..stored import TITLE_MARK, Stored, stored
from . import evaluate, writing
from .evaluate import Evaluation
from .phrases import with_phrases
from .snapshot import Keeper, Snapshot
from .statement import ANY, State, snapshots
from .vocabulary import MOST_CANDIDATES, Vocabularies

CORRECTED_WEIGHT = 0.8
WORTH_COMPARING = 20
"""Documents that are put at once; fewer are analysed as fast as compared."""
_keeper = Keeper()
_vocabularies = Vocabularies()


class DatabaseEngine:
    """Search in the portal's database. All state of a worker is a cache of what is stored there."""

    name = "database"
    transactional = True

    # --- Asking --------------------------------------------------------------------------------

    def search(self, query: Query, meanwhile: Meanwhile | None = None) -> Answer:
        asked = {query.language: _terms(query)}
        for language, other in query.elsewhere.items():
            asked[language] = _terms(other)
        state, found = snapshots(_keeper, asked, query.hidden)
        evaluation = _evaluation(query.language, state, found)
        words, corrections = query.words, []
        unknown = [word for word in query.words if _is_unknown(word, evaluation)]
        if unknown:
            candidates = self._candidates(query.language, state, unknown)
            if any(candidates.values()):
                near = {w for options in candidates.values() for w in options.values()}
                asked[query.language] |= evaluate.terms_of(near)
                state, found = snapshots(_keeper, asked, query.hidden)
                evaluation = _evaluation(query.language, state, found)
                corrections = list(_corrections(candidates, evaluation))
        added = [candidates[c.surface][r] for c in corrections for r in c.replacements]
        answer = self._answer(replace(query, words=(*words, *added)), words, evaluation)
        elsewhere = {}
        for language, other in query.elsewhere.items():
            matching = _matching(other, _evaluation(language, state, found))
            for mask in evaluate.chosen_masks(found[language], other).values():
                matching = matching & mask
            elsewhere[language] = int(matching.sum())
        return replace(answer, corrections=corrections, elsewhere=elsewhere)

    def _answer(self, query: Query, own: tuple[QueryWord, ...], evaluation: Evaluation) -> Answer:
        snapshot = evaluation.snapshot
        matching = _matching(query, evaluation)
        masks = evaluate.chosen_masks(snapshot, query)
        every = matching
        for mask in masks.values():
            every = every & mask
        scores = None
        if query.words and query.sort == "relevance":
            weights: dict[str, float] = defaultdict(float)
            for word in query.words:
                factor = 1.0 if word in own else CORRECTED_WEIGHT
                for term, weight in word.weighted():
                    weights[term] += weight * factor
            scores = evaluation.scores(weights)
        return Answer(
            total=int(every.sum()),
            hits=evaluate.best(snapshot, every, scores, query.offset, query.limit),
            facets=evaluate.count(snapshot, query.facet_names, matching, masks),
        )

    def _candidates(
        self, language: str, state: State, unknown: list[QueryWord]
    ) -> dict[str, dict[str, QueryWord]]:
        """Return words that may have been meant, by misspelt word and as they are written."""
        segments = state.segments.get(language, ())
        changed = [words["vocabulary"] for words in _changed(language, state)]
        found: dict[str, dict[str, QueryWord]] = {}
        for word in unknown:
            near = _vocabularies.near(language, segments, changed, word.surface.lower())
            found[word.surface] = {
                other: analysed[0]
                for other in near[:MOST_CANDIDATES]
                if (analysed := analyse_query(other, language, keep_stop_words=True))
            }
        return found

    def suggest(self, prefix: Prefix) -> list[int]:
        finished, _, last = prefix.text.lower().rpartition(" ")
        last = last.strip()
        state, _ = snapshots(_keeper, {prefix.language: ()}, ())
        changed = [words["titles"] for words in _changed(prefix.language, state)]
        segments = state.segments.get(prefix.language, ())
        beginnings = (
            _vocabularies.beginning(prefix.language, segments, changed, last) if last else []
        )
        groups = [
            [TITLE_MARK + term for term in word.terms]
            for word in analyse_query(finished, prefix.language)
        ]
        if last:
            ends = analyse_query(" ".join(beginnings), prefix.language, keep_stop_words=True)
            groups.append([TITLE_MARK + word.word for word in ends])
        if not groups or not all(groups):
            return []
        terms = {term for group in groups for term in group}
        state, found = snapshots(_keeper, {prefix.language: terms}, prefix.hidden)
        evaluation = _evaluation(prefix.language, state, found)
        snapshot = evaluation.snapshot
        every = evaluation.visible
        for group in groups:
            mask = evaluation.holding(group[0])
            for term in group[1:]:
                mask |= evaluation.holding(term)
            every = every & mask
        hits = evaluate.best(snapshot, every, snapshot.boosts, 0, prefix.limit)
        return [hit.entry_id for hit in hits]

    # --- Writing -------------------------------------------------------------------------------

    def put(self, documents: Iterable[Document]) -> None:
        changes, wordings = [], []
        for document in self._new(list(documents)):
            row, words = stored(document)
            changes.append(
                Change(
                    entry_id=document.entry_id,
                    language=document.language,
                    stamp=unused_number(),
                    data=row,
                )
            )
            wordings.append(Wording(entry_id=document.entry_id, words=words))
        if not changes:
            return
        Change.objects.bulk_create(
            changes,
            update_conflicts=True,
            unique_fields=["entry_id"],
            update_fields=["language", "stamp", "removed", "data"],
        )
        Wording.objects.bulk_create(
            wordings, update_conflicts=True, unique_fields=["entry_id"], update_fields=["words"]
        )
        writing.merge_if_overdue()

    def _new(self, documents: list[Document]) -> list[Document]:
        """Leave out of many documents those that are stored as they are: a whole branch that was moved."""
        if len(documents) < WORTH_COMPARING:
            return documents
        stored_digests: dict[str, dict[int, str]] = {}
        for language in {document.language for document in documents}:
            stored_digests[language] = dict(self.contents(language))
        return [
            document
            for document in documents
            if stored_digests[document.language].get(document.entry_id) != document.digest
        ]

    def drop(self, entry_ids: Iterable[int]) -> None:
        ids = list(entry_ids)
        Change.objects.bulk_create(
            [
                Change(entry_id=number, language=ANY, stamp=unused_number(), removed=True)
                for number in ids
            ],
            update_conflicts=True,
            unique_fields=["entry_id"],
            update_fields=["language", "stamp", "removed", "data"],
        )
        Wording.objects.filter(pk__in=ids).delete()

    def rebuild(
        self, languages: Iterable[str], source: Source, *, resume: bool = False
    ) -> Iterator[Progress]:
        for language in languages:
            yield from writing.rebuild(language, source, resume=resume)

    def contents(self, language: str) -> Iterator[tuple[int, str]]:
        _, found = snapshots(_keeper, {language: ()})
        snapshot = found[language]
        for entry_id, digest, alive in zip(
            snapshot.ids.tolist(), snapshot.digests.tolist(), snapshot.alive.tolist(), strict=True
        ):
            if alive:
                yield entry_id, digest.decode()

    def outdated(self) -> bool:
        return writing.outdated()

    def healthy(self) -> bool:
        return connection.is_usable() if connection.connection else True


def _terms(query: Query) -> set[str]:
    terms = evaluate.terms_of((*query.words, *query.excluded))
    for phrase in (*query.phrases, *query.excluded_phrases):
        terms.update(phrase)
    return terms


def _evaluation(language: str, state: State, found: dict[str, Snapshot]) -> Evaluation:
    snapshot = found[language]
    return Evaluation(snapshot, state.postings.get(language, {}), snapshot.visible(state.hidden))


def _matching(query: Query, evaluation: Evaluation) -> np.ndarray:
    """Return which visible documents match, before filters."""
    return with_phrases(evaluation.snapshot, evaluation.found(query), query)


def _changed(language: str, state: State) -> Iterator[Stored]:
    for _, stamp in state.changes.get(language, ()):
        row = _keeper.changes.get(stamp)
        if row:
            yield row


def _is_unknown(word: QueryWord, evaluation: Evaluation) -> bool:
    """Tell whether nothing the visitor may see holds a word that is long enough to be misspelt."""
    return len(word.surface) >= MIN_FUZZY_LENGTH and not any(
        evaluation.frequency(term) for term in word.terms
    )


def _corrections(
    candidates: dict[str, dict[str, QueryWord]], evaluation: Evaluation
) -> Iterator[Correction]:
    """Yield for each misspelt word the candidates that visible documents hold, the most frequent first."""
    for surface, options in candidates.items():
        counts = {other: evaluation.frequency(word.word) for other, word in options.items()}
        # A visible lemma once: its forms say the same, and the first is the most alike.
        lemmas: dict[str, str] = {}
        for other, number in counts.items():
            if number:
                lemmas.setdefault(options[other].word, other)
        ranked = sorted(
            lemmas.values(), key=lambda other: (other[0] != surface[0].lower(), -counts[other])
        )
        if ranked:
            yield Correction(surface, tuple(ranked[:MAX_CORRECTIONS]))
