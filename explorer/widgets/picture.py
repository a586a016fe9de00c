"""Saving what a widget shows."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSaveFile
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def save_picture(widget: QWidget, path: Path) -> None:
    """Write the widget as PNG; see `save_image`."""
    save_image(widget.grab().toImage(), path)


def save_image(image: QImage, path: Path) -> None:
    """Write an image as PNG; an older file of that name stays until the new one is complete.

    Raises
    ------
    OSError
        If the file cannot be written; says why.
    """
    file = QSaveFile(str(path))
    if not (
        file.open(QSaveFile.OpenModeFlag.WriteOnly)
        and image.save(file, "PNG")  # type: ignore[call-overload]  # the stub leaves out devices
        and file.commit()
    ):
        raise OSError(file.errorString())
