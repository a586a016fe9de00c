"""Getting the public data sets from the window: ask before a large one, fetch in a task, then use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from engine.corpus.catalogue import CatalogueEntry, catalogue, user_data_folder
from engine.corpus.fetch import LARGE, fetch, free_disk, needed
from engine.corpus.fetch_errors import size_text
from explorer.run.tasks import Task
from explorer.session import RunState, Session

GETTABLE = {"sst": "Get the Stanford treebank…", "glove": "Get GloVe vectors…"}


class Fetching(QObject):
    """Fetches a data set of the catalogue at the user's wish."""

    fetched = Signal(str)

    def __init__(self, window: QWidget, session: Session, show_vectors: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._window, self._session, self._show_vectors = window, session, show_vectors
        self._tasks: dict[str, Task] = {}

    def get(self, name: str) -> None:
        """Use a data set, after fetching it if it is not there; a large one is asked about first."""
        entry = catalogue()[name]
        if entry.available():
            self._use(entry)
        elif name in self._tasks and self._tasks[name].is_alive():
            self._session.noticed.emit(f"{entry.title} is being fetched already: see the status bar.")
        elif entry.size_bytes >= LARGE:
            self._ask(entry)
        else:
            self._start(entry)

    def _ask(self, entry: CatalogueEntry) -> None:
        box = QMessageBox(self._window)
        box.setObjectName("fetchQuestion")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(entry.title)
        box.setText(f"Download {entry.title}, {size_text(entry.size_bytes)}?")
        box.setInformativeText(
            f"It needs {size_text(needed(entry))} of disk in {user_data_folder()}, where "
            f"{size_text(free_disk(user_data_folder()))} are free. Licence: {entry.licence}. "
            "You can go on working, and cancel in the status bar."
        )
        download = box.addButton("Download", QMessageBox.ButtonRole.AcceptRole)
        # The style makes this button bold, which its own size does not know.
        download.setMinimumWidth(round(1.3 * download.sizeHint().width()))
        box.addButton(QMessageBox.StandardButton.Cancel)
        download.clicked.connect(lambda: self._start(entry))
        box.open()

    def _start(self, entry: CatalogueEntry) -> None:
        before = self._session.spec.data

        def take(_folder: Path) -> None:
            self.fetched.emit(entry.name)
            # Who chose another data set meanwhile wants that one.
            if entry.kind == "sentences" and self._session.spec.data != before:
                self._session.noticed.emit(f"{entry.title} is here: choose it in the list of data.")
            elif entry.kind == "vectors" and self._is_busy():
                self._session.noticed.emit(
                    f"{entry.title} are here: File, {GETTABLE[entry.name]} shows them."
                )
            else:
                self._use(entry)

        self._tasks[entry.name] = self._session.tasks.start(
            f"Fetching {entry.title}", lambda report: fetch(entry, progress=report), take
        )

    def _use(self, entry: CatalogueEntry) -> None:
        if entry.kind == "sentences":
            self._session.choose_data(entry.name)
        else:
            self._show_vectors(entry.folder() / next(iter(entry.checksums)))

    def _is_busy(self) -> bool:
        """Whether a run is under way, which showing other vectors would end."""
        return self._session.state in (RunState.LOADING, RunState.RUNNING, RunState.PAUSED)
