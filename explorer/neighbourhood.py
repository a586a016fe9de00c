"""The words nearest to the selected one, in all dimensions of the raw vectors, by a metric one can choose."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.types import Ints1d
from engine.vectors import WordVectors
from engine.vectors.word_vectors import METRICS, Neighbour
from explorer.run.latest import Latest
from explorer.run.tasks import Tasks

AT_ONCE = 1_500_000
"""Numbers in the vectors up to which an answer takes less than a few milliseconds: 30,000 words of 50."""
FEWEST, MOST, USUAL = 1, 100, 12


class Neighbourhood(QObject):
    """Answers anew when the word, the vectors, the metric or the number changes.

    Attributes
    ----------
    found : tuple of Neighbour
        The nearest first; empty without a word.
    word : str or None
        The word it is about.
    metric : str
    k : int
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: tuple[Neighbour, ...] = ()
        self.word: str | None = None
        self.metric, self.k = METRICS[0], USUAL
        self._vectors: WordVectors | None = None
        self._latest = Latest(tasks, "Neighbours", self)

    def ask(self, vectors: WordVectors | None, word: str | None) -> None:
        """Whose neighbours, and where."""
        if word != self.word or vectors is None:
            self.found = ()
        self.word, self._vectors = word, vectors
        self._answer()

    def measure_by(self, metric: str) -> None:
        """Choose one of the metrics."""
        self.metric = metric
        self._answer()

    def set_k(self, k: int) -> None:
        """Choose how many."""
        self.k = k
        self._answer()

    @property
    def rows(self) -> Ints1d | list[int]:
        """The rows of the neighbours."""
        return [] if self._vectors is None else [self._vectors.index[each.word] for each in self.found]

    def _answer(self) -> None:
        vectors, word, k, metric = self._vectors, self.word, self.k, self.metric
        if vectors is None or word is None or word not in vectors:
            self._latest.forget()
            self._take(())
        elif vectors.matrix.size <= AT_ONCE:
            self._latest.answer(lambda: tuple(vectors.neighbours(word, k, metric)), self._take)
        else:
            self._latest.ask(lambda report: tuple(vectors.neighbours(word, k, metric)), self._take)

    def _take(self, found: tuple[Neighbour, ...]) -> None:
        self.found = found
        self.changed.emit()
