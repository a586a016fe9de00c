"""Tables of one's own: what is guessed, what can be chosen, and how the choice travels."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.corpus import catalogue, labelled_text
from engine.corpus.scales import guess_classes, in_two
from engine.corpus.table import column_names, has_columns
from engine.corpus.table_choice import TableChoice, file_of, split_address
from engine.corpus.table_sketch import TableSketch, sketch
from engine.errors import Cancelled, DataError

STARS = "id,body,stars\n" + "".join(f'{i},"A film, number {i}",{1 + i % 10}\n' for i in range(40))


def written(folder: Path, text: str, name: str = "reviews.csv") -> Path:
    """A file of that text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def looked_at(folder: Path, text: str) -> TableSketch:
    """The sketch of a table of that text."""
    return sketch(written(folder, text))


# ---- what is guessed ----


def test_a_table_without_known_names_is_guessed_by_what_it_holds(tmp_path: Path) -> None:
    found = looked_at(tmp_path, STARS)
    assert found.count == 41
    assert len(found.rows) == 9
    assert found.names(header=True) == ("id", "body", "stars")
    assert (found.guess_header(), found.guess_text(), found.guess_label()) == (True, 1, 2)
    assert found.labels[0] is None  # forty different numbers are no labels
    assert found.values(2, header=True) == {str(stars): 4 for stars in range(1, 11)}


def test_known_names_go_before_contents(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path, "note,Review,verdict,Label\na very long note,ok,pos,1\nanother one,bad,neg,0\n"
    )
    assert (found.guess_text(), found.guess_label()) == (1, 3)


def test_a_first_row_of_data_is_seen_and_counted(tmp_path: Path) -> None:
    found = looked_at(tmp_path, "A fine film,pos\nA dull film,neg\nAnother fine film,pos\n")
    assert not found.guess_header()
    assert found.names(header=False) == ("column 1", "column 2")
    assert (found.guess_text(), found.guess_label()) == (0, 1)
    assert found.values(1, header=False) == {"pos": 2, "neg": 1}
    assert found.values(1, header=True) == {"pos": 1, "neg": 1}


def test_texts_alone_have_no_label_column(tmp_path: Path) -> None:
    found = looked_at(tmp_path, "who,what\nann,I liked it a lot\nbob,I did not like it\n")
    assert (found.guess_text(), found.guess_label()) == (1, None)


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ("0 1", (1, 3)),
        ("1 2 3 4 5", (0, 1, 2, 3, 4)),
        ("1 2 3 4 5 6 7 8 9 10", (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)),
        ("-5 0 5", (0, 2, 4)),
        ("neg pos", (1, 3)),
        ("pos awful", (3, None)),
        ("7", (None,)),
        ("nan 1 2", (None, None, None)),
    ],
)
def test_the_likely_class_of_labels(labels: str, classes: tuple[int | None, ...]) -> None:
    assert tuple(guess_classes(labels.split()).values()) == classes


def test_five_classes_become_two() -> None:
    assert [in_two(label) for label in (0, 1, 2, 3, 4, None)] == [1, 1, None, 3, 3, None]


def test_names_are_different_and_never_empty() -> None:
    assert column_names(["a", " a ", "", "b"], header=True) == ("a", "a (2)", "column 3", "b")
    assert column_names(["a", "b"], header=False) == ("column 1", "column 2")


@pytest.mark.parametrize(
    ("name", "text", "is_table"),
    [
        ("a.csv", "anything", True),
        ("a.TSV", "", True),
        ("a.txt", "I liked it.\nSo did I.\n", False),
        ("a.txt", "good\tpos\n\nbad\tneg\n", True),
        ("a.txt", "good\tpos\nbad\n", False),
        ("a.txt", "", False),
    ],
)
def test_plain_text_is_no_table(tmp_path: Path, name: str, text: str, is_table: bool) -> None:
    assert has_columns(written(tmp_path, text, name)) is is_table


