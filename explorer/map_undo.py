"""Undo and redo of what is selected on the map and where one looks from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QTimer

from explorer.map.camera import Camera
from explorer.map.view import MapView
from explorer.session import Session
from explorer.undo import Undo

SETTLED_MS = 400
"""A view counts once it has rested so long: not every turn of the wheel is a step."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The selected words, as bytes so that moments can be compared, and the view."""

    chosen: bytes
    outlook: Camera | None


class MapUndo(QObject):
    """Notes every selection and every view that comes to rest."""

    def __init__(self, session: Session, view: MapView) -> None:
        super().__init__(view)
        self._session, self._view = session, view
        self._undo = Undo(Moment(b"", None))
        self._going_back = False
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._settled.timeout.connect(self._note)
        view.looked.connect(self._settled.start)
        session.selection.changed.connect(self._note)
        session.words_changed.connect(self._forget)

    def undo(self) -> None:
        """Back to the selection and the view before."""
        self._note()
        self._go_to(self._undo.undo())

    def redo(self) -> None:
        """Forward again."""
        self._go_to(self._undo.redo())

    def _now(self) -> Moment:
        return Moment(self._session.selection.chosen.tobytes(), self._view.outlook)

    def _note(self) -> None:
        if not self._going_back:
            self._undo.note(self._now())

    def _forget(self) -> None:
        """Other words: what was selected before no longer means anything."""
        self._undo = Undo(Moment(self._session.selection.chosen.tobytes(), None))

    def _go_to(self, moment: Moment) -> None:
        self._going_back = True
        self._view.look_again(moment.outlook)
        self._session.selection.choose(np.frombuffer(moment.chosen, dtype=np.int64))
        self._settled.stop()
        self._going_back = False
