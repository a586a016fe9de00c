"""The search of the window: what is looked for, what was found, and what is wrong with the question."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.errors import SettingError
from engine.types import Ints1d
from explorer.run.latest import Latest
from explorer.run.tasks import Tasks
from explorer.search import Searcher, best, is_expression

AT_ONCE = 30_000
"""Words up to which a plain search takes a few milliseconds."""

Found = tuple[Ints1d, int | None, str]


class Find(QObject):
    """Searches the vocabulary of the moment.

    Attributes
    ----------
    query : str
    hits : ndarray of int
        Rows of the words found.
    best : int or None
        Where to go first.
    problem : str
        Why nothing could be looked for; empty if something could.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.query = ""
        self.hits: Ints1d = np.empty(0, dtype=np.int64)
        self.best: int | None = None
        self.problem = ""
        self._words: tuple[str, ...] = ()
        self._searcher = Searcher(())
        self._latest = Latest(tasks, "Searching", self)

    def set_words(self, words: tuple[str, ...]) -> None:
        """Search these words from now on; asks the last question again."""
        self._words, self._searcher = words, Searcher(words)
        self.ask(self.query)

    def ask(self, query: str) -> None:
        """Look for a part of words or, between slashes, a regular expression."""
        self.query = query
        words, searcher = self._words, self._searcher
        if len(words) <= AT_ONCE and not is_expression(query.strip()):
            self._latest.answer(lambda: _answer(words, searcher, query), self._take)
        else:
            self._latest.ask(lambda report: _answer(words, searcher, query), self._take)

    def _take(self, found: Found) -> None:
        self.hits, self.best, self.problem = found
        self.changed.emit()


def _answer(words: tuple[str, ...], searcher: Searcher, query: str) -> Found:
    if len(words) > AT_ONCE:
        searcher.prepare()
    try:
        hits = searcher.find(query)
    except SettingError as error:
        return np.empty(0, dtype=np.int64), None, str(error)
    return hits, best(words, hits, query) if len(hits) else None, ""
