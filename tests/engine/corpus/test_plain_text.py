"""Plain text gives the tokens of the tokeniser, line by line, whatever way the reader takes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.corpus import plain_text
from engine.corpus.tokens import tokenize
from engine.errors import Cancelled, DataError

_LINES = st.lists(
    st.one_of(
        st.lists(
            st.sampled_from(
                ["good", "film", "the", "cannot", "don't", '"so"', '"', "U.S.", "2\xa01/2", "\u200b"]
            )
        ).map(" ".join),
        st.text(alphabet=st.characters(exclude_characters="\0\r\n", exclude_categories=["Cs"]), max_size=20),
    ),
    max_size=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_LINES)
@example(["good film", 'she said " good " film', "Good film, isn't it?", "", "good film"])
def test_every_line_is_cut_as_the_tokeniser_cuts_it(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes("\n".join(lines).encode())
    expected = [tokens for line in lines if (tokens := tokenize(line))]
    if not expected:
        with pytest.raises(DataError, match="holds no word"):
            plain_text.read(path)
        return
    dataset = plain_text.read(path)
    assert [dataset.words("train", i) for i in range(len(dataset.splits["train"]))] == expected
    assert not dataset.labelled
    assert dataset.name == "text"


def test_ids_are_of_small_and_offsets_of_large_integers(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(b"\xef\xbb\xbfone two\r\n\r\n three\r\n")
    dataset = plain_text.read(path, name="mine")
    split = dataset.splits["train"]
    assert dataset.name == "mine"
    assert dataset.lexicon == ("one", "two", "three")
    assert split.tokens.dtype == np.int32
    assert split.offsets.dtype == np.int64
    assert split.offsets.tolist() == [0, 2, 3]


def test_blocks_are_joined_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "_BLOCK", 12)
    path = tmp_path / "text.txt"
    path.write_text("one two\nthree\n\nfour é five", encoding="utf-8")
    told: list[float] = []
    dataset = plain_text.read(path, progress=told.append)
    assert [dataset.words("train", i) for i in range(2)] == [["one", "two"], ["three"]]
    assert dataset.lexicon == ("one", "two", "three", "four", "é", "five")
    assert told == sorted(told)
    assert told[-1] == 1
    path.write_bytes(b"one two\nthree\n\nfour caf\xe9 five")
    with pytest.raises(DataError, match="line 4: byte 0xe9 is not UTF-8"):
        plain_text.read(path)


def test_text_without_line_ends_becomes_several_sentences(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain_text, "LONGEST_SENTENCE", 4)
    monkeypatch.setattr(plain_text, "_BLOCK", 5)
    path = tmp_path / "text8"
    path.write_text("x\na b c d e f g h i j\n\nk l", encoding="utf-8")
    assert plain_text.read(path).splits["train"].offsets.tolist() == [0, 1, 5, 9, 11, 13]
    path.write_text("x\n" + " " * 30 + "a b", encoding="utf-8")
    assert plain_text.read(path).splits["train"].offsets.tolist() == [0, 1, 3]


def test_a_word_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_text, "_BLOCK", 8)
    path = tmp_path / "text.txt"
    path.write_text("one\n" + "x" * 50, encoding="utf-8")
    with pytest.raises(DataError, match="line 2: a word is longer than 8 bytes"):
        plain_text.read(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file holds no word"),
        (b" \n\t\r\n", "the file holds no word"),
        (b"a\nb\0c", "line 2: this is a binary file"),
        (b"a\nb\n\xff", "line 3: byte 0xff is not UTF-8"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    with pytest.raises(DataError, match=message):
        plain_text.read(path)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(
        DataError, match="there is no such file; text with one sentence a line should be here"
    ):
        plain_text.read(tmp_path / "nowhere.txt")
    with pytest.raises(DataError, match="this is a folder"):
        plain_text.read(tmp_path)


def test_reading_stops_when_the_progress_callback_says_so(tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("one two", encoding="utf-8")

    def stop(share: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        plain_text.read(path, progress=stop)


@pytest.mark.real_data
def test_the_public_domain_corpus_is_cut_as_the_tokeniser_cuts_it(real_data: Path) -> None:
    path = real_data / "corpus" / "public_domain.txt"
    dataset = plain_text.read(path)
    assert len(dataset.splits["train"]) == 115_351
    with path.open(encoding="utf-8") as lines:
        for i, line in zip(range(5_000), lines, strict=False):
            assert dataset.words("train", i) == tokenize(line)
