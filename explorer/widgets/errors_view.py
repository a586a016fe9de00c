"""The confusion matrix and the sentences behind it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from engine.sentiment.evaluation import CLASS_NAMES, Evaluation
from explorer.theme import Theme
from explorer.widgets.matrix_view import FORMS, MatrixView, in_form
from explorer.widgets.naming import named, tipped
from explorer.widgets.sentence_table import SentenceTable


class ErrorsView(QWidget):
    """A click on a cell lists its sentences; without a cell all errors are listed, the surest first."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.evaluation: Evaluation | None = None
        self.form = tipped(
            named(QComboBox(self), "matrixForm"),
            "Counts; or per cent of each true class (row); or per cent of each answer (column).",
            accessible="What the matrix shows",
        )
        self.form.addItems(FORMS)
        self.matrix = MatrixView("confusionMatrix", theme, self)
        self.sentences = SentenceTable("errorTable", self)
        side = QVBoxLayout()
        side.addWidget(self.form)
        side.addWidget(self.matrix)
        side.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(side)
        layout.addWidget(self.sentences, 1)
        self.form.currentIndexChanged.connect(self._draw)
        self.matrix.picked.connect(lambda _true, _said: self._list())

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.matrix.set_theme(theme)

    def show_evaluation(self, evaluation: Evaluation | None) -> None:
        """Other answers."""
        self.evaluation = evaluation
        self._draw()
        self._list()

    def _draw(self) -> None:
        cells = (
            self.evaluation.confusion() if self.evaluation is not None else np.zeros((0, 0), dtype=np.int64)
        )
        self.matrix.set_values(in_form(cells, self.form.currentText()))

    def _list(self) -> None:
        found, cell = self.evaluation, self.matrix.cell
        if found is None:
            rows = np.empty(0, dtype=np.int64)
        elif cell is None:
            rows = np.flatnonzero(~found.right)
        else:
            rows = np.flatnonzero((found.sentences.labels == cell[0]) & (found.predicted == cell[1]))
        self.sentences.show_rows(found, rows)

    def export(self) -> list[Sequence[str]]:
        """The matrix in counts, then the sentences shown."""
        if self.evaluation is None:
            return []
        counts = self.evaluation.confusion().tolist()
        matrix = [[name, *map(str, row)] for name, row in zip(CLASS_NAMES, counts, strict=True)]
        return [["true \\ said", *CLASS_NAMES], *matrix, [], *self.sentences.export()]
