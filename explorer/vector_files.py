"""Word vectors from files: chosen in a dialog or dropped on the window, all or the first of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QInputDialog, QWidget

from engine.errors import VectorError
from engine.vectors import WordVectors, formats
from engine.vectors.placing import Axes, Placed, Placer
from engine.vectors.streams import open_source
from engine.vectors.text_formats import is_number
from explorer.run.tasks import Report
from explorer.session import Session

LARGE = 30_000_000
"""Bytes from which it is worth asking how many words are wanted."""
CHOICES: dict[str, int | None] = {
    "the first 20,000 words": 20_000,
    "the first 100,000 words": 100_000,
    "the first 400,000 words": 400_000,
    "all words": None,
}
RULE = "Files list frequent words first. Show"
KINDS = "Word vectors (*.txt *.vec *.bin *.npz *.tsv *.gz);;All files (*)"
"""What dialogs that open or save vectors list."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Vectors and where they stand."""

    vectors: WordVectors
    frame: Placed


class VectorFiles(QObject):
    """Opens files of vectors in tasks, and takes what is dropped on the window.

    Parameters
    ----------
    window : QWidget
        Gets drops from now on.
    session : Session
    open_data : callable
        What to do with dropped files and folders that hold no vectors.
    """

    def __init__(self, window: QWidget, session: Session, open_data: Callable[[Path], None]) -> None:
        super().__init__(window)
        self._window, self._session, self._open_data = window, session, open_data
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def ask_and_open(self, path: Path) -> None:
        """Open a file; of a large one ask first how many words are wanted."""
        limit, accepted = ask_limit(self._window, path)
        if accepted:
            self.open(path, limit)

    def open(self, path: Path, limit: int | None = None) -> None:
        """Read vectors in a task and show them; what was on the map stays if that fails."""

        def read(report: Report) -> Opened:
            vectors = formats.load(path, limit=limit, progress=report)
            return Opened(vectors, Placer(Axes()).place(vectors))

        def show(opened: Opened) -> None:
            self._session.show_vectors(opened.vectors, frame=opened.frame)
            for note in opened.vectors.notes:
                self._session.noticed.emit(note)

        self._session.tasks.start(f"Reading {path.name}", read, show)

    def take(self, path: Path) -> None:
        """Open something dropped: vectors by their content, everything else as a text or a corpus."""
        if path.is_dir() or not holds_vectors(path):
            self._open_data(path)
        else:
            self.ask_and_open(path)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept files that are dragged over the window, and open the first one dropped."""
        if isinstance(event, QDragEnterEvent) and _first_path(event) is not None:
            event.acceptProposedAction()
            return True
        if event.type() == QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = _first_path(event)
            if path is not None:
                event.acceptProposedAction()
                self.take(path)
                return True
        return super().eventFilter(watched, event)


def ask_limit(window: QWidget, path: Path) -> tuple[int | None, bool]:
    """How many of a file's first words are wanted, None for all, and whether it shall be opened at all.

    Only of a file larger than `LARGE` bytes one is asked; of any other all words are wanted.
    """
    if not path.is_file() or path.stat().st_size <= LARGE:
        return None, True
    chosen, accepted = QInputDialog.getItem(
        window, f"Open {path.name}", RULE, list(CHOICES), 2, editable=False
    )
    return CHOICES[chosen], accepted


def _first_path(event: QDropEvent) -> Path | None:
    names = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
    return Path(names[0]) if names else None


def holds_vectors(path: Path) -> bool:
    """Whether a file looks like word vectors of any known format; a sentence with a number in it does not."""
    try:
        with open_source(path) as source:
            head = source.head(formats.HEAD_BYTES)
            name = formats.detect(head, path)
    except VectorError:
        return False
    numbers = head.lstrip().partition(b"\n")[0].split()[1:]
    return name != "glove" or all(map(is_number, numbers[-3:]))
