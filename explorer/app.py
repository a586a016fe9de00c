"""The composition root: makes application, session and window and connects them. Knows everything."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.corpus import catalogue
from engine.errors import SettingError, WordscopeError
from engine.resources import resource
from engine.sentiment.bundled import SENTENCES, VECTORS, bundled
from engine.sentiment.model import SentimentModel
from engine.sentiment.model_files import load_model
from engine.sentiment.prediction import SentenceModel
from engine.training.presets import DEFAULT_PRESET, PRESETS, preset
from engine.training.process import prepare
from engine.training.spec import RunSpec
from engine.vectors import WordVectors
from explorer import dressing
from explorer import theme as themes
from explorer.actions import Actions
from explorer.answers import BUNDLED
from explorer.courtesy import be_courteous
from explorer.garbage import GarbageTimer, spare_the_settled
from explorer.main_window import MainWindow
from explorer.options import WindowOptions
from explorer.panels.map_panel import MapPanel
from explorer.panels.sentence_panel import SentencePanel
from explorer.run.tasks import Report
from explorer.session import RunState, Session

Panel = TypeVar("Panel", bound=QWidget)


class Wordscope(MainWindow):
    """The window with its keys and its memory of the last time."""

    def __init__(self, session: Session, options: WindowOptions, settings: QSettings) -> None:
        theme = themes.theme_for(options.theme or _remembered(settings, "theme"))
        super().__init__(session, theme, settings)
        self.options = options
        self.actions_of_menu = Actions(self, session)
        self.actions_of_menu.install()
        self.add_panels_menu(
            "&View",
            [
                ("Light", "", lambda: self.dress("light")),
                ("Dark", "", lambda: self.dress("dark")),
                ("As the system", "", lambda: self.dress(None)),
                None,
                ("Reset layout", "", self.reset_layout),
            ],
        )
        self.add_menu(
            "&Help", [("Keys", "F1", self.show_keys), ("About Wordscope", "", self.actions_of_menu.about)]
        )
        session.sentences.lines_pasted.connect(lambda _lines: self.show_panel("sentences"))
        self.closing.connect(self._on_closing)

    @property
    def map(self) -> MapPanel:
        """The panel of the map."""
        return self._panel("map", MapPanel)

    @property
    def sentence(self) -> SentencePanel:
        """The panel of the sentence."""
        return self._panel("sentence", SentencePanel)

    def _panel(self, name: str, kind: type[Panel]) -> Panel:
        panel = self.panels[name]
        assert isinstance(panel, kind)
        return panel

    def dress(self, name: str | None) -> None:
        """Change the theme of the application and remember the choice; None follows the system."""
        self._settings.setValue("theme", name or "")
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        dressing.apply(app, themes.theme_for(name))
        self.set_theme(themes.theme_for(name))

    def begin(self) -> None:
        """Show the bundled model, read the data, and start what the command line asked for."""
        session, options = self.session, self.options
        if options.session is not None:
            self.actions_of_menu.resume(Path(options.session))
            return
        session.tasks.start("Reading the bundled model", _read_bundled, self._show_bundled)
        session.open_data(session.spec.data, then=session.run if options.run else None)

    def _show_bundled(self, models: tuple[SentimentModel, SentenceModel] | None) -> None:
        """The bundled models speak until a run does: vectors on the map, the network of sentences."""
        if models is None or self.session.state is not RunState.IDLE or self.session.words:
            return
        model, judge = models
        half = WordVectors(model.vectors.words, model.vectors.matrix[:, : model.vectors.dims // 2])
        self.session.show_vectors(half, bundled=True)
        self.session.show_model(model, model.name)
        self.session.answers.offer(BUNDLED, judge, judge.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field took for itself."""
        match event.key():
            case Qt.Key.Key_Space:
                self.session.toggle()
            case Qt.Key.Key_S if not event.modifiers():
                self.session.step()
            case Qt.Key.Key_F if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.focus_search()
            case Qt.Key.Key_L if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.focus_sentence()
            case Qt.Key.Key_Z if event.modifiers() == Qt.KeyboardModifier.ControlModifier:
                self.session.undo_setting()
            case Qt.Key.Key_Escape:
                self.clear()
            case _:
                super().keyPressEvent(event)

    def clear(self) -> None:
        """No selection, no search."""
        self.session.selection.select(None)
        self.map.search.clear()

    def _on_closing(self) -> None:
        self._settings.setValue("spec", self.session.spec.to_json())
        self._settings.setValue("preset", self.session.preset)
        self._settings.setValue("data_choice", self.session.data_choice)
        self._settings.setValue("sentence", self.sentence.edit.text())
        self._settings.setValue("sentences", self.session.sentences.to_json())
        self.session.close()


