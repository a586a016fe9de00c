"""What the colours of the map say at the moment: follows the vectors, in a task where words are many."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.types import Ints1d
from engine.vectors.clusters import groups
from engine.vectors.metadata import Column
from explorer.map.colours import CATEGORIES, COLOURS, Material
from explorer.map.scene import Colouring
from explorer.run.latest import Latest
from explorer.run.tasks import Report
from explorer.session import Session

PLAIN, SENTIMENT, GROUPS, COLUMN = "one colour", "sentiment", "groups", "column of a file…"
AT_ONCE = 30_000


class Colours(QObject):
    """Keeps one colouring up to date.

    Attributes
    ----------
    name : str
        The choice, a key of `COLOURS`.
    colouring : Colouring or None
    lacking : str
        What it takes to make the colouring that was chosen; empty if there is one, or nothing to colour yet.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        # The one that shows at a glance what was learned: good words part from bad ones while one watches.
        self.name = SENTIMENT
        self.colouring: Colouring | None = None
        self.lacking = ""
        self._groups: Ints1d | None = None
        self._column: Column | None = None
        self._latest = Latest(session.tasks, "Colours", self)
        session.words_changed.connect(self._forget)
        session.snapshot_changed.connect(self._follow)

    def choose(self, name: str) -> None:
        """Colour by something else, or find the groups again."""
        self.name = name
        if name == GROUPS:
            self._find_groups()
        self._make(told=name != GROUPS)

    def use_column(self, column: Column) -> None:
        """Colour by a column of a file."""
        self._column, self.name = column, COLUMN
        self._make(told=True)

    def _forget(self) -> None:
        self._groups = self._column = self.colouring = None
        self._make()

    def _follow(self) -> None:
        if COLOURS[self.name].live:
            self._make()
        elif self.name == GROUPS and self._groups is None:
            self._find_groups()

    def _make(self, *, told: bool = False) -> None:
        """Make the colouring anew; says what is lacking if it cannot be made and someone asked for it."""
        chosen, session = COLOURS[self.name], self._session
        material = Material(
            words=session.words,
            counts=session.counts,
            vectors=session.vectors,
            first=session.first_vectors,
            model=session.model,
            scores=session.word_scores,
            groups=self._groups,
            column=self._column,
        )

        def take(colouring: Colouring | None) -> None:
            self.colouring = colouring
            # What follows the vectors may still come with the first of them.
            is_known = material.vectors is not None or (bool(material.words) and not chosen.live)
            self.lacking = chosen.lacking if colouring is None and is_known else ""
            if told and colouring is None and chosen.lacking and session.words:
                session.noticed.emit(chosen.lacking)
            self.changed.emit()

        if len(session.words) <= AT_ONCE:
            self._latest.answer(lambda: chosen.make(material), take)
        else:
            self._latest.ask(lambda report: chosen.make(material), take)

    def _find_groups(self) -> None:
        vectors = self._session.vectors
        if vectors is None:
            return

        def find(report: Report) -> Ints1d:
            return groups(vectors.matrix, CATEGORIES, rng=np.random.default_rng(0), progress=report)

        def take(found: Ints1d) -> None:
            if len(found) == len(self._session.words):
                self._groups = found
                self._make()

        self._session.tasks.start("Finding groups", find, take)
