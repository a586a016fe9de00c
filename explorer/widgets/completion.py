"""Completion of words from what a search has found, so that parts and expressions complete as well."""

from __future__ import annotations

from PySide6.QtCore import QStringListModel
from PySide6.QtWidgets import QCompleter, QLineEdit

from explorer.session import Session

MOST = 12


class WordCompleter(QCompleter):
    """Offers the first hits below the search line."""

    def __init__(self, session: Session, line: QLineEdit) -> None:
        super().__init__(line)
        self._session, self._line = session, line
        self.offered = QStringListModel(self)
        self.setModel(self.offered)
        self.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setMaxVisibleItems(MOST)
        line.setCompleter(self)
        session.search_changed.connect(self._offer)

    def _offer(self) -> None:
        """The best hit first, then the most frequent ones."""
        find, words, query = self._session.find, self._session.words, self._line.text()
        offered: list[str] = []
        if find.best is not None:
            first = words[find.best]
            offered = list(dict.fromkeys([first, *(words[row] for row in find.hits[:MOST].tolist())]))[:MOST]
        settled = offered == [query]
        self.offered.setStringList([] if settled else offered)
        if self._line.hasFocus() and query and self.offered.rowCount():
            self.complete()
        elif (popup := self.popup()) is not None:
            popup.hide()
