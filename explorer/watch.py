"""Pairs of words that are watched: which rank the one has among the neighbours of the other, over the run."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.types import Floats2d
from engine.vectors import WordVectors
from engine.vectors.scores import nearness
from explorer.history import Series
from explorer.neighbourhood import AT_ONCE
from explorer.run.latest import Latest
from explorer.session import Session

Pair = tuple[str, str]
FIRST_PAIRS: tuple[Pair, ...] = (("great", "good"),)
MOST = 6


class Watch(QObject):
    """Follows some pairs while vectors learn.

    Attributes
    ----------
    ranks : dict
        For each pair the steps and the ranks so far, from 1 for the nearest; a pair of which a word is
        missing has no ranks.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.ranks: dict[Pair, Series] = {pair: _series() for pair in FIRST_PAIRS}
        self._latest = Latest(session.tasks, "Ranks of pairs", self)
        session.words_changed.connect(self._forget)
        session.snapshot_changed.connect(self._look)

    def add(self, pair: Pair) -> None:
        """Watch a pair from now on; the oldest goes when there are too many."""
        self.ranks.setdefault(pair, _series())
        while len(self.ranks) > MOST:
            del self.ranks[next(iter(self.ranks))]
        self._look()
        self.changed.emit()

    def remove(self, pair: Pair) -> None:
        """Watch a pair no longer."""
        self.ranks.pop(pair, None)
        self.changed.emit()

    def _forget(self) -> None:
        self.ranks = {pair: _series() for pair in self.ranks}
        self.changed.emit()

    def _look(self) -> None:
        vectors, progress = self._session.vectors, self._session.progress
        if vectors is None:
            return
        step, pairs = progress.step if progress is not None else 0, tuple(self.ranks)

        def take(found: dict[Pair, int]) -> None:
            for pair, rank in found.items():
                series = self.ranks.get(pair)
                if series is not None and (not len(series) or series["step"][-1] < step):
                    series.extend(step=step, rank=rank)
            self.changed.emit()

        if vectors.matrix.size <= AT_ONCE:
            self._latest.answer(lambda: ranks_of(vectors, pairs), take)
        else:
            self._latest.ask(lambda report: ranks_of(vectors, pairs), take)


def ranks_of(vectors: WordVectors, pairs: tuple[Pair, ...]) -> dict[Pair, int]:
    """The ranks of all pairs whose words are known."""
    known = [pair for pair in pairs if pair[0] in vectors and pair[1] in vectors]
    return {pair: rank(vectors.matrix, *(vectors.index[word] for word in pair)) for pair in known}


def rank(matrix: Floats2d, word: int, other: int) -> int:
    """Which place `other` has among the neighbours of `word` by cosine: 1 for the nearest."""
    near = nearness(matrix, matrix[word], "cosine")
    near[word] = -np.inf
    return 1 + int(np.count_nonzero(near > near[other]))


def _series() -> Series:
    return Series("step", "rank")