def create(
    argv: Sequence[str] | WindowOptions, settings: QSettings | None = None
) -> tuple[QApplication, Wordscope]:
    """The application and its window, not shown yet.

    Parameters
    ----------
    argv : sequence of str or WindowOptions
        Arguments without the program's name.
    settings : QSettings, optional
        Where layout and last settings are remembered; the user's own if left out.
    """
    options = argv if isinstance(argv, WindowOptions) else WindowOptions.parse(argv)
    app = QApplication.instance() or QApplication(["wordscope"])
    assert isinstance(app, QApplication)
    app.setApplicationName("Wordscope")
    app.setOrganizationName("Wordscope")
    app.setWindowIcon(QIcon(str(resource("icons", "wordscope.svg"))))
    settings = settings or QSettings()
    session = Session(_first_spec(options, settings))
    session.preset = _first_preset(options, settings)
    session.data_choice = _remembered(settings, "data_choice") or ""
    dressing.apply(app, themes.theme_for(options.theme or _remembered(settings, "theme")))
    window = Wordscope(session, options, settings)
    session.setParent(window)
    window.resize(window.sizeHint())
    window.restore_layout()
    window.sentence.edit.setText(_remembered(settings, "sentence") or "")
    session.sentences.restore(_remembered(settings, "sentences") or "")
    _install_error_hook(session)
    return app, window


def run(options: WindowOptions) -> int:
    """Show the window and wait until it is closed; returns the exit status."""
    be_courteous()
    app, window = create(options)
    window.show()
    window.map.view.setFocus()
    window.begin()
    QTimer.singleShot(0, spare_the_settled)
    QTimer.singleShot(0, prepare)
    window.session.data_changed.connect(spare_the_settled)
    garbage = GarbageTimer(window)
    try:
        return app.exec()
    finally:
        garbage.stop()


def _first_spec(options: WindowOptions, settings: QSettings) -> RunSpec:
    """The settings to start with: what was asked for, else those of the last time, else the default."""
    spec = preset(options.preset or DEFAULT_PRESET)
    stored = _remembered(settings, "spec")
    if options.preset is None and stored is not None:
        # Settings of an older version that no longer fit are no reason to fail at the start.
        with contextlib.suppress(SettingError):
            spec = RunSpec.from_json(stored)
    if options.data is not None:
        return replace(spec, data=options.data)
    # The demo is a stopgap unless somebody wants it: one begins with the treebank once it is there.
    is_stopgap = spec.data == "demo" and _remembered(settings, "data_choice") != "demo"
    entry = catalogue.catalogue().get(spec.data)
    is_gone = entry is not None and not entry.available()
    return replace(spec, data=catalogue.default_name()) if is_stopgap or is_gone else spec


def _first_preset(options: WindowOptions, settings: QSettings) -> str:
    """The name that goes with those settings; empty if they were changed by hand."""
    if options.preset is not None:
        return next(name for name in PRESETS if name.casefold() == options.preset.casefold())
    return _remembered(settings, "preset") or ("" if _remembered(settings, "spec") else DEFAULT_PRESET)


def _remembered(settings: QSettings, key: str) -> str | None:
    value = settings.value(key)
    return str(value) if value else None


def _read_bundled(report: Report) -> tuple[SentimentModel, SentenceModel] | None:
    """The model whose vectors fill the map, and the one that judges sentences."""
    vectors, sentences = bundled(VECTORS), bundled(SENTENCES)
    if not vectors.is_file() or not sentences.is_file():
        return None
    return SentimentModel.load(vectors), load_model(sentences)


def _install_error_hook(session: Session) -> None:
    """Show what nobody caught in the banner instead of losing it on a console nobody reads."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if isinstance(error, WordscopeError):
            session.failed.emit(str(error), "")
            return
        # On the console as well: the window may be closing, or not be there yet.
        sys.__excepthook__(kind, error, trace)
        if not issubclass(kind, KeyboardInterrupt):
            details = "".join(traceback.format_exception(kind, error, trace))
            session.failed.emit(
                f"Something went wrong: {error}. Your data and vectors are untouched.", details
            )

    sys.excepthook = show
