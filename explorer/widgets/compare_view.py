"""Two methods on the same sentences: how far apart, where, and what only one of them gets right."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from engine.sentiment.evaluation import Evaluation, only_right
from engine.sentiment.report import difference_interval
from explorer.evaluations import Evaluations
from explorer.theme import Theme
from explorer.widgets.matrix_view import MatrixView
from explorer.widgets.naming import named, tipped
from explorer.widgets.sentence_table import SentenceTable

ONLY = ("only the first is right", "only the second is right")


class CompareView(QWidget):
    """Choose two methods; the difference comes with a bootstrap interval over sentences."""

    def __init__(self, found: Evaluations, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found = found
        self._is_chosen = False
        self.first = self._choice("firstMethod", "First method")
        self.second = self._choice("secondMethod", "Second method")
        self.side = tipped(
            named(QComboBox(self), "onlyRight"), "Which sentences to list.", accessible="Sentences to list"
        )
        self.side.addItems(ONLY)
        self.verdict = named(QLabel(self, wordWrap=True), "compareVerdict")
        self.matrix = MatrixView("differenceMatrix", theme, self)
        self.matrix.setToolTip("How many sentences more (+) or fewer the first puts into each cell.")
        self.sentences = SentenceTable("onlyRightTable", self)
        side = QVBoxLayout()
        for part in (self.first, self.second, self.verdict, self.matrix):
            side.addWidget(part)
        side.addStretch(1)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(side, 0, 0, 2, 1)
        layout.addWidget(self.side, 0, 1)
        layout.addWidget(self.sentences, 1, 1)
        layout.setColumnStretch(1, 1)
        self.verdict.setMaximumWidth(self.matrix.sizeHint().width())
        for choice in (self.first, self.second, self.side):
            choice.currentIndexChanged.connect(self._draw)
        for choice in (self.first, self.second):
            choice.activated.connect(self._on_chosen)

    def _on_chosen(self) -> None:
        """From now on new methods leave the pair alone."""
        self._is_chosen = True

    def _choice(self, name: str, accessible: str) -> QComboBox:
        return tipped(named(QComboBox(self), name), f"{accessible} of the comparison.", accessible=accessible)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.matrix.set_theme(theme)

    def follow(self) -> None:
        """Methods or split have changed."""
        names = list(self._found.methods)
        for choice, place in ((self.first, len(names) - 1), (self.second, 0)):
            before = choice.currentText()
            choice.blockSignals(True)
            choice.clear()
            choice.addItems(names)
            kept = self._is_chosen and before in names
            choice.setCurrentIndex(names.index(before) if kept else place)
            choice.blockSignals(False)
        self._draw()

    def _pair(self) -> tuple[Evaluation, Evaluation] | None:
        methods, split = self._found.methods, self._found.split
        if len(methods) < 2:
            return None
        first, second = (methods[choice.currentText()] for choice in (self.first, self.second))
        return first.evaluations[split], second.evaluations[split]

    def _draw(self) -> None:
        pair = self._pair()
        if pair is None:
            self.verdict.setText("Train at least two methods on the left to compare them.")
            self.matrix.set_values(np.zeros((0, 0)))
            self.sentences.show_rows(None, np.empty(0, dtype=np.int64))
            return
        first, second = pair
        low, high = difference_interval(first.sentences.labels, first.predicted, second.predicted)
        gain = first.accuracy - second.accuracy
        sure = "a real difference" if low > 0 or high < 0 else "may be chance"
        self.verdict.setText(f"{gain:+.1f} points (95 %: {low:+.1f} to {high:+.1f}), {sure}")
        self.matrix.set_values((first.confusion() - second.confusion()).astype(float), is_difference=True)
        if self.side.currentIndex() == 0:
            self.sentences.show_rows(first, only_right(first, second))
        else:
            self.sentences.show_rows(second, only_right(second, first))

    def export(self) -> list[Sequence[str]]:
        """The sentences shown."""
        return self.sentences.export()
