"""How far the map can be believed, in one line below it."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from explorer.positions import Positions
from explorer.theme import SMALL_POINTS, font
from explorer.widgets.elided import ElidedLabel
from explorer.widgets.naming import named

FACTS_TIP = (
    "How far the map can be believed. For some words at random, the ten nearest in all dimensions by cosine "
    "are compared with the ten nearest on the map. Dashed lines lead to neighbours of the selected word that "
    "the map has torn off: others lie nearer there."
)


class MapFacts(ElidedLabel):
    """The variance shown, the neighbours kept and torn off, and whence the axes come."""

    def __init__(self, positions: Positions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._positions, self._torn = positions, ""
        named(self, "mapFacts").setFont(font(SMALL_POINTS))

    def set_torn(self, torn: str) -> None:
        """Say what has become of the selected word's neighbours; nothing if the text is empty."""
        self._torn = torn
        self.tell()

    def tell(self) -> None:
        """Say how things are now, what matters most first: a narrow map has no room for all."""
        placed, positions = self._positions.placed, self._positions
        told = []
        if placed is not None:
            shown = sum(placed.explained)
            told += [f"{100 * shown:.0f} % of variance shown"] if np.isfinite(shown) else []
            if positions.kept is not None and positions.of:
                few = f"{positions.kept:.1f}" if positions.kept >= 0.95 else f"{positions.kept:.2g}"
                told.append(f"{few} of {positions.of} neighbours kept ({positions.asked} asked)")
            told += [part for part in (self._torn, placed.note) if part]
        self.setText("  ·  ".join(told))
        self.setToolTip(f"{self.text()}\n\n{FACTS_TIP}")
