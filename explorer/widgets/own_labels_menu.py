"""Another opinion: label the sentence oneself, save those labels elsewhere, or train on them as well."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.corpus.join import with_more_training
from engine.errors import WordscopeError
from engine.files import written_beside
from explorer.own_labels import add_own_label, own_labels_file
from explorer.run.tasks import Report
from explorer.session import Session
from explorer.widgets.probability_bars import CLASSES


class OwnLabelsMenu(QMenu):
    """Five classes, and what to do with the labels one has given.

    Parameters
    ----------
    session : Session
    text : callable
        The sentence that a label is given to.
    parent : QWidget
    """

    def __init__(self, session: Session, text: Callable[[], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._text = session, text
        self._joined: tuple[Dataset, Dataset] | None = None
        self.setToolTipsVisible(True)
        self.classes = [
            self.addAction(name, functools.partial(self.disagree, label))
            for label, name in enumerate(CLASSES)
        ]
        self.addSeparator()
        self.save = self.addAction("Save my labels as…", self._ask_where)
        self.save.setToolTip("A table (CSV) with the columns text, label and split.")
        self.join = self.addAction("Train on my labels too", self.add_to_training)
        self.join.setToolTip(
            "They join the training sentences of the next run; dev and test stay as they are."
        )
        self.aboutToShow.connect(self.allow)
        self.allow()

    def allow(self) -> None:
        """A label needs a sentence, the rest needs labels."""
        has_text, has_labels = bool(self._text().strip()), own_labels_file().is_file()
        for action in self.classes:
            action.setEnabled(has_text)
        self.save.setEnabled(has_labels)
        dataset = self._session.dataset
        self.join.setEnabled(has_labels and dataset is not None and dataset.labelled)

    def disagree(self, label: int) -> None:
        """Keep the user's own label of the sentence."""
        try:
            path = add_own_label(self._text(), label)
        except WordscopeError as error:
            self._session.failed.emit(str(error), "")
        else:
            self._session.noticed.emit(f"Noted as {CLASSES[label]} in {path}; the same menu trains on it.")
            self.allow()

    def _ask_where(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Save my labels", "my labels.csv", "Table (*.csv)")
        if chosen:
            self.save_as(Path(chosen))

    def save_as(self, path: Path) -> None:
        """Copy the file of labels."""
        try:
            with own_labels_file().open("rb") as mine, written_beside(path) as file:
                shutil.copyfileobj(mine, file)
        except OSError as error:
            told = f"{path}: it cannot be written ({error}): choose another folder or make room."
            self._session.failed.emit(told, "")
        else:
            self._session.noticed.emit(f"Saved {path}")

    def add_to_training(self) -> None:
        """Read the labels in a task and put them behind the training sentences of the data."""
        dataset = self._session.dataset
        if dataset is None:
            return
        # What was joined before is replaced, not doubled.
        base = self._joined[1] if self._joined is not None and self._joined[0] is dataset else dataset

        def read(report: Report) -> Dataset:
            return with_more_training(base, catalogue.resolve(str(own_labels_file()), progress=report))

        def take(joined: Dataset) -> None:
            self._joined = (joined, base)
            self._session.take_dataset(joined)
            more = len(joined.splits["train"]) - len(base.splits["train"])
            self._session.noticed.emit(f"{more:,} of your own sentences are part of the training data now.")

        self._session.tasks.start("Reading your labels", read, take)
