"""Tables of labelled texts: columns, scales, splits, and rows that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.corpus import labelled_text
from engine.corpus.dataset import Dataset
from engine.errors import DataError


def _read(folder: Path, text: str, ending: str = "csv") -> Dataset:
    path = folder / f"table.{ending}"
    path.write_text(text, encoding="utf-8")
    return labelled_text.read(path)


def test_columns_are_found_by_name_and_texts_are_cut(tmp_path: Path) -> None:
    dataset = _read(tmp_path, 'id,Label,Text\n1,4,"It\'s great, really"\n2,0,"two\nlines"\n')
    assert dataset.name == "table"
    assert dataset.words("train", 0) == ["it", "'s", "great", ",", "really"]
    assert dataset.words("train", 1) == ["two", "lines"]
    assert dataset.splits["train"].labels.tolist() == [4, 0]
    assert list(dataset.splits) == ["train"]


@pytest.mark.parametrize(
    ("cells", "labels"),
    [
        ("0 1", [1, 3]),
        ("-1 0 1", [1, 2, 3]),
        ("0 1 2 3 4", [0, 1, 2, 3, 4]),
        ("1 5 3", [0, 4, 2]),
        ("negative Positive NEUTRAL", [1, 3, 2]),
        ("-- ++", [0, 4]),
    ],
)
def test_the_scale_is_the_one_that_has_every_label(tmp_path: Path, cells: str, labels: list[int]) -> None:
    rows = "".join(f"a\t{cell}\n" for cell in cells.split())
    dataset = _read(tmp_path, f"sentence\tsentiment\n{rows}", ending="tsv")
    assert dataset.splits["train"].labels.tolist() == labels


def test_rows_go_where_the_split_column_says(tmp_path: Path) -> None:
    dataset = _read(tmp_path, "text;label;split\na;0;test\nb;1;Train\nc;1;validation\n")
    assert dataset.lexicon == ("b", "c", "a")
    assert {name: len(split) for name, split in dataset.splits.items()} == {"train": 1, "dev": 1, "test": 1}


def test_without_a_split_column_two_of_ten_rows_are_held_out(tmp_path: Path) -> None:
    dataset = _read(tmp_path, "text,label\n" + "".join(f"w{i},{i % 2}\n" for i in range(20)))
    assert {name: len(split) for name, split in dataset.splits.items()} == {"train": 16, "dev": 2, "test": 2}
    assert dataset.words("dev", 1) == ["w18"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", ": the file is empty; a header row"),
        ("\n \n", ": the file is empty; a header row"),
        ("text,label\n", ": there is no row for training"),
        ("words,label\na,1\n", ": no column is called text, sentence, review or phrase"),
        ("text,mark\na,1\n", ": no column is called label"),
        ("text,label\na,1\nb\n", ", line 3: the row has 1 cells, but the header has 2"),
        ("text,label\na,1\nb,7\n", ', line 3: the label "7" is unknown; write 0 and 1, '),
        ("text,label\na,1\n ,0\n", ", line 3: the text of the row holds no word"),
        ("text,label,split\na,1,later\n", ', line 2: the split "later" is not one of'),
        ("text,label,split\na,1,dev\n", ": there is no row for training"),
        ('text,label\na,1\n"b,0\n', ", line 3: the row is no valid CSV"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(DataError) as raised:
        _read(tmp_path, text)
    assert str(raised.value).startswith(f"{tmp_path / 'table.csv'}{message}")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=40), st.text(alphabet='textlab,"\n01;\t', max_size=40).map(str.encode)))
def test_whatever_the_bytes_nothing_but_one_error_is_raised(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"text,label\na,1\n" + data)
    try:
        dataset = labelled_text.read(path)
    except DataError:
        return
    assert dataset.words("train", 0) == ["a"]
