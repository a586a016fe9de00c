"""A picture of the window after some seconds of training, taken without a screen."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, QSettings, QTimer
from PySide6.QtWidgets import QWidget

from engine.commands.output import must_be_writable, print_json, print_line, progress
from engine.errors import FileError, SettingError, WordscopeError
from engine.vectors import formats
from explorer.app import Wordscope, create
from explorer.courtesy import be_courteous
from explorer.map.view import MapView
from explorer.options import WindowOptions
from explorer.panels.registry import PANELS
from explorer.session import RunState
from explorer.widgets.picture import save_picture

PATIENCE = 120.0
TICK_MS = 50
SETTLE_MS = 600
SHOWN_WORD = "great"
SENTENCE = "I loved it but the ending was awful"


@dataclass(frozen=True, slots=True)
class Picture:
    """What to take a picture of.

    Attributes
    ----------
    out : Path
        Where it goes.
    seconds : float
        Training before it is taken; without any, the bundled models fill the window as at the first start.
    panel : str or None
        One panel alone.
    size : tuple of int
        Width and height of the window.
    sentence : str
        What stands in the sentence box.
    vectors : Path or None
        A file of vectors to show instead of training.
    zoom : float
        How much nearer than the whole map is looked at.
    """

    out: Path
    seconds: float
    panel: str | None
    size: tuple[int, int]
    sentence: str
    vectors: Path | None = None
    zoom: float = 1.0


def parse_size(text: str) -> tuple[int, int]:
    """``1280x800`` as two numbers.

    Raises
    ------
    SettingError
        If it is not two whole numbers from 200 to 10,000.
    """
    found = re.fullmatch(r"(\d{3,5})[xX×](\d{3,5})", text)
    size = (int(found[1]), int(found[2])) if found else (0, 0)
    if not all(200 <= side <= 10_000 for side in size):
        raise SettingError(f"the size is {text!r}: give width and height in pixels, such as 1280x800.")
    return size


def take(picture: Picture, options: WindowOptions, *, json: bool, quiet: bool) -> None:
    """Train, save the picture, say what was reached.

    Raises
    ------
    WordscopeError
        If the data cannot be read, training failed or the picture cannot be written.
    """
    _refuse_what_cannot_be_drawn(picture)
    be_courteous()
    with tempfile.TemporaryDirectory() as folder:
        # The user's own layout and settings have no part in it.
        settings = QSettings(str(Path(folder) / "settings.ini"), QSettings.Format.IniFormat)
        _, window = create(options, settings)
        watcher = _Watcher(window, picture.seconds)
        try:
            window.resize(*picture.size)
            window.show()
            window.sentence.edit.setText(picture.sentence or SENTENCE)
            _fill(window, watcher, picture, quiet=quiet)
            window.session.select_word(SHOWN_WORD)
            watcher.let_it_settle()
            if picture.zoom != 1:
                _look_nearer(window.map.view, picture.zoom)
                watcher.let_it_settle()
            _save(window, picture)
            _tell(watcher, picture.out, json=json)
        finally:
            window.close()
            window.deleteLater()


def _fill(window: Wordscope, watcher: _Watcher, picture: Picture, *, quiet: bool) -> None:
    """Train, show the vectors of a file, or do neither: then the bundled models speak."""
    if picture.vectors is None and picture.seconds == 0:
        window.begin()
        watcher.wait_for_start()
        return
    if picture.vectors is None:
        window.begin()
        with progress("Training off-screen", quiet=quiet) as report:
            watcher.wait(lambda share: report(share, ""))
        return
    with progress(f"Reading {picture.vectors.name}", quiet=quiet) as report:
        vectors = formats.load(picture.vectors, progress=lambda share: report(share, ""))
    window.session.show_vectors(vectors)


def _look_nearer(view: MapView, zoom: float) -> None:
    middle = (view.camera.width / 2, view.camera.height / 2)
    view.look(view.camera.zoomed(zoom, middle))


def _refuse_what_cannot_be_drawn(picture: Picture) -> None:
    """Before the training, not after it."""
    names = [entry.name for entry in PANELS]
    if picture.panel is not None and picture.panel not in names:
        raise SettingError(f"there is no panel {picture.panel!r}: choose one of {', '.join(names)}.")
    must_be_writable(picture.out)


class _Watcher(QObject):
    """Counts what a run shows, and waits for it in the event loop."""

    def __init__(self, window: Wordscope, seconds: float) -> None:
        super().__init__(window)
        self.session, self.seconds = window.session, seconds
        self.frames, self.error = 0, ""
        self._loop = QEventLoop(self)
        self.session.frame_changed.connect(self._on_frame)
        self.session.failed.connect(self._on_failed)
        self.session.state_changed.connect(self._on_state)

    def wait(self, report: Callable[[float], None]) -> None:
        """Train for the time asked for, or until the run ends.

        Raises
        ------
        WordscopeError
            If the run failed, or did not start in time.
        """
        ticker = QTimer(self, interval=TICK_MS)
        begin = time.perf_counter()

        def tick() -> None:
            trained = self.session.progress.seconds if self.session.progress is not None else 0.0
            report(min(1.0, trained / max(self.seconds, 1e-9)))
            if trained >= self.seconds or time.perf_counter() - begin > self.seconds + PATIENCE:
                self._loop.quit()

        ticker.timeout.connect(tick)
        ticker.start()
        self._loop.exec()
        ticker.stop()
        if self.error:
            raise WordscopeError(self.error)

    def wait_for_start(self) -> None:
        """Wait until the bundled models are shown and the data is read.

        Raises
        ------
        WordscopeError
            If the data cannot be read.
        """
        begin = time.perf_counter()
        while self.session.dataset is None or not self.session.words:
            if self.error or time.perf_counter() - begin > PATIENCE:
                raise WordscopeError(self.error or "the window did not start in time: try again.")
            self.let_it_settle()

    def let_it_settle(self) -> None:
        """Wait until the panels have drawn their last changes."""
        QTimer.singleShot(SETTLE_MS, self._loop.quit)
        self._loop.exec()

    def _on_frame(self) -> None:
        self.frames += 1

    def _on_failed(self, message: str, details: str) -> None:
        self.error = message
        self._loop.quit()

    def _on_state(self) -> None:
        if self.session.state is RunState.FINISHED:
            self._loop.quit()


def _save(window: Wordscope, picture: Picture) -> None:
    """Save the window, or one panel of it."""
    if picture.panel is not None:
        window.show_panel(picture.panel)
    shown: QWidget = window.panels[picture.panel] if picture.panel is not None else window
    try:
        save_picture(shown, picture.out)
    except OSError as error:
        raise FileError(
            f"the picture cannot be written ({error}): choose another folder or make room"
        ) from error


def _tell(watcher: _Watcher, out: Path, *, json: bool) -> None:
    session, now = watcher.session, watcher.session.progress
    steps, pace = (now.step, session.pace) if now is not None else (0, 0.0)
    if json:
        print_json({"image": str(out), "frames": watcher.frames, "steps": steps, "words_per_second": pace})
        return
    print_line(f"{out}: the window after {watcher.frames} frames of the map")
    if session.is_bundled:
        print_line(f"{len(session.words):,} words of the bundled model, before any training")
    if now is None:
        return
    print_line(f"{steps:,} steps, epoch {now.epoch:.1f}, {pace:,.0f} words/s, {len(session.words):,} words")
    unit = "phrase" if session.trains_network else "pair"
    print_line(f"loss {session.history.loss['smooth_loss'][-1]:.3f} a {unit}")
    if session.report is not None:
        verdict = "passes" if session.report.passed else "FAILS"
        print_line(f"gradient check {verdict}, largest residual {session.report.max_residual:.1e}")
    if len(session.history.accuracy):
        print_line(f"sentiment on dev {session.history.accuracy['dev'][-1]:.1f} %")
    if session.vectors is not None and SHOWN_WORD in session.vectors:
        near = ", ".join(each.word for each in session.vectors.neighbours(SHOWN_WORD, 8))
        print_line(f"nearest to “{SHOWN_WORD}”: {near}")
