"""Sentences of a split with what was said about them: sortable, filtered by text, a click asks for one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.sentiment.evaluation import Evaluation
from engine.types import Ints1d
from explorer.widgets.naming import named, tipped
from explorer.widgets.probability_bars import SIGNS

COLUMNS = ("sentence", "true", "said", "sure", "words")
SENTENCE, TRUE, SAID, SURE, WORDS = range(5)
Index = QModelIndex | QPersistentModelIndex


class JudgedSentences(QAbstractTableModel):
    """The rows of the table: places of sentences in an evaluation, in the order they are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evaluation: Evaluation | None = None
        self.rows: Ints1d = np.empty(0, dtype=np.int64)

    def show(self, evaluation: Evaluation | None, rows: Ints1d) -> None:
        """Other sentences."""
        self.beginResetModel()
        self.evaluation, self.rows = evaluation, rows
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Sentences."""
        return len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Columns."""
        return len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The column's name."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return COLUMNS[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == SENTENCE:
            return f"<p>{_escaped(self.cells(index.row())[SENTENCE])}</p>"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != SENTENCE:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def cells(self, place: int) -> tuple[str, ...]:
        """One row as texts."""
        found, row = self.evaluation, int(self.rows[place])
        assert found is not None
        sentences = found.sentences
        said = int(found.probabilities[row].argmax())
        return (
            sentences.texts[row],
            SIGNS[sentences.labels[row]],
            SIGNS[said],
            f"{found.probabilities[row, said]:.0%}",
            str(sentences.lengths[row]),
        )


class SentenceTable(QWidget):
    """The table with its filter and how many it shows.

    Signals
    -------
    asked(str)
        A sentence was clicked.
    """

    asked = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = JudgedSentences(self)
        self.filter = tipped(
            named(QLineEdit(self), f"{name}Filter"),
            "Show only sentences with this text in them.",
            accessible="Filter sentences by text",
        )
        self.filter.setPlaceholderText("filter by text")
        self.filter.setClearButtonEnabled(True)
        self.count = named(QLabel(self), f"{name}Count")
        self.table = named(QTableView(self), name)
        self.table.setModel(self.model)
        self._dress()
        self._evaluation: Evaluation | None = None
        self._rows: Ints1d = np.empty(0, dtype=np.int64)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        self.filter.textChanged.connect(self._arrange)
        self.table.clicked.connect(self._on_clicked)
        self.table.activated.connect(self._on_clicked)
        self.table.horizontalHeader().sortIndicatorChanged.connect(self._arrange)

    def _dress(self) -> None:
        table, header = self.table, self.table.horizontalHeader()
        table.setToolTip("Click a sentence, or press Return: it goes into the box. Click a heading to sort.")
        table.setAccessibleName("Sentences")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(SENTENCE, QHeaderView.ResizeMode.Stretch)
        header.setDefaultSectionSize(56)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setSortIndicator(SURE, Qt.SortOrder.DescendingOrder)

    def show_rows(self, evaluation: Evaluation | None, rows: Ints1d) -> None:
        """Show these sentences of an evaluation."""
        self._evaluation, self._rows = evaluation, rows
        self._arrange()

    def _arrange(self) -> None:
        """Filter, then sort."""
        found, rows = self._evaluation, self._rows
        wanted = self.filter.text().strip().lower()
        if found is None:
            self.model.show(None, rows[:0])
            self.count.setText("")
            return
        if wanted:
            texts = found.sentences.texts
            rows = np.array([row for row in rows.tolist() if wanted in texts[row].lower()], dtype=np.int64)
        header = self.table.horizontalHeader()
        order = np.argsort(_keys(found, rows, header.sortIndicatorSection()), kind="stable")
        if header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder:
            order = order[::-1]
        self.model.show(found, rows[order])
        self.count.setText(f"{len(rows):,} of {len(found.sentences):,} sentences")

    def _on_clicked(self, index: QModelIndex) -> None:
        self.asked.emit(self.model.cells(index.row())[SENTENCE])

    def export(self) -> list[Sequence[str]]:
        """What is shown, as rows of texts, headings first."""
        return [COLUMNS, *(self.model.cells(place) for place in range(len(self.model.rows)))]


def _keys(found: Evaluation, rows: Ints1d, column: int) -> np.ndarray:
    """What a column is sorted by."""
    if column == SENTENCE:
        return np.array([found.sentences.texts[row].lower() for row in rows.tolist()], dtype=object)
    columns = {
        TRUE: found.sentences.labels,
        SAID: found.predicted,
        SURE: found.confidence,
        WORDS: found.sentences.lengths,
    }
    return np.asarray(columns[column][rows])


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
