"""The map's menu: what is rarely changed, out of the way but in one place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFormLayout, QLabel, QMenu, QSlider, QToolButton, QWidget, QWidgetAction

from engine.vectors.layout import available
from explorer.widgets.naming import named, tipped

SMALLEST, USUAL, LARGEST = 60, 100, 250
"""Sizes of labels and points in percent."""


AXES = (
    ("0 1", "Principal components 1 and 2", "The two directions in which the vectors vary most."),
    ("0 2", "Principal components 1 and 3", "The first and the third direction of most variance."),
    ("1 2", "Principal components 2 and 3", "The second and the third direction of most variance."),
    ("2 3", "Principal components 3 and 4", "What the usual map leaves out first."),
    ("words", "Words such as good - bad…", "Two sums or differences of words that you write."),
)
SPACES = (
    ("input", "Input", "The vectors of words as centres: those that are used afterwards."),
    ("output", "Output", "The vectors of words as context, as they are predicted."),
    ("both", "Both, in two colours", "Every word twice, in one space."),
)
LAYOUT_TIP = "Keeps neighbours together, gives distances up; takes a while."
LABELS = (
    ("automatic", "As many words as fit", "Selected words first, then frequent ones."),
    ("course", "The course's 25 words", "Those of the first assignment's picture."),
)
TOOLS = (
    ("move", "Moves the map", "Shift and drag draws a box, Ctrl and drag a lasso all the same."),
    ("box", "Selects by a box", "Shift adds to the selection."),
    ("lasso", "Selects by a lasso", "Shift adds to the selection."),
)
EXPORTS = (
    ("png", "Picture (PNG)…", "The map in a resolution you choose."),
    ("svg", "Drawing (SVG)…", "Points and letters that stay sharp at any size."),
    ("csv", "Positions (CSV)…", "Every word with its place on the map."),
)


class MapMenu(QToolButton):
    """A button that unfolds the map's choices; says which one was made."""

    tool_chosen = Signal(str)
    space_chosen = Signal(str)
    axes_chosen = Signal(str)
    labels_chosen = Signal(str)
    freeze_toggled = Signal(bool)
    sizes_changed = Signal(float, float)
    export_chosen = Signal(str)
    beside_chosen = Signal()
    undo_chosen = Signal()
    redo_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("mapMenu")
        tipped(self, "Axes, vectors, labels, sizes, selecting, pictures", accessible="Map options")
        self.setText("View ")
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        self.choices: dict[str, dict[str, QAction]] = {}

    def add_choice(
        self, title: str, choices: Sequence[tuple[str, str, str]], signal_name: str, *, chosen: str
    ) -> None:
        """A submenu of which one entry is checked.

        Parameters
        ----------
        title : str
        choices : sequence of (key, text, tip)
        signal_name : str
            Which of this menu's signals tells the key.
        chosen : str
            The key that is checked at first.
        """
        submenu, group = self._menu.addMenu(title), QActionGroup(self)
        submenu.setToolTipsVisible(True)
        signal = getattr(self, signal_name)
        self.choices[signal_name] = {}
        for key, text, tip in choices:
            action = self._action(text, tip, checkable=True)
            action.setChecked(key == chosen)
            action.triggered.connect(lambda _checked=False, told=key: signal.emit(told))
            group.addAction(action)
            submenu.addAction(action)
            self.choices[signal_name][key] = action

    def add_exports(self, title: str, exports: Sequence[tuple[str, str, str]]) -> None:
        """A submenu of things to save, (key, text, tip) each."""
        submenu = self._menu.addMenu(title)
        submenu.setToolTipsVisible(True)
        for key, text, tip in exports:
            action = self._action(text, tip)
            action.triggered.connect(lambda _checked=False, told=key: self.export_chosen.emit(told))
            submenu.addAction(action)

    def add_freeze(self) -> None:
        """The switch that holds the axes."""
        tip = "Hold the axes while the vectors learn: words then move as their vectors do, and nothing turns."
        self.freeze = named(self._action("Freeze axes", tip, checkable=True), "freezeAxes")
        self.freeze.toggled.connect(self.freeze_toggled)
        self._menu.addAction(self.freeze)

    def add_undo(self) -> None:
        """Undo and redo; their keys work while the map has the focus."""
        self._menu.addSeparator()
        for text, signal in (
            ("Undo selection or view\tCtrl+Z", self.undo_chosen),
            ("Redo\tCtrl+Shift+Z", self.redo_chosen),
        ):
            action = self._action(text, "Steps of what is selected and where one looks from")
            action.triggered.connect(lambda _checked=False, told=signal: told.emit())
            self._menu.addAction(action)
        self._menu.addSeparator()

    def add_beside(self) -> None:
        """Open a second map."""
        tip = "Other vectors, such as GloVe, on a second map that is turned to match this one."
        action = self._action("Open vectors beside these…", tip)
        action.triggered.connect(lambda _checked=False: self.beside_chosen.emit())
        self._menu.addAction(action)

    def add_sizes(self) -> None:
        """Sliders for labels and points."""
        box = QWidget(self._menu)
        layout = QFormLayout(box)
        layout.setContentsMargins(24, 6, 16, 6)
        self.label_size = self._slider("Size of labels")
        self.point_size = self._slider("Size of points")
        layout.addRow(QLabel("Label size", box), self.label_size)
        layout.addRow(QLabel("Point size", box), self.point_size)
        action = QWidgetAction(self)
        action.setDefaultWidget(box)
        self._menu.addAction(action)

    def _slider(self, name: str) -> QSlider:
        slider = tipped(QSlider(Qt.Orientation.Horizontal), f"{name}, percent of the usual", accessible=name)
        slider.setRange(SMALLEST, LARGEST)
        slider.setValue(USUAL)
        slider.setMinimumWidth(120)
        slider.valueChanged.connect(self._tell_sizes)
        return slider

    def _tell_sizes(self) -> None:
        self.sizes_changed.emit(self.label_size.value() / USUAL, self.point_size.value() / USUAL)

    def _action(self, text: str, tip: str, *, checkable: bool = False) -> QAction:
        action = QAction(text, self, checkable=checkable)
        action.setToolTip(tip)
        return action

    def mark(self, signal_name: str, key: str) -> None:
        """Check an entry without telling anybody."""
        action = self.choices[signal_name].get(key)
        if action is not None:
            action.setChecked(True)

    def chosen(self, signal_name: str) -> str:
        """The key that is checked."""
        return next(key for key, action in self.choices[signal_name].items() if action.isChecked())

    def set_frozen(self, frozen: bool) -> None:
        """Check or clear the switch without telling anybody."""
        self.freeze.blockSignals(True)
        self.freeze.setChecked(frozen)
        self.freeze.blockSignals(False)


def filled_menu(parent: QWidget) -> MapMenu:
    """The map's menu with all its entries."""
    menu = MapMenu(parent)
    layouts = [(each.key, f"{each.name} of these vectors", LAYOUT_TIP) for each in available()]
    menu.add_choice("Axes", [*AXES, *layouts], "axes_chosen", chosen="0 1")
    menu.add_freeze()
    menu.add_choice("Vectors", SPACES, "space_chosen", chosen="input")
    menu.add_choice("Labels", LABELS, "labels_chosen", chosen="automatic")
    menu.add_sizes()
    menu.add_choice("Dragging", TOOLS, "tool_chosen", chosen="move")
    menu.add_undo()
    menu.add_beside()
    menu.add_exports("Save", EXPORTS)
    return menu
