"""Working ahead: in order, a few pieces only, and nothing is left running."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from engine.vectors import ahead as module
from engine.vectors.ahead import ahead


def at_work() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("wordscope-ahead")]


@pytest.mark.parametrize("threads", [1, 2])
def test_every_piece_in_order_and_few_at_a_time(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    monkeypatch.setattr(module, "MOST_THREADS", threads)
    asked: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(50):
            asked.append(number)
            yield number

    for index, (piece, result) in enumerate(ahead(lambda number: number**2, pieces())):
        assert (piece, result) == (index, index**2)
        assert len(asked) <= index + 1 + threads
    assert index == 49
    assert not at_work()


def test_nothing_of_nothing() -> None:
    assert list(ahead(str, [])) == []


def test_an_error_comes_where_its_piece_would() -> None:
    def work(number: int) -> int:
        if number == 3:
            raise ValueError("three")
        return number

    results = ahead(work, range(9))
    assert [next(results)[0] for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="three"):
        next(results)
    assert not at_work()


def test_leaving_early_leaves_no_thread() -> None:
    with closing(ahead(str, range(1000))) as results:
        assert next(results) == (0, "0")
    assert not at_work()
