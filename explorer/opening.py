"""From a file or folder that the user picked to the data set of the next run, asking only where it must."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QInputDialog, QWidget

from engine.corpus.catalogue import holds_corpus
from engine.corpus.table import has_columns
from engine.corpus.table_sketch import TableSketch, sketch
from explorer.run.tasks import Report
from explorer.session import Session
from explorer.widgets.open_text_dialog import ask

ENDINGS = (".txt", ".csv", ".tsv")


class Opening:
    """Opens what people have: a text, a table of reviews, or a folder with either."""

    def __init__(self, window: QWidget, session: Session) -> None:
        self._window, self._session = window, session

    def open(self, path: Path) -> None:
        """Read a text at once; of a table, ask first what its columns mean."""

        def look(report: Report) -> TableSketch | None:
            return sketch(path, progress=report) if has_columns(path) else None

        def take(found: TableSketch | None) -> None:
            if found is None:
                self._session.choose_data(str(path))
                return
            dialog = ask(found, self._window)
            dialog.accepted.connect(lambda: self._session.choose_data(dialog.choice().address(path)))

        self._session.tasks.start(f"Looking at {path.name}", look, take)

    def open_folder(self, folder: Path) -> None:
        """Read a folder of trees or tables; of others, the text in it, asking which if there are several."""

        def look(report: Report) -> list[str] | None:
            return None if holds_corpus(folder) else texts_in(folder)

        def take(names: list[str] | None) -> None:
            if not names:
                self._session.choose_data(str(folder))
            elif len(names) == 1:
                self.open(folder / names[0])
            else:
                self._ask_which(folder, names)

        self._session.tasks.start(f"Looking at {folder.name}", look, take)

    def _ask_which(self, folder: Path, names: list[str]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setObjectName("whichFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"Open from {folder.name}")
        dialog.setLabelText("Which file holds the reviews?")
        dialog.setComboBoxItems(names)
        dialog.textValueSelected.connect(lambda name: self.open(folder / name))
        dialog.open()


def texts_in(folder: Path) -> list[str]:
    """The files of a folder that could be opened, by name."""
    try:
        return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    except OSError:
        return []
