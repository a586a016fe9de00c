"""Sentences of a split with what was said about them: sortable, filtered by text, a click asks for one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.sentiment.evaluation import Evaluation
from engine.types import Ints1d
from explorer.widgets.naming import named, tipped
from explorer.widgets.probability_bars import SIGNS
from explorer.widgets.rows_table import RowsTable, alphabetical

COLUMNS = ("sentence", "true", "said", "sure", "words")
SURE = 3
WIDTH = 56


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
        self.filter = tipped(
            named(QLineEdit(self), f"{name}Filter"),
            "Show only sentences with this text in them.",
            accessible="Filter sentences by text",
        )
        self.filter.setPlaceholderText("filter by text")
        self.filter.setClearButtonEnabled(True)
        self.count = named(QLabel(self), f"{name}Count")
        self.table = RowsTable(
            name,
            COLUMNS,
            widths=(WIDTH,) * (len(COLUMNS) - 1),
            tip="Click a sentence, or press Return: it goes into the box. Click a heading to sort.",
            accessible="Sentences",
            sort=(SURE, Qt.SortOrder.DescendingOrder),
            parent=self,
        )
        self.model = self.table.rows
        self._evaluation: Evaluation | None = None
        self._rows: Ints1d = np.empty(0, dtype=np.int64)
        self._alphabet: Ints1d = self._rows
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.count)
        self.filter.textChanged.connect(self._fill)
        self.table.picked.connect(self.asked)

    def show_rows(self, evaluation: Evaluation | None, rows: Ints1d) -> None:
        """Show these sentences of an evaluation."""
        if evaluation is not None and evaluation is not self._evaluation:
            # Once for all rows: a filter changes them with every key.
            self._alphabet = alphabetical([text.lower() for text in evaluation.sentences.texts])
        self._evaluation, self._rows = evaluation, rows
        self._fill()

    def _fill(self) -> None:
        """Show those of the rows that the filter lets through."""
        found, rows = self._evaluation, self._rows
        wanted = self.filter.text().strip().lower()
        if found is None:
            self.table.set_rows(lambda row: (), ())
            self.count.setText("")
            return
        if wanted:
            texts = found.sentences.texts
            rows = np.array([row for row in rows.tolist() if wanted in texts[row].lower()], dtype=np.int64)

        def cells(place: int) -> tuple[str, ...]:
            return cells_of(found, int(rows[place]))

        judged = (found.sentences.labels, found.predicted, found.confidence, found.sentences.lengths)
        self.table.set_rows(cells, [np.asarray(key)[rows] for key in (self._alphabet, *judged)])
        self.count.setText(f"{len(rows):,} of {len(found.sentences):,} sentences")

    def export(self) -> list[Sequence[str]]:
        """What is shown, as rows of texts, headings first."""
        return self.table.export()


def cells_of(found: Evaluation, row: int) -> tuple[str, ...]:
    """A sentence of an evaluation as texts."""
    sentences, said = found.sentences, int(found.probabilities[row].argmax())
    return (
        sentences.texts[row],
        SIGNS[sentences.labels[row]],
        SIGNS[said],
        f"{found.probabilities[row, said]:.0%}",
        str(sentences.lengths[row]),
    )
