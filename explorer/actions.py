"""What the menus do: each action asks for a file if it needs one, and lets the session do the rest."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine.training.checkpoint import Checkpoint
from engine.vectors import formats
from explorer.fetching import GETTABLE, Fetching
from explorer.main_window import MainWindow
from explorer.opening import Opening
from explorer.run.tasks import Report
from explorer.session import Session
from explorer.vector_files import KINDS, VectorFiles
from explorer.widgets.picture import save_picture

TEXT_FILES = "Text (*.txt *.csv *.tsv);;All files (*)"
RUN_FILES = "Wordscope run (*.npz);;All files (*)"


class Actions:
    """The window's menu entries."""

    def __init__(self, window: MainWindow, session: Session) -> None:
        self._window, self._session = window, session
        self.opening = Opening(window, session)
        self.vectors = VectorFiles(window, session, self.open_any)
        self.fetching = Fetching(window, session, self.vectors.ask_and_open)

    def install(self) -> None:
        """Fill the menus."""
        session, window = self._session, self._window
        window.add_menu(
            "&File",
            [
                ("Open text file…", "Ctrl+O", lambda: self.open_data(folder=False)),
                ("Open folder…", "Ctrl+Shift+O", lambda: self.open_data(folder=True)),
                *((text, "", partial(self.fetching.get, name)) for name, text in GETTABLE.items()),
                None,
                ("Open vectors…", "", self.open_vectors),
                ("Save vectors…", "Ctrl+S", self.save_vectors),
                None,
                ("Open run…", "", self.open_run),
                ("Save run…", "", self.save_run),
                None,
                ("Export picture…", "Ctrl+E", self.export_picture),
                None,
                ("Quit", "Ctrl+Q", window.close),
            ],
        )
        window.add_menu(
            "&Run",
            [
                ("Run or pause\tSpace", "", session.toggle),
                ("Step\tS", "", session.step),
                ("Stop", "", session.stop),
                None,
                ("Rewind", "Ctrl+R", session.rewind),
                ("New seed", "", session.new_seed),
                None,
                ("Check gradient thoroughly", "", session.check_thoroughly),
            ],
        )
        window.bar.open_requested.connect(lambda folder: self.open_data(folder=folder))
        window.bar.get_requested.connect(self.fetching.get)
        self.fetching.fetched.connect(lambda _name: window.bar.fill_data())

    def open_data(self, *, folder: bool) -> None:
        """Ask for a text file, a table or a folder and read it."""
        if folder:
            chosen = QFileDialog.getExistingDirectory(self._window, "Open a folder of labelled sentences")
            if chosen:
                self.opening.open_folder(Path(chosen))
            return
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open a text file", "", TEXT_FILES)
        if chosen:
            self.opening.open(Path(chosen))

    def open_any(self, path: Path) -> None:
        """Read a text, a table or a folder."""
        (self.opening.open_folder if path.is_dir() else self.opening.open)(path)

    def open_vectors(self) -> None:
        """Ask for a file of word vectors and show it on the map."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open word vectors", "", KINDS)
        if chosen:
            self.vectors.ask_and_open(Path(chosen))

    def save_vectors(self) -> None:
        """Ask for a name and save the vectors on the map; the ending decides the format."""
        vectors = self._session.vectors
        if vectors is None:
            self._session.failed.emit("There are no vectors to save yet: train or open some first.", "")
            return
        chosen = self._ask_name("Save word vectors", "vectors.txt", KINDS)
        if chosen is not None:
            self._session.tasks.start(
                f"Saving {chosen.name}",
                lambda report: formats.save(vectors, chosen, progress=report),
                lambda _result: self._session.noticed.emit(f"Saved {chosen}"),
            )

    def open_run(self) -> None:
        """Ask for a saved run and go on with it."""
        chosen, _ = QFileDialog.getOpenFileName(self._window, "Open a run", "", RUN_FILES)
        if chosen:
            self.resume(Path(chosen))

    def resume(self, path: Path) -> None:
        """Read a saved run in a task, read its data, and wait where it stopped."""

        def read(report: Report) -> Checkpoint:
            return Checkpoint.load(path)

        self._session.tasks.start(f"Reading {path.name}", read, self._session.resume_from)

    def save_run(self) -> None:
        """Ask for a name and save the run so that it can go on later."""
        if self._session.runner.control is None:
            self._session.failed.emit("There is no run to save: start one first.", "")
            return
        chosen = self._ask_name("Save the run", "run.npz", RUN_FILES)
        if chosen is not None and self._session.runner.control is not None:
            self._session.runner.control.save(str(chosen))

    def export_picture(self) -> None:
        """Ask for a name and save the window as a picture."""
        chosen = self._ask_name("Export picture", "wordscope.png", "Picture (*.png)")
        if chosen is None:
            return
        try:
            save_picture(self._window, chosen)
        except OSError as error:
            told = f"{chosen}: the picture cannot be written ({error}): choose another folder or make room."
            self._session.failed.emit(told, "")
        else:
            self._session.noticed.emit(f"Saved {chosen}")

    def about(self) -> None:
        """Say what this is."""
        QMessageBox.about(
            self._window,
            "Wordscope",
            "<b>Wordscope</b><br>Watch word vectors learn.<br><br>"
            "The engine is NumPy; every gradient you see moving the words is checked while it does so.<br>"
            "MIT licence.",
        )

    def _ask_name(self, title: str, name: str, kinds: str) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._window, title, name, kinds)
        return Path(chosen) if chosen else None
