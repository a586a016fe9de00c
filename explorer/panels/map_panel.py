"""The map of all words, with its search and what is labelled."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.types import Ints1d
from explorer.map.view import MapView
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh

NEIGHBOURS_SHOWN = 10
REFRESH_MS = 250
AUTOMATIC, COURSE = "as many words as fit", "the course's 25 words"
COURSE_WORDS = (
    *("the", "a", "an", ",", ".", "?", "!", "``", "''", "--"),
    *("good", "great", "cool", "brilliant", "wonderful", "well", "amazing", "worth", "sweet", "enjoyable"),
    *("boring", "bad", "waste", "dumb", "annoying"),
)
BUNDLED = "Bundled model — press Space to train your own"
ENDS = ("rare", "often")
PLAIN, BY_FREQUENCY = "one colour", "frequency"


class MapPanel(QWidget):
    """Search line, choices, and the map."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.view = MapView(self, theme=theme, describe=self._describe)
        self.search = named(QLineEdit(self, placeholderText="search words…"), "wordSearch")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Search words")
        self.search.setToolTip("Light up all words that contain this; Enter flies to the first (Ctrl+F).")
        self._known = QStringListModel(self)
        self.search.setCompleter(self._completer())
        self.found = QLabel(self)
        self.labels = self._combo("Labels", "Which words are written out.", (AUTOMATIC, COURSE))
        self.colour = self._combo("Colour by", "What the colour of a word says.", (PLAIN, BY_FREQUENCY))
        self._refresh = Refresh(self._show_neighbours, REFRESH_MS, self)
        self._lay_out()
        self._connect()
        self._show_words()

    def _completer(self) -> QCompleter:
        completer = QCompleter(self._known, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(12)
        return completer

    def _combo(self, name: str, tip: str, choices: tuple[str, ...]) -> QComboBox:
        combo = tipped(QComboBox(self), tip, accessible=name)
        combo.addItems(choices)
        return combo

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 0)
        row.addWidget(self.search, 1)
        row.addWidget(self.found)
        row.addStretch(1)
        for text, combo in (("label", self.labels), ("colour", self.colour)):
            row.addWidget(QLabel(text, self))
            row.addWidget(combo)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)

    def _connect(self) -> None:
        session = self._session
        self.search.textChanged.connect(session.search)
        self.search.returnPressed.connect(self._fly)
        self.labels.currentTextChanged.connect(self._show_labels)
        self.colour.currentTextChanged.connect(self._show_colour)
        self.view.word_clicked.connect(session.select)
        self.view.background_clicked.connect(lambda: session.select(None))
        session.words_changed.connect(self._show_words)
        session.frame_changed.connect(self._show_frame)
        session.search_changed.connect(self._show_hits)
        session.selection_changed.connect(self._show_selection)
        session.snapshot_changed.connect(self._refresh.request)
        session.state_changed.connect(self._show_state)
        session.spec_changed.connect(self._follow_preset)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.view.set_theme(theme)

    def _show_words(self) -> None:
        words = self._session.words
        self.view.set_words(words, self._session.counts)
        self._known.setStringList(list(words))
        self._show_labels()
        self._show_colour()
        self._session.search(self.search.text())
        self._show_state()

    def _show_frame(self) -> None:
        if self._session.frame is not None:
            self.view.set_frame(*self._session.frame)

    def _show_state(self) -> None:
        self.view.set_subdued(self._session.is_bundled, BUNDLED)

    def _show_hits(self) -> None:
        hits = self._session.hits
        self.view.set_highlight(hits)
        self.found.setText(f"{len(hits):,} found" if self.search.text().strip() else "")

    def _fly(self) -> None:
        """Select the best hit and go there: the word itself, else the most frequent one that contains it."""
        text, hits = self.search.text().strip().lower(), self._session.hits
        if len(hits):
            exact = [hit for hit in hits if self._session.words[hit] == text]
            chosen = int(exact[0] if exact else hits[0])
            self._session.select(chosen)
            self.view.fly_to(chosen)

    def _show_selection(self) -> None:
        self.view.set_selected(self._session.selected)
        self._show_neighbours()

    def _show_neighbours(self) -> None:
        word, vectors = self._session.selected_word, self._session.vectors
        if word is None or vectors is None or word not in vectors:
            self.view.set_neighbours(())
        else:
            near = vectors.neighbours(word, NEIGHBOURS_SHOWN)
            self.view.set_neighbours([vectors.index[each.word] for each in near])

    def _show_labels(self) -> None:
        course = self.labels.currentText() == COURSE
        self.view.set_shown_labels(self._course_words() if course else None)

    def _course_words(self) -> Ints1d:
        index = {word: place for place, word in enumerate(self._session.words)}
        return np.array([index[word] for word in COURSE_WORDS if word in index], dtype=np.int64)

    def _follow_preset(self) -> None:
        if self._session.preset == "Assignment 1":
            self.labels.setCurrentText(COURSE)

    def _show_colour(self) -> None:
        counts = self._session.counts
        if self.colour.currentText() == BY_FREQUENCY and counts is not None:
            self.view.set_colouring(
                np.log10(np.maximum(counts, 1)), title="frequency", labels=("rare", "often")
            )
        else:
            self.view.set_colouring(None)

    def _describe(self, index: int) -> str:
        counts = self._session.counts
        return "" if counts is None else f"occurs {counts[index]:,} times"
