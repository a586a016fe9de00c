"""One word: its neighbours in the full space, and analogies with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.errors import WordscopeError
from engine.vectors.word_vectors import METRICS, Neighbour
from explorer import theme as themes
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh

REFRESH_MS = 250
NEIGHBOURS = 12
METRIC_TIP = "How nearness is measured, in all dimensions of the raw vectors."
ANALOGY_HINT = "man : king :: woman"


class WordPanel(QWidget):
    """The selected word, its nearest words in a table to walk along, and an analogy line."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.title = named(QLabel(self), "selectedWord")
        self.title.setFont(themes.font(themes.TITLE_POINTS + 3, bold=True))
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.about = QLabel(self, wordWrap=True)
        self.nearness = tipped(
            QComboBox(self),
            "How nearness is measured, in all dimensions of the raw vectors.",
            accessible="Metric",
        )
        self.nearness.addItems(list(METRICS))
        self.table = self._table("neighbourTable", "Neighbours of the selected word")
        self.analogy = named(QLineEdit(self, placeholderText=ANALOGY_HINT), "analogyEdit")
        self.analogy.setAccessibleName("Analogy")
        self.analogy.setToolTip("a : b :: c finds the word that is to c as b is to a, near v_b − v_a + v_c.")
        self.answers = named(QLabel(self, wordWrap=True), "analogyAnswers")
        self._refresh = Refresh(self.show_word, REFRESH_MS, self)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.show_word()

    def _table(self, name: str, accessible: str) -> QTableWidget:
        table = named(QTableWidget(0, 2, self), name)
        table.setAccessibleName(accessible)
        table.setHorizontalHeaderLabels(["word", "cosine"])
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setToolTip("The nearest words. Click one to walk there.")
        return table

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(QLabel("neighbours by", self))
        row.addWidget(self.nearness, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.title)
        layout.addWidget(self.about)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        layout.addWidget(QLabel("a : b :: c : ?", self))
        layout.addWidget(self.analogy)
        layout.addWidget(self.answers)

    def _connect(self) -> None:
        self.nearness.currentTextChanged.connect(self.show_word)
        self.table.cellClicked.connect(self._on_cell)
        self.table.cellActivated.connect(self._on_cell)
        self.analogy.textChanged.connect(self._answer)
        self._session.selection_changed.connect(self.show_word)
        self._session.snapshot_changed.connect(self._refresh.request)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        for label in (self.about, self.answers):
            label.setStyleSheet(f"color: {theme.muted};")

    def show_word(self) -> None:
        """The selected word and its neighbours now."""
        session, word = self._session, self._session.selected_word
        self.title.setText(word or "No word selected")
        self.about.setText(self._about(word))
        metric = self.nearness.currentText()
        self.table.setHorizontalHeaderLabels(["word", metric])
        neighbours: Sequence[Neighbour] = ()
        if word is not None and session.vectors is not None and word in session.vectors:
            neighbours = session.vectors.neighbours(word, NEIGHBOURS, metric)
        self._fill(neighbours)
        self._answer()

    def _about(self, word: str | None) -> str:
        session = self._session
        if word is None:
            return "Click a word on the map or search for one: its nearest words appear here."
        if session.vectors is None:
            return ""
        space = f"{session.vectors.dims} dimensions"
        if session.counts is None or session.selected is None:
            return f"nearest in all {space}"
        return f"occurs {session.counts[session.selected]:,} times; nearest in all {space}"

    def _fill(self, neighbours: Sequence[Neighbour]) -> None:
        self.table.setRowCount(len(neighbours))
        for row, neighbour in enumerate(neighbours):
            self._set(row, 0, neighbour.word)
            self._set(row, 1, f"{neighbour.score:.3f}")

    def _set(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)
        item.setText(text)

    def _on_cell(self, row: int, column: int) -> None:
        item = self.table.item(row, 0)
        if item is not None:
            self._session.select_word(item.text())

    def _answer(self) -> None:
        """Answer the analogy that is typed, if it is one."""
        words = self.analogy.text().replace("::", ":").lower().replace(":", " ").split()
        vectors = self._session.vectors
        if not words or vectors is None:
            self.answers.setText("")
        elif len(words) != 3:
            self.answers.setText("Type three words: a : b :: c")
        else:
            try:
                found = vectors.analogy(words[0], words[1], words[2], 5)
            except WordscopeError as error:
                self.answers.setText(str(error))
            else:
                self.answers.setText(", ".join(f"{each.word} {each.score:.2f}" for each in found))
