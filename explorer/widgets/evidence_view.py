"""Why the model answers as it does: every word, part of a word and pair it heard, with its effect."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from engine.sentiment.evidence import Evidence, evidence
from engine.sentiment.prediction import SentenceModel
from explorer.run.latest import Latest
from explorer.session import Session
from explorer.widgets.rows_table import RowsTable, alphabetical
from explorer.widgets.told_table import SentenceTold

REFRESH_MS = 200
NO_TEXT = "Type a sentence below: what the model heard in it appears here, the strongest first."
EXACT = (
    "Exact shares: the model is linear in the words, so these numbers and the intercept add up to its scores."
)
LEFT_OUT = (
    "Leave-one-out: the network is not linear, so each number is what changes in its scores when that piece "
    "alone is left out. They do not add up."
)


class EvidenceView(SentenceTold):
    """The pieces as rows."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, "evidence", NO_TEXT, every_ms=REFRESH_MS, parent=parent)
        self.found: tuple[Evidence, ...] = ()
        self._latest = Latest(session.tasks, "Listing what was heard", self)
        self.table = RowsTable(
            "evidenceTable",
            ("heard", "what it is", "word", "pulls", "very negative", "very positive"),
            widths=(190, 80, 80, 110, 110),
            tip="Pulls: the effect on the scores, weighted by the class, up (+) or down (−). "
            "The last two: on those scores alone. Click a heading to sort.",
            accessible="What the model heard",
            parent=self,
        )
        self._lay_out()

    def ask(self) -> None:
        """List the evidence in a task: of a long text it takes more than a frame."""
        model, current = self._session.answers.model, self._session.sentences.current
        if model is None or current is None:
            self._latest.answer(lambda: (), lambda found: self._show(found, NO_TEXT))
            return
        method = EXACT if self._session.answers.is_exact else LEFT_OUT
        text = current.text

        def job(report: object, model: SentenceModel = model) -> tuple[Evidence, ...]:
            return evidence(model, text)

        self._latest.ask(job, lambda found: self._show(found, method))

    def _show(self, found: tuple[Evidence, ...], said: str) -> None:
        self.found = found
        self.says.setText(said)
        if not found:
            self.table.set_rows(self._cells, ())
            return
        alphabet, kinds = (
            alphabetical([each.piece for each in found]),
            alphabetical([each.kind for each in found]),
        )
        firsts = np.array([each.places[0] for each in found])
        shares = np.array([(each.pull, each.share[0], each.share[-1]) for each in found])
        self.table.set_rows(self._cells, (alphabet, kinds, firsts, *shares.T))

    def _cells(self, row: int) -> tuple[str, ...]:
        each = self.found[row]
        places = " and ".join(str(place + 1) for place in each.places)
        ends = (f"{share:+.2f}" for share in (each.pull, each.share[0], each.share[-1]))
        return (each.piece, each.kind, places, *ends)
