"""Names and tips of widgets: what tests find them by, and what people are told about them."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

Named = TypeVar("Named", bound=QObject)
Tipped = TypeVar("Tipped", bound=QWidget)


def named(made: Named, name: str) -> Named:
    """The same object, with this object name."""
    made.setObjectName(name)
    return made


def tipped(made: Tipped, tip: str, *, accessible: str = "") -> Tipped:
    """The same widget, with a tooltip and the name a screen reader says."""
    made.setToolTip(tip)
    made.setAccessibleName(accessible)
    return made
