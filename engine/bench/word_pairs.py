"""Pairs of words and how similar people find them, such as WordSim-353 (Finkelstein et al. 2002)."""

from __future__ import annotations

import math
from pathlib import Path

from engine.corpus.reading import read_text
from engine.errors import DataError
from engine.vectors import WordVectors

Pairs = list[tuple[str, str, float]]
FORM = "a line is two words and a score with tabs between, or a comment behind #"


def read_pairs(path: Path) -> Pairs:
    """The pairs of a file, words in lower case.

    Raises
    ------
    DataError
        If the file is no text, a line is of another form, or there is no pair.
    """
    lines = read_text(path, expected="word pairs and their scores").split("\n")
    pairs = [
        _pair(line, path, number) for number, line in enumerate(lines, 1) if line.strip() and line[0] != "#"
    ]
    if not pairs:
        raise DataError(f"there is no pair of words here; {FORM}", path)
    return pairs


def _pair(line: str, path: Path, number: int) -> tuple[str, str, float]:
    cells = line.strip().lower().split("\t")
    try:
        first, second, score = cells[0], cells[1], float(cells[2])
    except (IndexError, ValueError):
        score = math.nan
    if not math.isfinite(score) or not (first and second):
        raise DataError(f"this is no pair of words with a score; {FORM}", path, number)
    return first, second, score


def spearman(vectors: WordVectors, pairs: Pairs) -> float:
    """Rank correlation of cosines with the judgements of people, over the pairs that are known."""
    from scipy.stats import spearmanr

    known = [(a, b, score) for a, b, score in pairs if a in vectors and b in vectors]
    cosines = [vectors.similarity(a, b) for a, b, _ in known]
    return float(spearmanr(cosines, [score for *_, score in known]).statistic)
