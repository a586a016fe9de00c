"""What goes from the map to files, and a column of a file that colours it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from engine.vectors.metadata import Column, Table, column, read_table
from explorer.colouring import Colours
from explorer.map import export
from explorer.map.colours import CATEGORIES
from explorer.map.view import MapView
from explorer.run.tasks import Job, Report
from explorer.session import Session

WIDTHS = (1200, 2400, 4800)
KINDS = {"png": "Picture (*.png)", "svg": "Drawing (*.svg)", "csv": "Table (*.csv)"}
TABLES = "Tab-separated columns (*.tsv *.tsv.gz *.txt);;All files (*)"


class MapFiles(QObject):
    """Asks for names and writes or reads; a failure is one sentence in the banner."""

    def __init__(self, session: Session, view: MapView, colours: Colours, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._view, self._colours, self._window = session, view, colours, parent

    def export(self, kind: str) -> None:
        """Ask where to, and save the map as ``png``, ``svg`` or ``csv``."""
        width = self._ask_width() if kind == "png" else 0
        if width is None:
            return
        chosen, _ = QFileDialog.getSaveFileName(self._window, "Save the map", f"map.{kind}", KINDS[kind])
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(f".{kind}"), kind, width)

    def _ask_width(self) -> int | None:
        choices = [f"{width:,} pixels wide" for width in WIDTHS]
        chosen, accepted = QInputDialog.getItem(
            self._window, "Save the map", "Resolution", choices, 1, editable=False
        )
        return WIDTHS[choices.index(chosen)] if accepted else None

    def save(self, path: Path, kind: str, width: int = WIDTHS[0]) -> None:
        """Save the map as it is now at `path`, in a task."""

        def tell(_: None) -> None:
            self._session.noticed.emit(f"Saved {path}")

        self._session.tasks.start(f"Saving {path.name}", self._job(path, kind, width), tell)

    def _job(self, path: Path, kind: str, width: int) -> Job:
        if kind == "csv":
            words, coords, names = self._view.table
            return lambda report: export.write(path, export.csv_text(words, coords, names, report))
        still = self._view.still
        if kind == "png":
            return lambda report: export.write_png(path, still, width, report)
        return lambda report: export.write(path, export.svg(still, report))

    def ask_column(self) -> None:
        """Ask for a file of columns and colour by one of them."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Colour by a column of", "", TABLES)
        if chosen:
            self.read_columns(Path(chosen))

    def read_columns(self, path: Path) -> None:
        """Read a file in a task, ask for a column if there are several, and colour by it."""

        def read(report: Report) -> Table:
            return read_table(path)

        self._session.tasks.start(f"Reading {path.name}", read, self._choose_column)

    def _choose_column(self, table: Table) -> None:
        names = [name for name in table.columns if name.lower() not in ("word", "label", "token")]
        name = (names or list(table.columns))[0]
        if len(names) > 1:
            name, accepted = QInputDialog.getItem(
                self._window, "Colour by", "Column", names, 0, editable=False
            )
            if not accepted:
                return
        self.use_column(table, name)

    def use_column(self, table: Table, name: str) -> None:
        """Bring a column into the order of the words in a task and colour by it."""
        words = self._session.words

        def arrange(report: Report) -> Column:
            return column(table, name, words, most=CATEGORIES)

        self._session.tasks.start(f"Colours from {table.path.name}", arrange, self._colours.use_column)
