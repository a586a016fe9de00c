"""Word pairs with people's scores: read, refused with the line, and compared with cosines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bench.word_pairs import read_pairs, spearman
from engine.errors import DataError
from engine.vectors import WordVectors


def written(folder: Path, text: str) -> Path:
    path = folder / "pairs.tsv"
    path.write_bytes(text.encode())
    return path


def test_comments_blank_lines_and_capitals(tmp_path: Path) -> None:
    path = written(tmp_path, "# word\tword\tscore\r\nTiger\tcat\t7.35\r\n\nlove\tsex\t6.77")
    assert read_pairs(path) == [("tiger", "cat", 7.35), ("love", "sex", 6.77)]


@pytest.mark.parametrize(
    "line", ["tiger cat 7.35", "tiger\tcat", "tiger\tcat\tmuch", "\tcat\t7", "a\tb\tnan"]
)
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f"# comment\ntiger\tcat\t7.35\n{line}\n")
    with pytest.raises(DataError, match=r"pairs\.tsv, line 3: .*two words and a score with tabs"):
        read_pairs(path)


def test_no_pair_no_file_no_text(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no pair of words"):
        read_pairs(written(tmp_path, "# nothing\n"))
    with pytest.raises(DataError, match="no such file"):
        read_pairs(tmp_path / "nowhere.tsv")
    with pytest.raises(DataError, match="binary"):
        read_pairs(written(tmp_path, "a\0b"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=60))
def test_any_text_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text.encode(errors="ignore").decode())
    try:
        pairs = read_pairs(path)
    except DataError:
        return
    assert all(a and b and np.isfinite(score) for a, b, score in pairs)


def test_correlation_counts_the_pairs_that_are_known() -> None:
    angles = np.deg2rad([0, 10, 40, 90])
    vectors = WordVectors(tuple("abcd"), np.stack((np.cos(angles), np.sin(angles)), axis=1))
    pairs = [("a", "b", 9.0), ("a", "c", 5.0), ("a", "d", 1.0), ("a", "unknown", 10.0)]
    assert spearman(vectors, pairs) == pytest.approx(1)
    assert spearman(vectors, [(a, b, -score) for a, b, score in pairs]) == pytest.approx(-1)
