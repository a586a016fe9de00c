"""The sentence panel: an answer at every key, whatever is typed."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from explorer.panels.sentence_panel import SentencePanel
from explorer.session import RunState, Session
from tests.explorer.panels.conftest import BuildPanel


@pytest.fixture
def trained(qtbot: QtBot, session: Session) -> Session:
    """A session after its run."""
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=15_000)
    return session


@pytest.fixture
def panel(trained: Session, build_panel: BuildPanel) -> SentencePanel:
    """The panel with a model."""
    made = build_panel("sentence", trained)
    assert isinstance(made, SentencePanel)
    return made


def test_every_key_brings_the_models_answer(qtbot: QtBot, trained: Session, panel: SentencePanel) -> None:
    for end in range(1, len("good film") + 1):
        qtbot.keyClicks(panel.edit, "good film"[end - 1])
        answer = trained.predict("good film"[:end])
        assert answer is not None
        assert panel.bars.probabilities == answer.probabilities
        assert panel.chips.words == answer.words
    assert "%" in panel.verdict.text()


def test_empty_text_empties_the_answer(panel: SentencePanel) -> None:
    panel.edit.setText("good")
    for text in ("", "   "):
        panel.edit.setText(text)
        assert panel.bars.probabilities == ()
        assert panel.chips.words == ()
        assert panel.verdict.text() == ""
        assert panel.chips.hint


def test_unknown_words_alone_are_told_of(panel: SentencePanel) -> None:
    panel.edit.setText("xyzzy plugh")
    assert [word.known for word in panel.chips.words] == [False, False]
    assert "no known word" in panel.verdict.text()


def test_very_long_text_is_answered(qtbot: QtBot, trained: Session, panel: SentencePanel) -> None:
    text = ("good bad film " * 8000)[:100_000]
    panel.edit.setText(text)
    assert len(panel.edit.text()) == 100_000
    qtbot.waitUntil(lambda: len(panel.chips.words) > 0, timeout=15_000)
    assert sum(panel.bars.probabilities) == pytest.approx(1)
    assert len(panel.chips.words) < 1000
    assert not panel.grab().isNull()


@pytest.mark.parametrize("text", ["\u202eodd\u0000", "🎬 good", "日本語", "(((", "a" * 5000, "'; drop --"])
def test_odd_text_does_no_harm(panel: SentencePanel, text: str) -> None:
    panel.edit.setText(text)
    assert sum(panel.bars.probabilities) == pytest.approx(1)
    assert not panel.grab().isNull()


def test_a_new_model_answers_what_stands_there(qtbot: QtBot, trained: Session, panel: SentencePanel) -> None:
    panel.edit.setText("good film")
    before = panel.bars.probabilities
    trained.change_setting("steps", 90)
    trained.run()
    qtbot.waitUntil(lambda: trained.state is RunState.FINISHED, timeout=15_000)
    qtbot.waitUntil(
        lambda: panel.bars.probabilities == trained.predict("good film").probabilities, timeout=5000
    )
    assert panel.bars.probabilities != before


def test_without_a_model_it_says_so(session: Session, build_panel: BuildPanel) -> None:
    panel = build_panel("sentence", session)
    assert "No classifier yet" in panel.findChild(QLabel, "sentenceSource").text()
    panel.edit.setText("good")
    assert panel.bars.probabilities == ()
