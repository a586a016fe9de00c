"""Panels on hand-made vectors, and sessions put by hand into any state."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors
from explorer import theme as themes
from explorer.panels.registry import PANELS
from explorer.panels.sentence_panel import SentencePanel
from explorer.panels.sentences_panel import SentencesPanel
from explorer.session import RunState, Session

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


SENTENCE = "the film was good"


@pytest.fixture
def box(qtbot: QtBot, session: Session) -> SentencePanel:
    """The sentence box after a short run."""
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=60_000)
    made = SentencePanel(session, themes.LIGHT)
    qtbot.addWidget(made)
    made.resize(1200, 130)
    made.show()
    made.edit.setText(SENTENCE)
    return made


@pytest.fixture
def sentences_panel(qtbot: QtBot, session: Session, box: SentencePanel) -> SentencesPanel:
    """The tab of sentences, beside the box."""
    made = SentencesPanel(session, themes.LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def network(session: Session) -> NetworkModel:
    """A small network on the session's data."""
    assert session.dataset is not None
    return fit_network(session.dataset, settings=NetworkSettings(dims=8, hidden=8, epochs=2)).model
