"""Messages through a pipe: what comes out equals what went in, and long objects cross once."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.training.channel import LONG, Receiver, Sender

ARRAYS = arrays.arrays(
    st.sampled_from([np.float32, np.float64, np.int32, np.int64, np.bool_]), arrays.array_shapes(min_side=0)
)


def through(*messages: object) -> tuple[list[Any], list[int]]:
    """What the other end gets, and how many bytes each message took."""
    pipe, sizes = io.BytesIO(), []
    sender = Sender(pipe)
    for message in messages:
        begin = pipe.tell()
        sender.send(message)
        sizes.append(pipe.tell() - begin)
    receiver = Receiver(io.BytesIO(pipe.getvalue()))
    return [receiver.receive() for _ in messages], sizes


@given(ARRAYS, st.text(), st.lists(st.integers()))
def test_arrays_and_plain_values_arrive_as_they_were(array: np.ndarray, text: str, many: list[int]) -> None:
    (got, words), _ = through({"array": array, "many": many}, text)
    np.testing.assert_array_equal(got["array"], array)
    assert got["array"].dtype == array.dtype
    assert (got["many"], words) == (many, text)


def test_arrays_cannot_be_written_to() -> None:
    (got,), _ = through(np.arange(5.0))
    with pytest.raises(ValueError, match="read-only"):
        got[0] = 1


def test_long_objects_cross_once_and_stay_one_object() -> None:
    words = tuple(map(str, range(LONG)))
    index = {word: row for row, word in enumerate(words)}
    (first, second), sizes = through((words, index), (words, index, words))
    assert first == (words, index)
    assert second[0] is second[2] is first[0]
    assert second[1] is first[1]
    assert sizes[1] < 200 < sizes[0]


def test_long_objects_within_long_objects() -> None:
    inner = tuple(range(LONG))
    outer = (inner,) * LONG
    (got, again), _ = through(outer, inner)
    assert got == outer
    assert again is got[0]


def test_a_message_anew_says_everything_again() -> None:
    pipe, words = io.BytesIO(), tuple(map(str, range(LONG)))
    sender = Sender(pipe)
    sender.send(words)
    begin = pipe.tell()
    sender.send(words, anew=True)
    assert pipe.tell() == 2 * begin
    receiver = Receiver(io.BytesIO(pipe.getvalue()))
    first, second = receiver.receive(), receiver.receive()
    assert first == second == words
    assert first is not second


@given(st.integers(min_value=0, max_value=2**31))
def test_a_cut_message_is_the_end(cut: int) -> None:
    pipe = io.BytesIO()
    Sender(pipe).send([np.arange(10), "text"])
    whole = pipe.getvalue()
    with pytest.raises(EOFError):
        Receiver(io.BytesIO(whole[: cut % len(whole)])).receive()


@pytest.fixture
def mapped(tmp_path: Path) -> np.memmap:
    """A file of a hundred thousand numbers, mapped from the eleventh on."""
    numbers = np.arange(100_000, dtype=np.int32)
    numbers.tofile(tmp_path / "numbers")
    return np.memmap(tmp_path / "numbers", dtype=np.int32, mode="r", offset=40)


def test_a_mapped_file_passes_as_its_name(mapped: np.memmap) -> None:
    (got,), (size,) = through(mapped)
    assert size < 1000
    assert isinstance(got, np.memmap)
    assert got.filename == mapped.filename
    np.testing.assert_array_equal(got, mapped)
    with pytest.raises(ValueError, match="read-only"):
        got[0] = 1


@pytest.mark.parametrize(
    "part",
    [
        lambda whole: whole[5:],
        lambda whole: whole[::2],
        lambda whole: whole.reshape(-1, 2),
        lambda whole: np.memmap(whole.filename, dtype=np.int32, mode="c"),
        lambda whole: np.memmap(whole.filename, dtype=np.int32, mode="r", shape=(100, 1000), order="F"),
    ],
    ids=["slice", "steps", "shape", "own copy", "columns"],
)
def test_what_is_not_the_file_as_it_lies_there_passes_as_numbers(
    mapped: np.memmap, part: Callable[[np.memmap], np.memmap]
) -> None:
    array = part(mapped)
    (got,), (size,) = through(array)
    assert size > array.nbytes
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, array)


def test_a_mapped_file_that_was_deleted_passes_as_numbers(mapped: np.memmap) -> None:
    assert mapped.filename is not None
    Path(mapped.filename).unlink()
    (got,), _ = through(mapped)
    assert type(got) is np.ndarray
    np.testing.assert_array_equal(got, mapped)


def test_a_file_that_is_gone_with_its_owner_is_the_end(mapped: np.memmap) -> None:
    pipe = io.BytesIO()
    Sender(pipe).send(mapped)
    assert mapped.filename is not None
    Path(mapped.filename).unlink()
    with pytest.raises(EOFError):
        Receiver(io.BytesIO(pipe.getvalue())).receive()
