"""The search of the window: what is looked for, what was found, and what is wrong with the question."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.errors import SettingError
from engine.types import Ints1d
from explorer.run.latest import Latest
from explorer.run.tasks import Tasks
from explorer.search import Searcher, is_expression

AT_ONCE = 30_000
"""Words up to which a plain search takes a few milliseconds."""

Found = tuple[Ints1d, str]


class Find(QObject):
    """Searches the vocabulary of the moment.

    Attributes
    ----------
    query : str
    hits : ndarray of int
        Rows of the words found.
    problem : str
        Why nothing could be looked for; empty if something could.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = ""
        self.hits: Ints1d = np.empty(0, dtype=np.int64)
        self.problem = ""
        self._n_words = 0
        self._searcher = Searcher(())
        self._latest = Latest(tasks, "Searching", self)

    def set_words(self, words: tuple[str, ...]) -> None:
        """Search these words from now on; asks the last question again."""
        self._n_words, self._searcher = len(words), Searcher(words)
        self.ask(self.query)

    def ask(self, query: str) -> None:
        """Look for a part of words or, between slashes, a regular expression."""
        self.query = query
        searcher = self._searcher
        if self._n_words <= AT_ONCE and not is_expression(query.strip()):
            self._latest.answer(lambda: _answer(searcher, query), self._take)
        else:
            self._latest.ask(lambda report: _answer(searcher, query), self._take)

    def _take(self, found: Found) -> None:
        self.hits, self.problem = found
        self.changed.emit()


def _answer(searcher: Searcher, query: str) -> Found:
    try:
        return searcher.find(query), ""
    except SettingError as error:
        return np.empty(0, dtype=np.int64), str(error)
