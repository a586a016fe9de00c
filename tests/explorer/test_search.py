"""Finding words: parts, expressions, and questions that cannot be answered."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from engine.errors import SettingError
from explorer import find, search
from explorer.find import Find
from explorer.run.tasks import Tasks
from explorer.search import Searcher, best

WORDS = ("Great", "greatest", "good", "ungreat", "a.b", "axb", "")


def found(query: str) -> list[str]:
    return [WORDS[row] for row in Searcher(WORDS).find(query)]


def test_a_part_is_found_whatever_its_case() -> None:
    assert found(" GREAT ") == ["Great", "greatest", "ungreat"]


def test_a_part_is_no_expression() -> None:
    assert found("a.b") == ["a.b"]


def test_an_expression_stands_between_slashes() -> None:
    assert found("/^gre/") == ["Great", "greatest"]
    assert found("/a.b/") == ["a.b", "axb"]
    assert found("/^$/") == [""]


def test_nothing_is_found_by_nothing() -> None:
    assert found("  ") == found("zzz") == found("a\nb") == []


@given(st.lists(st.text(max_size=6), max_size=12), st.text(min_size=1, max_size=3))
def test_parts_are_found_as_by_asking_every_word(words: list[str], part: str) -> None:
    if search.is_expression(part.strip()) or not part.strip():
        return
    wanted = part.strip().lower()
    expected = [row for row, word in enumerate(words) if wanted in word.lower().replace("\n", " ")]
    assert Searcher(words).find(part).tolist() == ([] if "\n" in wanted else expected)


def test_words_are_joined_by_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "AT_ONCE", 2)
    assert found("a") == ["Great", "greatest", "ungreat", "a.b", "axb"]
    assert Searcher(()).find("a").tolist() == []


def test_what_is_no_expression_is_told() -> None:
    with pytest.raises(SettingError, match=re.escape("/(/ is no regular expression: missing )")):
        found("/(/")


def test_an_expression_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PATIENCE", -1.0)
    with pytest.raises(SettingError, match="takes too long"):
        found("/a/")


def test_the_best_hit_is_the_word_itself_then_a_beginning() -> None:
    words = ("ungood", "goodly", "Good")
    assert best(words, np.array([0, 1, 2]), "good") == 2
    assert best(words, np.array([0, 1]), "good") == 1
    assert best(words, np.array([0]), "good") == 0


def test_the_search_of_the_window_answers_and_tells(qtbot: QtBot) -> None:
    tasks = Tasks()
    finder = Find(tasks)
    finder.set_words(WORDS)
    finder.ask("good")
    assert finder.hits.tolist() == [2]
    assert finder.best == 2
    with qtbot.waitSignal(finder.changed):
        finder.ask("/(/")
    assert finder.hits.size == 0
    assert finder.best is None
    assert "no regular expression" in finder.problem
    with qtbot.waitSignal(finder.changed):
        finder.ask("/^g/")
    assert finder.hits.tolist() == [0, 1, 2]
    assert finder.problem == ""
    tasks.cancel_all()


def test_many_words_are_searched_in_a_task(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "AT_ONCE", 3)
    tasks = Tasks()
    finder = Find(tasks)
    finder.set_words(WORDS)
    for query in ("g", "go", "goo"):
        finder.ask(query)
    qtbot.waitUntil(lambda: finder.hits.tolist() == [2])
    tasks.cancel_all()
