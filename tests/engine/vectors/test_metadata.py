"""Columns of TSV files: numbers, categories, words in another order, and damaged files."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import VectorError
from engine.vectors import WordVectors, formats
from engine.vectors.metadata import column, read_table

WORDS = ("good", "bad", "film")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "metadata.tsv"


def test_columns_go_to_their_words(file: Path) -> None:
    file.write_text("Word\tage\tkind\nfilm\t3\tnoun\ngood\t1.5\tadjective\nother\t9\tnoun\n")
    table = read_table(file)
    age = column(table, "age", WORDS, most=6)
    np.testing.assert_array_equal(age.values, [1.5, np.nan, 3])
    assert age.categories == ()
    kind = column(table, "kind", WORDS, most=6)
    np.testing.assert_array_equal(kind.values, [1, np.nan, 0])
    assert kind.categories == ("noun", "adjective")


def test_without_a_column_of_words_lines_are_rows(file: Path) -> None:
    file.write_text("a\tb\r\n1\tx\r\n\tx\r\n3\ty\r\n")
    np.testing.assert_array_equal(column(read_table(file), "a", WORDS, most=6).values, [1, np.nan, 3])
    with pytest.raises(VectorError, match="3 lines do not fit 2 words"):
        column(read_table(file), "a", WORDS[:2], most=6)


def test_rare_categories_are_one(file: Path) -> None:
    lines = "\n".join(f"{name}\t0" for name in "aaabbcd")
    file.write_text(f"kind\tx\n{lines}\n")
    found = column(read_table(file), "kind", tuple("1234567"), most=3)
    assert found.categories == ("a", "b", "others")
    assert found.values.tolist() == [0, 0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"word\n", "needs a first line of column names"),
        (b"word\tx\n", "needs a first line"),
        (b"word\tx\na\t1\nb\n", "line 3: has 1 fields, but the first line names 2 columns"),
        (b"word\tx\n\xff\t1\n", "line 2: is not UTF-8"),
        (b"", "is empty"),
    ],
)
def test_damaged_files_are_told(file: Path, text: bytes, said: str) -> None:
    file.write_bytes(text)
    with pytest.raises(VectorError, match=re.escape(said)):
        read_table(file)


def test_words_and_columns_that_are_not_there_are_told(file: Path) -> None:
    file.write_text("word\tx\nnever\t1\n")
    table = read_table(file)
    with pytest.raises(VectorError, match="none of the words in its column 'word'"):
        column(table, "x", WORDS, most=6)
    with pytest.raises(VectorError, match="has no column 'y'; it has word, x"):
        column(table, "y", WORDS, most=6)


@settings(max_examples=40)
@given(st.binary(max_size=80))
def test_any_bytes_are_a_table_or_a_clear_mistake(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.tsv"
    path.write_bytes(data)
    said = ""
    try:
        table = read_table(path)
    except VectorError as error:
        said = str(error)
    else:
        assert len({len(texts) for texts in table.columns.values()}) == 1
    assert said == "" or said.endswith(".")


def test_counts_that_the_projector_format_saves_are_a_column(tmp_path: Path) -> None:
    vectors = WordVectors(WORDS, np.eye(3), np.array([7, 5, 2]))
    formats.save(vectors, tmp_path / "vectors.tsv")
    found = column(read_table(tmp_path / "metadata.tsv"), "count", WORDS, most=6)
    assert found.values.tolist() == [7, 5, 2]
