"""The list of pinned words."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget

from explorer.session import Session
from explorer.widgets.naming import named, tipped

HINT = "Pin the selected word, and the way it goes while it learns is drawn on the map."


class PinnedWords(QWidget):
    """A click selects a word; Delete lets it go."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.hint = QLabel(HINT, self, wordWrap=True)
        self.words = tipped(
            named(QListWidget(self), "pinnedWords"),
            "Click to select; Delete lets a word go.",
            accessible="Pinned words",
        )
        self.drop = tipped(
            QPushButton("Let go", self), "Pin the chosen word no longer", accessible="Let the pinned word go"
        )
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.drop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.hint)
        layout.addWidget(self.words, 1)
        layout.addLayout(row)
        self.words.itemClicked.connect(lambda item: session.select_word(item.text()))
        self.drop.clicked.connect(self._let_go)
        QShortcut(QKeySequence.StandardKey.Delete, self.words, self._let_go)
        session.selection.pins_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        session = self._session
        self.words.clear()
        self.words.addItems([session.words[index] for index in session.selection.pinned])
        self.hint.setVisible(not session.selection.pinned)
        self.drop.setEnabled(bool(session.selection.pinned))

    def _let_go(self) -> None:
        row = self.words.currentRow()
        if 0 <= row < len(self._session.selection.pinned):
            self._session.selection.toggle_pin(self._session.selection.pinned[row])
