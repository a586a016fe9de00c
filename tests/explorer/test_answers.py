"""Who answers: the newest of the kind that was chosen, and the bundled model only until there is another."""

import numpy as np
import pytest

from engine.sentiment.model import SentimentModel
from engine.sentiment.prediction import Prediction
from engine.vectors import WordVectors
from explorer.answers import AVERAGES, BUNDLED, NETWORK, Answers


class Says:
    def __init__(self, name):
        self.name = name

    def predict(self, text):
        return Prediction(self.name, 0, (1.0,), (), (0.0,))


@pytest.fixture
def answers(qapp):
    return Answers()


def test_nobody_answers_before_there_is_a_model(answers):
    assert answers.predict("x") is None
    assert answers.name == ""
    answers.choose(NETWORK)
    assert answers.kind == ""


def test_the_bundled_model_gives_way_to_the_run(answers):
    answers.offer(BUNDLED, Says("b"), "bundled")
    assert answers.predict("x").text == "b"
    answers.offer(AVERAGES, Says("a1"), "step 1")
    answers.offer(AVERAGES, Says("a2"), "step 2")
    assert (answers.predict("x").text, answers.name) == ("a2", "step 2")


@pytest.mark.parametrize("kind", [BUNDLED, AVERAGES])
def test_shares_are_exact_where_the_model_is_linear_in_the_words(answers, kind):
    linear = SentimentModel("a", WordVectors(("good",), np.ones((1, 2))), np.ones((2, 5)), np.zeros(5))
    answers.offer(kind, linear, "averages")
    assert answers.is_exact
    answers.offer(kind, Says("n"), "a network")
    assert not answers.is_exact


def test_a_chosen_model_stays(answers, qtbot):
    answers.offer(BUNDLED, Says("b"), "bundled")
    answers.choose(BUNDLED)
    answers.offer(AVERAGES, Says("a"), "step 1")
    assert answers.kind == BUNDLED
    answers.offer(NETWORK, Says("n"), "network")
    with qtbot.waitSignal(answers.changed):
        answers.choose(NETWORK)
    assert answers.predict("x").text == "n"
    assert not answers.is_exact
