"""The labelled sentences of the training data that the answering model finds most like the typed one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from engine.corpus.dataset import Dataset
from engine.sentiment.nearest import NearestSentences, NearSentence
from explorer.run.latest import Latest
from explorer.session import Session
from explorer.widgets.probability_bars import CLASSES
from explorer.widgets.rows_table import RowsTable, alphabetical
from explorer.widgets.told_table import SentenceTold

REFRESH_MS = 300
HOW_MANY = 25
NO_DATA = "These sentences have no labels: choose labelled data (demo or a treebank) to find near ones."
NO_TEXT = "Type a sentence below: the training sentences most like it appear here, with their labels."
UNHEARD = "No word of the sentence is known to the model, so nothing is near it."
EXACT = "by the cosine of averaged word vectors"
HIDDEN = "by the cosine of what reaches the network's hidden units"


class NearestView(SentenceTold):
    """The sentences as rows."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "nearest", NO_TEXT, every_ms=REFRESH_MS, parent=parent)
        self.found: tuple[NearSentence, ...] = ()
        self._searcher: tuple[Dataset, NearestSentences] | None = None
        self._latest = Latest(session.tasks, "Looking for near sentences", self)
        self.table = RowsTable(
            "nearestTable",
            ("sentence", "label", "cosine"),
            widths=(120, 80),
            tip="Click a sentence, or press Return, to put it into the box. Click a heading to sort.",
            accessible="Nearest labelled sentences",
            sort=(2, Qt.SortOrder.DescendingOrder),
            parent=self,
        )
        self._lay_out()
        self.table.picked.connect(session.ask)
        session.data_changed.connect(self._on_changed)

    def ask(self) -> None:
        """Find the nearest sentences in a task."""
        model, dataset, current = (
            self._session.answers.model,
            self._session.dataset,
            self._session.sentences.current,
        )
        if dataset is None or not dataset.labelled or model is None or current is None:
            has_labels = dataset is None or dataset.labelled
            self._latest.answer(
                lambda: (), lambda found: self._show(found, NO_TEXT if has_labels else NO_DATA)
            )
            return
        if self._searcher is None or self._searcher[0] is not dataset:
            self._searcher = (dataset, NearestSentences(dataset))
        searcher, text = self._searcher[1], current.text
        how = EXACT if self._session.answers.is_exact else HIDDEN
        said = f"Nearest of {len(dataset.splits['train']):,} training sentences, {how}."
        self._latest.ask(
            lambda report: searcher.find(model, text, HOW_MANY),
            lambda found: self._show(found, self._summary(found, said) if found else UNHEARD),
        )

    @staticmethod
    def _summary(found: tuple[NearSentence, ...], said: str) -> str:
        """How the labels of the nearest are spread: an answer by neighbours, beside the model's own."""
        counts = np.bincount([each.label for each in found], minlength=len(CLASSES))
        spread = ", ".join(f"{count} {name}" for name, count in zip(CLASSES, counts, strict=True) if count)
        return f"{said} Their labels: {spread}."

    def _show(self, found: tuple[NearSentence, ...], said: str) -> None:
        self.found = found
        self.says.setText(said)
        texts = alphabetical([each.text for each in found])
        labels = np.array([each.label for each in found])
        cosines = np.array([each.similarity for each in found])
        self.table.set_rows(self._cells, (texts, labels, cosines) if found else ())

    def _cells(self, row: int) -> tuple[str, ...]:
        each = self.found[row]
        return (each.text, CLASSES[each.label], f"{each.similarity:.3f}")
