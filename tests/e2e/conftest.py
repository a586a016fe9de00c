"""The real window on a tiny treebank, with settings of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from explorer import app
from explorer.app import Wordscope
from tests.corpora import quick_spec, write_trees

OpenWindow = Callable[..., Wordscope]


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    """Where the window remembers."""
    return tmp_path / "settings.ini"


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A folder of tiny labelled trees."""
    return write_trees(tmp_path / "trees")


@pytest.fixture
def open_window(
    qtbot: QtBot, settings_file: Path, trees: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenWindow]:
    """Makes windows by `explorer.app.create`, closes them in the end, and puts the error hook back."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    made: list[Wordscope] = []

    def make(*argv: str, begin: bool = True, **changes: object) -> Wordscope:
        settings = QSettings(str(settings_file), QSettings.Format.IniFormat)
        if changes:
            settings.setValue("spec", quick_spec(trees, **changes).to_json())
        _, window = app.create(list(argv), settings)
        qtbot.addWidget(window)
        made.append(window)
        window.show()
        qtbot.waitExposed(window)
        if begin:
            window.begin()
            qtbot.waitUntil(lambda: not window.session.tasks.running, timeout=20_000)
        return window

    running = QApplication.instance()
    assert isinstance(running, QApplication)
    style, palette, font = running.styleSheet(), running.palette(), running.font()
    yield make
    for window in made:
        window.close()
    running.setStyleSheet(style)
    running.setPalette(palette)
    running.setFont(font)
