"""Many sentences at once: pasted lines, judged in a task, as a table to sort and save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.sentiment.prediction import SentenceModel
from engine.types import Floats2d, Ints1d
from explorer.run.latest import Latest
from explorer.run.tasks import Report
from explorer.session import Session
from explorer.widgets.naming import named, tipped
from explorer.widgets.probability_bars import CLASSES, SIGNS, VALUES
from explorer.widgets.rows_table import RowsTable, alphabetical
from explorer.widgets.told_table import ToldTable

MOST_LINES = 20_000
LONGEST_LINE = 10_000
HINT = "Copy several lines and paste them here or into the sentence box: each becomes a row with its class."


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Lines, the probabilities of their classes (n, 5), and which place each has in the alphabet (n,)."""

    lines: tuple[str, ...]
    probabilities: Floats2d
    alphabet: Ints1d


def judged(model: SentenceModel, lines: Sequence[str], report: Report) -> Judged:
    """Judge all lines that are not empty."""
    told = [line for line in (" ".join(each.split())[:LONGEST_LINE] for each in lines) if line]
    found = np.zeros((len(told), len(SIGNS)))
    for place, line in enumerate(told):
        report(place / len(told))
        found[place] = model.predict(line).probabilities
    return Judged(tuple(told), found, alphabetical([line.lower() for line in told]))


class BatchView(ToldTable):
    """The lines, who judged them, and buttons to paste and to judge again."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("batch", HINT, parent)
        self._session = session
        self.lines: tuple[str, ...] = ()
        self.probabilities: Floats2d = np.zeros((0, len(SIGNS)))
        self._latest = Latest(session.tasks, "Judging the pasted lines", self)
        self.paste = tipped(
            named(QPushButton("Paste lines", self), "pasteLinesButton"),
            "Judge every line of the clipboard.",
            accessible="Paste lines",
        )
        self.again = tipped(
            named(QPushButton("Judge again", self), "judgeAgainButton"),
            "The same lines, by the model that answers now.",
            accessible="Judge again",
        )
        self.table = RowsTable(
            "batchTable",
            ("sentence", "class", *SIGNS, "score"),
            widths=(110, *(56,) * len(SIGNS), 64),
            tip="Click a sentence, or press Return, to put it into the box. Click a heading to sort.",
            accessible="Pasted sentences and their classes",
            parent=self,
        )
        buttons = QHBoxLayout()
        buttons.addWidget(self.paste)
        buttons.addWidget(self.again)
        buttons.addWidget(self.says, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addLayout(buttons)
        layout.addWidget(self.table, 1)
        self.paste.clicked.connect(lambda: self.judge(QGuiApplication.clipboard().text().splitlines()))
        QShortcut(
            QKeySequence.StandardKey.Paste,
            self,
            self.paste.click,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        self.again.clicked.connect(lambda: self.judge(self.lines))
        self.table.picked.connect(session.ask)
        session.answers.changed.connect(self._allow)
        self._allow()

    def judge(self, lines: Sequence[str]) -> None:
        """Judge these lines; empty ones are left out."""
        model, name = self._session.answers.model, self._session.answers.name
        if model is None:
            return
        self.says.setText(f"Judging {len(lines):,} lines …")

        def take(found: Judged) -> None:
            self._show(found)
            left_out = (
                f" The first {MOST_LINES:,} of {len(lines):,} lines." if len(lines) > MOST_LINES else ""
            )
            told = f"{len(found.lines):,} sentences, judged by: {name}.{left_out}"
            self.says.setText(told if found.lines else "There is no text in the clipboard.")
            self._allow()

        self._latest.ask(lambda report: judged(model, lines[:MOST_LINES], report), take)

    def _show(self, found: Judged) -> None:
        if not found.lines:
            return
        self.lines, self.probabilities = found.lines, found.probabilities
        labels, scores = found.probabilities.argmax(axis=1), found.probabilities @ VALUES

        def cells(row: int) -> tuple[str, ...]:
            shares = (f"{share:.1%}" for share in found.probabilities[row])
            return (found.lines[row], CLASSES[labels[row]], *shares, f"{scores[row]:+.2f}")

        self.table.set_rows(cells, (found.alphabet, labels, *found.probabilities.T, scores))

    def _allow(self) -> None:
        can = self._session.answers.model is not None
        self.paste.setEnabled(can)
        self.again.setEnabled(can and bool(self.lines))
