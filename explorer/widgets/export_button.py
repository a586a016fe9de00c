"""A button that saves what a view shows, as a table or as a picture."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSaveFile, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from explorer.widgets.naming import named, tipped
from explorer.widgets.picture import save_picture

Rows = Callable[[], Sequence[Sequence[str]]]


class ExportButton(QToolButton):
    """Offers CSV and PNG.

    Signals
    -------
    saved(str), failed(str)
        What became of it, in one sentence.
    """

    saved = Signal(str)
    failed = Signal(str)

    def __init__(self, name: str, rows: Rows, shown: Callable[[], QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, name).setText("Export")
        tipped(self, "Save what this tab shows as a table (CSV) or a picture (PNG).", accessible="Export")
        self._rows, self._shown = rows, shown
        menu = QMenu(self)
        menu.addAction("Table (CSV)…", lambda: self._ask("table.csv", "Table (*.csv)", self.save_table))
        menu.addAction("Picture (PNG)…", lambda: self._ask("view.png", "Picture (*.png)", self.save_view))
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def _ask(self, name: str, kinds: str, save: Callable[[Path], None]) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Export", name, kinds)
        if not chosen:
            return
        try:
            save(Path(chosen))
        except OSError as error:
            self.failed.emit(f"{chosen}: it cannot be written ({error}): choose another folder or make room.")
        else:
            self.saved.emit(f"Saved {chosen}")

    def save_table(self, path: Path) -> None:
        """Write the rows as CSV; raises OSError if that fails."""
        save_rows(self._rows(), path)

    def save_view(self, path: Path) -> None:
        """Write the view as PNG; raises OSError if that fails."""
        save_picture(self._shown(), path)


def save_rows(rows: Sequence[Sequence[str]], path: Path) -> None:
    """Write rows as CSV (UTF-8); an older file of that name stays until the new one is complete.

    Raises
    ------
    OSError
        If the file cannot be written; says why.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    file = QSaveFile(str(path))
    data = text.getvalue().encode()
    if not (file.open(QSaveFile.OpenModeFlag.WriteOnly) and file.write(data) == len(data) and file.commit()):
        raise OSError(file.errorString())
