"""Questions of which only the newest counts, and the neighbours that are asked for so."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.vectors import WordVectors
from explorer import neighbourhood as nearby
from explorer.neighbourhood import Neighbourhood
from explorer.run.latest import Latest
from explorer.run.tasks import Report, Tasks

VECTORS = WordVectors(tuple("abcdefgh"), np.random.default_rng(1).normal(size=(8, 3)))


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.cancel_all()


def test_the_newest_waiting_question_is_answered_and_those_between_are_forgotten(
    tasks: Tasks, qtbot: QtBot
) -> None:
    latest, go_on, told = Latest(tasks, "Asking", tasks), threading.Event(), []
    latest.ask(lambda report: go_on.wait(5), lambda _answer: told.append("first"))
    for name in ("second", "third"):
        latest.ask(lambda report, name=name: name, told.append)
    assert latest.busy
    go_on.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert told == ["first", "third"]


def test_a_forgotten_question_is_never_answered(tasks: Tasks, qtbot: QtBot) -> None:
    latest, go_on, told = Latest(tasks, "Asking", tasks), threading.Event(), []
    latest.ask(lambda report: go_on.wait(5), told.append)
    latest.ask(lambda report: "waiting", told.append)
    latest.answer(lambda: "at once", told.append)
    go_on.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert told == ["at once"]


def test_a_question_that_fails_is_told_and_the_next_is_answered(tasks: Tasks, qtbot: QtBot) -> None:
    latest, told = Latest(tasks, "Asking", tasks), []

    def fail(report: Report) -> None:
        raise ArithmeticError("no")

    with qtbot.waitSignal(tasks.failed) as caught:
        latest.ask(fail, told.append)
        latest.ask(lambda report: "next", told.append)
    assert "Asking failed unexpectedly: no" in caught.args[0]
    qtbot.waitUntil(lambda: told == ["next"])


@pytest.mark.parametrize("at_once", [0, 10_000])
def test_neighbours_follow_word_metric_and_number(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(nearby, "AT_ONCE", at_once)
    near = Neighbourhood(tasks)

    def shows(word: str, k: int, metric: str) -> None:
        expected = tuple(VECTORS.neighbours(word, k, metric))
        qtbot.waitUntil(lambda: near.found == expected)

    near.ask(VECTORS, "a")
    shows("a", nearby.USUAL, "cosine")
    near.measure_by("euclidean")
    near.set_k(3)
    shows("a", 3, "euclidean")
    near.ask(VECTORS, "c")
    shows("c", 3, "euclidean")
    assert [VECTORS.words[row] for row in near.rows] == [each.word for each in near.found]
    near.ask(VECTORS, "missing")
    assert near.found == ()
    near.ask(None, "a")
    assert list(near.rows) == []


def test_neighbours_agree_with_a_computation_in_double_precision(tasks: Tasks) -> None:
    near = Neighbourhood(tasks)
    near.ask(VECTORS, "d")
    exact = VECTORS.matrix.astype(np.float64)
    unit = exact / np.linalg.norm(exact, axis=1, keepdims=True)
    scores = unit @ unit[3]
    order = [row for row in np.argsort(-scores) if row != 3]
    assert [each.word for each in near.found] == [VECTORS.words[row] for row in order]
    np.testing.assert_allclose([each.score for each in near.found], scores[order], rtol=1e-6)
