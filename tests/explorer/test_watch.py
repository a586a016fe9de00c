"""Ranks of watched pairs, against sorting all words."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.training.events import Scalars
from engine.vectors import WordVectors
from explorer import theme as themes
from explorer import watch as watching
from explorer.session import Session
from explorer.watch import Watch, rank
from explorer.widgets.compare_words import CompareWords, told_of_pair
from explorer.widgets.pinned_words import PinnedWords

WORDS = ("great", "good", "bad", "film", "plot")
VECTORS = WordVectors(WORDS, np.random.default_rng(6).normal(size=(5, 4)))


def at_step(session: Session, step: int) -> None:
    empty = np.empty(0)
    session.progress = Scalars(
        run_id=1,
        step=step,
        steps=empty.astype(int),
        loss=empty,
        cost=empty,
        rate=empty,
        words_per_second=0,
        words_seen=0,
        progress=0,
        epoch=0,
        seconds=0,
        seconds_left=0,
    )
    session.snapshot_changed.emit()


def test_a_rank_is_the_place_in_the_sorted_neighbours() -> None:
    for word in range(5):
        order = [WORDS.index(each.word) for each in VECTORS.neighbours(WORDS[word], 4)]
        assert [rank(VECTORS.matrix, word, other) for other in order] == [1, 2, 3, 4]


def test_pairs_are_followed_over_the_run(session: Session) -> None:
    watch = Watch(session)
    session.show_vectors(VECTORS)
    watch.add(("film", "plot"))
    watch.add(("film", "missing"))
    at_step(session, 5)
    at_step(session, 5)
    at_step(session, 9)
    series = watch.ranks["film", "plot"]
    assert series["step"].tolist() == [0, 5, 9]
    assert set(series["rank"].tolist()) == {rank(VECTORS.matrix, 3, 4)}
    assert len(watch.ranks["film", "missing"]) == 0
    watch.remove(("film", "plot"))
    session.set_words(WORDS, None)
    assert set(watch.ranks) == {("great", "good"), ("film", "missing")}
    assert all(len(series) == 0 for series in watch.ranks.values())


def test_only_some_pairs_are_watched_at_a_time(session: Session) -> None:
    watch = Watch(session)
    for number in range(watching.MOST + 2):
        watch.add(("a", str(number)))
    assert len(watch.ranks) == watching.MOST


def test_ranks_of_many_words_are_counted_in_a_task(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "AT_ONCE", 1)
    watch = Watch(session)
    session.show_vectors(VECTORS)
    qtbot.waitUntil(lambda: len(watch.ranks["great", "good"]) == 1)


def test_two_words_are_compared_and_watched(session: Session, qtbot: QtBot) -> None:
    panel = CompareWords(session, themes.LIGHT)
    qtbot.addWidget(panel)
    panel.show()
    session.show_vectors(VECTORS)
    panel.pair.setText("film plot")
    assert panel.similarity.text() == told_of_pair(VECTORS, "film plot")
    assert f"cosine {VECTORS.similarity('film', 'plot'):.3f}" in panel.similarity.text()
    panel.watching.click()
    assert ("film", "plot") in panel.watch.ranks
    assert panel.watching.text() == "Let go"
    qtbot.waitUntil(lambda: len(panel.curves) == 2)
    panel.watching.click()
    qtbot.waitUntil(lambda: len(panel.curves) == 1)
    panel.pair.setText("film")
    assert panel.similarity.text() == "Type two words."
    assert not panel.watching.isEnabled()
    panel.pair.setText("film <b>")
    assert "'<b>' is not in the vocabulary" in panel.similarity.text()


def test_pinned_words_are_listed_selected_and_let_go(session: Session, qtbot: QtBot) -> None:
    panel = PinnedWords(session)
    qtbot.addWidget(panel)
    session.show_vectors(VECTORS)
    session.selection.toggle_pin(3)
    session.selection.toggle_pin(1)
    assert [panel.words.item(row).text() for row in range(2)] == ["film", "good"]
    panel.words.itemClicked.emit(panel.words.item(0))
    assert session.selection.word == "film"
    panel.words.setCurrentRow(0)
    panel.drop.click()
    assert session.selection.pinned == (1,)
    session.set_words(("good", "other"), None)
    assert session.selection.pinned == (0,)
