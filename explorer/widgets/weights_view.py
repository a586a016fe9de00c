"""What a classifier learned: the weight of every single word for every class, and how large weights are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.sentiment.evaluation import CLASS_NAMES
from engine.sentiment.model import SentimentModel
from engine.sentiment.prediction import SentenceModel
from engine.sentiment.word_scores import word_weights
from engine.types import Floats2d, Ints1d
from explorer.evaluations import Evaluations
from explorer.run.latest import Latest
from explorer.run.tasks import Tasks
from explorer.widgets.naming import named, tipped
from explorer.widgets.probability_bars import SIGNS, VALUES
from explorer.widgets.rows_table import RowsTable, alphabetical
from explorer.widgets.told_table import ToldTable

Weighed = tuple[tuple[str, ...], Floats2d, Ints1d]
NONE = "Train a method on the left first; then a click on the sweep shows the weights of that penalty."
NETWORK = "The network: the scores of each word alone, less those of an empty text."


class WeightsView(ToldTable):
    """The words of the data as a table, those that pull most upwards first."""

    def __init__(self, found: Evaluations, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("weights", NONE, parent)
        self._found = found
        self.words: tuple[str, ...] = ()
        self.weights: Floats2d = np.zeros((0, len(SIGNS)))
        self._alphabet: Ints1d = np.empty(0, dtype=np.int64)
        self._model: SentenceModel | None = None
        self._latest = Latest(tasks, "Listing weights", self)
        self.filter = tipped(
            named(QLineEdit(self, placeholderText="filter words"), "weightsFilter"),
            "Show only words with this text in them.",
            accessible="Filter words",
        )
        self.filter.setClearButtonEnabled(True)
        self.table = RowsTable(
            "weightsTable",
            ("word", "pulls", *SIGNS),
            widths=(80, *(64,) * len(SIGNS)),
            tip="What a word adds to the score of each class when it is the whole sentence; pulls: these, "
            "weighted by the class. Click a heading to sort.",
            accessible="Weights of words",
            sort=(1, Qt.SortOrder.DescendingOrder),
            parent=self,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        for part, stretch in ((self.says, 0), (self.filter, 0), (self.table, 1)):
            layout.addWidget(part, stretch)
        self.filter.textChanged.connect(self._fill)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self.follow()

    def follow(self) -> None:
        """Another method or penalty: weigh its words in a task."""
        model, lexicon = self._found.model, self._found.lexicon
        if model is None:
            self._model = None
            nothing: Weighed = ((), np.zeros((0, len(SIGNS))), np.empty(0, dtype=np.int64))
            self._latest.answer(lambda: nothing, lambda found: self._show(found, NONE))
        elif model is not self._model:
            self._model = model
            self._latest.ask(
                lambda report: weighed(model, lexicon),
                lambda found: self._show(found, said_of(model, self._found.title)),
            )

    def _show(self, found: Weighed, said: str) -> None:
        self.words, self.weights, self._alphabet = found
        self.says.setText(said)
        self._fill()

    def _fill(self) -> None:
        wanted = self.filter.text().strip().lower()
        rows = np.array([place for place, word in enumerate(self.words) if wanted in word], dtype=np.int64)
        weights = self.weights[rows]
        pulls = weights @ VALUES
        words = [self.words[row] for row in rows.tolist()]

        def cells(row: int) -> tuple[str, ...]:
            return (words[row], f"{pulls[row]:+.2f}", *(f"{value:+.2f}" for value in weights[row]))

        self.table.set_rows(cells, (self._alphabet[rows], pulls, *weights.T) if words else ())


def weighed(model: SentenceModel, lexicon: Sequence[str]) -> Weighed:
    """The words that the model knows, their weights, and which place each has in the alphabet."""
    words, weights = word_weights(model, lexicon)
    return words, weights, alphabetical(words)


def said_of(model: SentenceModel, title: str) -> str:
    """How large the weights are, class by class, and what is said before any word."""
    if not isinstance(model, SentimentModel):
        return f"{title}. {NETWORK}"
    lengths = np.linalg.norm(model.W, axis=0)
    told = (
        f"{name} {length:.2f} ({start:+.2f})"
        for name, length, start in zip(CLASS_NAMES, lengths, model.b, strict=True)
    )
    return f"{title}. Length of each class's weights, and (its intercept): {', '.join(told)}."
