"""What was typed and what is pinned: kept, judged anew with every model, and back at the next start."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from engine.sentiment.prediction import Prediction
from explorer.answers import AVERAGES, BUNDLED, NETWORK
from explorer.sentences import LONGEST_PIN, MOST_PINS, MOST_RECENT, Pinned, Sentences
from explorer.session import RunState, Session


class Sure:
    """Is always sure of one class."""

    def __init__(self, label: int) -> None:
        self.label, self.name = label, str(label)

    def predict(self, text: str) -> Prediction:
        shares = tuple(float(place == self.label) for place in range(5))
        return Prediction(text, self.label, shares, (), (0.0,) * 5)


@pytest.fixture
def sentences(session: Session) -> Sentences:
    """Those of a session that has nothing to show yet."""
    return session.sentences


def test_what_was_typed_stands_newest_first(sentences: Sentences) -> None:
    for text in ("a good", "a good film", "dull", " dull ", "", "a   good film"):
        sentences.note(text)
    assert sentences.recent == ("a good film", "dull")
    for place in range(2 * MOST_RECENT):
        sentences.note(f"{place} films")
    assert len(sentences.recent) == MOST_RECENT


def test_a_pin_is_judged_by_every_new_model(qtbot: QtBot, session: Session, sentences: Sentences) -> None:
    sentences.toggle_pin("a  good film")
    pinned = sentences.pinned["a good film"]
    assert pinned.prediction is None
    for label in (1, 4):
        with qtbot.waitSignal(sentences.scores_changed):
            session.answers.offer(AVERAGES, Sure(label), "step")
        assert pinned.prediction.label == label
    assert pinned.scores["score"].tolist() == [-1.0]  # no step between them
    sentences.toggle_pin("a good film")
    assert sentences.pinned == {}


def test_a_run_draws_the_curve(qtbot: QtBot, session: Session, sentences: Sentences) -> None:
    sentences.toggle_pin("the film was good")
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=15_000)
    pinned = sentences.pinned["the film was good"]
    qtbot.waitUntil(lambda: len(pinned.scores) > 0, timeout=5000)
    qtbot.waitUntil(lambda: pinned.prediction.score == session.predict("the film was good").score)
    assert abs(pinned.scores["score"]).max() <= 2


def test_another_run_or_kind_of_model_begins_a_new_curve() -> None:
    pinned = Pinned()
    for step, kind in ((1, AVERAGES), (5, AVERAGES), (5, AVERAGES), (9, AVERAGES)):
        pinned.take(Sure(3).predict("x"), step=step, answered_by=kind)
    assert pinned.scores["step"].tolist() == [1, 5, 9]
    pinned.take(Sure(3).predict("x"), step=2, answered_by=AVERAGES)
    assert pinned.scores["step"].tolist() == [2]
    pinned.take(Sure(0).predict("x"), step=7, answered_by=NETWORK)
    assert pinned.scores["score"].tolist() == [-2]


def test_no_more_pins_than_can_be_judged(sentences: Sentences) -> None:
    assert not sentences.can_pin("  ")
    assert not sentences.can_pin("x" * (LONGEST_PIN + 1))
    for place in range(MOST_PINS + 3):
        sentences.toggle_pin(f"film {place}")
    assert len(sentences.pinned) == MOST_PINS
    assert sentences.can_pin("film 0")
    assert not sentences.can_pin("another")


def test_a_pin_let_go_while_it_is_judged_stays_away(
    qtbot: QtBot, session: Session, sentences: Sentences
) -> None:
    session.answers.offer(BUNDLED, Sure(2), "bundled")
    sentences.toggle_pin("film")
    sentences.toggle_pin("other")
    sentences.toggle_pin("film")
    qtbot.waitUntil(lambda: sentences.pinned["other"].prediction is not None)
    assert list(sentences.pinned) == ["other"]


def test_everything_comes_back(sentences: Sentences, make_session) -> None:
    for text in ("dull", "עברית", "🎬"):
        sentences.toggle_pin(text)
    other = make_session().sentences
    other.restore(sentences.to_json())
    assert (other.recent, list(other.pinned)) == (sentences.recent, list(sentences.pinned))


@pytest.mark.parametrize("stored", ["", "{", "[]", "3", '{"recent": 3, "pinned": [1, "", null, "a"]}'])
def test_a_damaged_memory_is_left_alone(sentences: Sentences, stored: str) -> None:
    sentences.restore(stored)
    assert list(sentences.pinned) in ([], ["a"])
    assert sentences.recent == ()
