"""Two lines for axes made of words; hidden until asked for."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from engine.errors import SettingError
from engine.vectors.axes import Axis, parse
from explorer.widgets.naming import named, tipped

TIP = "Words with + and − between them, a space before each minus, such as good - bad. Enter shows it."


class AxesBar(QWidget):
    """Emits two axes when both lines are sound, a sentence when one is not."""

    chosen = Signal(object)
    refused = Signal(str)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.across = self._line("xAxis", "Horizontal axis", "good - bad")
        self.upward = self._line("yAxis", "Vertical axis", "he - she")
        self.close_button = tipped(QToolButton(self), "Back to the principal components", accessible="Close")
        self.close_button.setText("×")
        self.close_button.clicked.connect(self.closed)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 0)
        for text, line in (("x", self.across), ("y", self.upward)):
            layout.addWidget(QLabel(text, self))
            layout.addWidget(line, 1)
        layout.addWidget(self.close_button)
        self.hide()

    def _line(self, name: str, accessible: str, text: str) -> QLineEdit:
        line = tipped(named(QLineEdit(text, self), name), TIP, accessible=accessible)
        line.returnPressed.connect(self.submit)
        return line

    def submit(self) -> None:
        """Read both lines."""
        try:
            axes: tuple[Axis, Axis] = (parse(self.across.text()), parse(self.upward.text()))
        except SettingError as error:
            self.refused.emit(str(error))
        else:
            self.chosen.emit(axes)
