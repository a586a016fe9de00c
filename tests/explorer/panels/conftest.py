"""Panels on hand-made vectors, and sessions put by hand into any state."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.vectors import WordVectors
from explorer import theme as themes
from explorer.panels.registry import PANELS
from explorer.session import Session

WORDS = ("the", "good", "great", "fine", "bad", "awful", "film", "plot", "king", "queen", "man", "woman")


@pytest.fixture
def vectors() -> WordVectors:
    """A dozen words in eight dimensions."""
    matrix = np.random.default_rng(4).normal(size=(len(WORDS), 8))
    return WordVectors(WORDS, matrix, np.arange(len(WORDS), 0, -1) * 1000)


BuildPanel = Callable[[str, Session], QWidget]


@pytest.fixture
def build_panel(qtbot: QtBot) -> BuildPanel:
    """Builds a panel of the registry and shows it."""

    def build(name: str, session: Session) -> QWidget:
        entry = next(entry for entry in PANELS if entry.name == name)
        panel = entry.build(session, themes.LIGHT)
        qtbot.addWidget(panel)
        panel.resize(700, 400)
        panel.show()
        qtbot.waitExposed(panel)
        return panel

    return build
