"""Text read by whole arrays: every number as Python reads it, and no guess where a block is not regular."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.vectors import eights, regular, streams
from engine.vectors.formats import load

DIGITS = st.text("0123456789", max_size=18)
NUMBERS = st.builds(
    lambda sign, whole, rest, power: f"{sign}{whole}{'.' if rest else ''}{rest}{power}",
    st.sampled_from(["", "-"]),
    DIGITS.filter(bool),
    DIGITS,
    st.sampled_from(["", "", "E-2", "e-9", "E0", "e3", "E-12", "e+05"]),
)
LIKE_NUMBERS = st.text("0123456789.-+eE/:", min_size=1, max_size=18)
WRONG = ("-", ".", "-.", "5.", "1..2", "1.2.3", "--1", "1-2", "abc", "+1", "1.2345678.9", "12345678.1.2")
WRONG_POWERS = ("E5", "-E-5", "1E", "1E-", "1E--5", "1E+5", "1.E5", "1E5E5", "1Ex", "1E-x", "nan", "1_0", "½")


def read(fields: list[str]) -> tuple[np.ndarray, np.ndarray]:
    text = regular.BEFORE + "\n".join(fields).encode() + b"\n" + regular.AFTER
    codes = np.frombuffer(text, dtype=np.uint8)
    ends = np.flatnonzero(codes == ord("\n"))[len(regular.BEFORE) : -len(regular.AFTER)]
    return eights.values(codes, np.concatenate([[len(regular.BEFORE)], ends[:-1] + 1]), ends)


@given(st.lists(NUMBERS | LIKE_NUMBERS, min_size=1, max_size=30))
@settings(max_examples=150, deadline=None)
def test_what_is_read_is_what_python_reads(fields: list[str]) -> None:
    values, sound = read(fields)
    for field, value, fine in zip(fields, values.tolist(), sound.tolist(), strict=True):
        if fine:
            assert value == float(field)


@pytest.mark.parametrize(
    "field", ["0", "-0.43669", "12345678", "1234567.8", "-0.0123456789", "3.77E-2", "1.23456E5", ".5"]
)
def test_the_usual_forms_are_read(field: str) -> None:
    values, sound = read(["1", field, "-2.5"])
    assert sound.all()
    assert values.tolist() == [1.0, float(field), -2.5]


@pytest.mark.parametrize("field", WRONG + WRONG_POWERS)
def test_other_forms_are_left_to_others(field: str) -> None:
    assert read(["1", field, "2"])[1].tolist() == [True, False, True]


def test_more_numbers_than_fit_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eights, "AT_ONCE", 3)
    values, sound = read([str(number / 8) for number in range(10)])
    assert sound.all()
    np.testing.assert_array_equal(values, np.arange(10) / 8)


def test_words_and_numbers_of_a_regular_block() -> None:
    found = regular.read("la 1 -2.5\né .5 1e-12\n".encode(), 2, separator=b" ", named=True)
    assert found is None
    found = regular.read("la 1 -2.5\né 0.5 1.5E-3".encode(), 2, separator=b" ", named=True)
    assert found is not None
    assert found[0] == ["la", "é"]
    np.testing.assert_array_equal(found[1], np.float32([[1, -2.5], [0.5, 0.0015]]))
    found = regular.read(b"1\t2\n3\t4\n", 2, separator=b"\t", named=False)
    assert found is not None
    assert found[0] == []
    np.testing.assert_array_equal(found[1], [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "text",
    [
        b"", b"\n", b"a 1\n", b"a 1 2 3\n", b"a 1 2\n\nb 3 4\n", b" 1 2\n", b"a  2\n", b"a 1 2 \n",
        b"a\t1\t2\n", b"a 1 2\r\n", b"a 1 x\n", b"a 1 1e99\n", b"\xff 1 2\n", b"a 1\nb 2 3 4\n",
    ],
)  # fmt: skip
def test_of_other_blocks_nothing_is_guessed(text: bytes) -> None:
    assert regular.read(text, 2, separator=b" ", named=True) is None


def test_a_few_odd_numbers_do_not_spoil_a_block() -> None:
    matrix = np.random.default_rng(0).normal(size=(30, 10)).astype(np.float32)
    matrix[3, 4], matrix[7, 1] = 1e-20, 1.5e12
    rows = [" ".join([f"w{row}", *map(str, numbers)]) for row, numbers in enumerate(matrix)]
    found = regular.read("\n".join(rows).encode(), 10, separator=b" ", named=True)
    assert found is not None
    np.testing.assert_array_equal(found[1], matrix)


def test_regular_blocks_and_others_make_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BLOCK_BYTES", 64)
    rows = [f"w{row}{'  ' if row == 20 else ' '}{row / 8} -1E-{row % 9}" for row in range(40)]
    (tmp_path / "v.txt").write_text("\n".join(rows))
    vectors = load(tmp_path / "v.txt")
    assert vectors.words == tuple(f"w{row}" for row in range(40))
    expected = [[row / 8, -(10.0 ** -(row % 9))] for row in range(40)]
    np.testing.assert_array_equal(vectors.matrix, np.float32(expected))
