"""The choice of axes and vectors: connects the menu and the lines for words with the positions."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.vectors.layout import LAYOUTS
from explorer.positions import Positions
from explorer.session import Session
from explorer.widgets.axes_bar import AxesBar
from explorer.widgets.map_menu import MapMenu

NO_OUTPUTS = "Only a run has output vectors: press Space to start one."


class AxesChoice(QObject):
    """Passes on what is chosen and shows what holds, also after axes that could not be made."""

    def __init__(self, session: Session, positions: Positions, menu: MapMenu, bar: AxesBar) -> None:
        super().__init__(positions)
        self._session, self._positions, self._menu, self._bar = session, positions, menu, bar
        menu.axes_chosen.connect(self.choose)
        menu.space_chosen.connect(self._choose_space)
        menu.freeze_toggled.connect(positions.freeze)
        bar.chosen.connect(lambda axes: positions.change(words=axes))
        bar.refused.connect(lambda told: session.failed.emit(told, ""))
        bar.closed.connect(lambda: self.choose("0 1"))
        positions.axes_changed.connect(self._show)

    def choose(self, choice: str) -> None:
        """Take two components such as ``0 1``, ``words``, or the key of a layout."""
        if choice == "words":
            self._bar.show()
            self._bar.submit()
            self._bar.across.setFocus()
        elif choice in LAYOUTS:
            self._positions.lay_out(choice)
            self._show()
        else:
            first, second = (int(number) for number in choice.split())
            self._bar.hide()
            self._positions.change(components=(first, second), words=None)

    def _choose_space(self, space: str) -> None:
        if space != "input" and self._session.outputs is None:
            self._session.noticed.emit(NO_OUTPUTS)
            self._show()
        else:
            self._positions.change(space=space)

    def _show(self) -> None:
        axes = self._positions.axes
        first, second = axes.components
        components = self._positions.layout or f"{first} {second}"
        self._menu.mark("axes_chosen", components if axes.words is None else "words")
        self._menu.mark("space_chosen", axes.space)
        self._menu.set_frozen(axes.frozen)
        if axes.words is None:
            self._bar.hide()