def test_a_look_can_be_cancelled_and_fails_in_one_sentence(tmp_path: Path) -> None:
    def stop(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sketch(written(tmp_path, "text,label\n" + "a,1\n" * 1000), progress=stop)
    with pytest.raises(DataError, match="the file is empty"):
        looked_at(tmp_path, "\n\n")
    with pytest.raises(DataError, match="line 3: the row has 1 cells"):
        looked_at(tmp_path, "text,label\na,1\nb\n")
    with pytest.raises(DataError, match="there is no such file"):
        has_columns(tmp_path / "absent.txt")


@given(st.text(alphabet='ab1 ,;\t\n"é', max_size=60), st.booleans())
def test_any_text_is_sketched_or_told(text: str, header: bool) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(DataError):
        found = looked_at(Path(folder), text)
        names = found.names(header=header)
        assert len(set(names)) == len(names) == len(found.lengths)
        assert found.guess_text() < len(names)
        label = found.guess_label()
        assert label is None or found.values(label, header=found.guess_header())


# ---- what can be chosen ----


def test_the_chosen_columns_and_classes_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, STARS)
    classes = {str(stars): 0 if stars < 5 else 4 for stars in range(1, 11) if stars != 5}
    dataset = labelled_text.read(path, choice=TableChoice("body", "stars", classes))
    assert sum(len(split) for split in dataset.splits.values()) == 36  # five stars are left out
    assert dataset.words("train", 0) == ["a", "film", ",", "number", "0"]
    assert set(dataset.splits["train"].labels.tolist()) == {0, 4}


def test_texts_without_labels_and_rows_without_names(tmp_path: Path) -> None:
    path = written(tmp_path, "A fine film\tpos\nA dull film\tneg\n", "reviews.txt")
    unlabelled = labelled_text.read(path, choice=TableChoice("column 1", header=False))
    assert (len(unlabelled.splits["train"]), unlabelled.labelled) == (2, False)
    by_scale = labelled_text.read(path, choice=TableChoice("column 1", "column 2", header=False))
    assert by_scale.splits["train"].labels.tolist() == [3, 1]


def test_what_was_chosen_must_be_there(tmp_path: Path) -> None:
    path = written(tmp_path, STARS)
    with pytest.raises(DataError, match='no column is called "text"; there are id, body, stars'):
        labelled_text.read(path, choice=TableChoice("text"))
    with pytest.raises(DataError, match="no row for training"):
        labelled_text.read(path, choice=TableChoice("body", "stars", {"eleven": 4}))


def test_a_choice_travels_with_the_path(tmp_path: Path) -> None:
    path = written(tmp_path, STARS)
    address = TableChoice("body", "stars", {"1": 1, "10": 3}).address(path)
    assert address == f"{path}?text=body&label=stars&1=1&3=10"
    dataset = catalogue.resolve(address)
    assert (dataset.name, sum(len(split) for split in dataset.splits.values())) == ("reviews", 8)


@given(
    st.text(min_size=1),
    st.none() | st.text(),
    st.dictionaries(st.text(), st.integers(0, 4), max_size=4),
    st.booleans(),
)
def test_every_choice_comes_back(text: str, label: str | None, classes: dict[str, int], header: bool) -> None:
    choice = TableChoice(text, label, classes, header)
    assert split_address(choice.address("/a/b?.csv")) == ("/a/b?.csv", choice)


@pytest.mark.parametrize("query", ["label=a", "text=", "text=a&colour=b", "a=b", "text=a&&"])
def test_a_malformed_choice_is_told(tmp_path: Path, query: str) -> None:
    path = written(tmp_path, STARS)
    with pytest.raises(DataError, match=r"the choice of columns .* is malformed; write"):
        catalogue.resolve(f"{path}?{query}")


def test_a_path_without_choice_is_left_alone() -> None:
    assert split_address("why?") == ("why?", None)
    assert split_address("demo") == ("demo", None)
    assert file_of("/films/reviews.csv?text=a%2Fb") == "reviews.csv"
    assert file_of("C:\\films\\mine\\") == "mine"
    with pytest.raises(DataError, match="there is no data set, folder or file"):
        catalogue.resolve("absent.csv?text=a")
