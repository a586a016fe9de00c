"""Axes made of words: ``good - bad`` as a direction of the space, and where all words lie along it.

    axis   = [sign] word { sign word }        sign: + or -

A minus needs a space before it, because words such as *well-made* hold one; quotes keep any word whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from engine.errors import SettingError
from engine.types import Floats1d, Floats2d
from engine.vectors.projection import Projection
from engine.vectors.scores import unit
from engine.vectors.word_vectors import WordVectors

MOST_TERMS = 50
# A quoted word, a plus, a minus at the start of a term, or a run of anything else.
TOKEN = re.compile(r"""\s*(?:"([^"]+)"|'([^'\s]{2,})'(?=\s|$)|(\+)|(?:(?<=\s)|^)([-−])|([^\s+]+))""")
EXAMPLE = "write words with + and − between them, such as good - bad"


@dataclass(frozen=True, slots=True)
class Term:
    """A word and whether it is added (1) or taken off (-1)."""

    word: str
    sign: int


@dataclass(frozen=True, slots=True)
class Axis:
    """A sum and difference of words."""

    terms: tuple[Term, ...]

    @property
    def name(self) -> str:
        """How it is written on the map: ``good − bad``."""
        first, *rest = self.terms
        start = first.word if first.sign > 0 else f"−{first.word}"
        return start + "".join(f" {'+' if term.sign > 0 else '−'} {term.word}" for term in rest)


def parse(text: str) -> Axis:
    """Read an axis.

    Parameters
    ----------
    text : str
        Words with ``+`` and ``-`` between them; a minus stands after a space. Words in quotes may hold
        spaces and signs.

    Raises
    ------
    SettingError
        A word or a sign is missing, or there are over 50 words.
    """
    terms: list[Term] = []
    sign = 0
    for token in TOKEN.finditer(" " + text):
        quoted, apostrophed, plus, minus, plain = token.groups()
        if plus or minus:
            if sign:
                raise SettingError(f"The axis {text!r} has two signs in a row; {EXAMPLE}.")
            sign = 1 if plus else -1
            continue
        word = quoted or apostrophed or plain
        if terms and not sign:
            raise SettingError(f"The axis {text!r} has no sign before {word!r}; {EXAMPLE}.")
        terms.append(Term(word, sign or 1))
        sign = 0
    if sign or not terms:
        missing = "ends with a sign" if terms else "has no word"
        raise SettingError(f"The axis {text!r} {missing}; {EXAMPLE}.")
    if len(terms) > MOST_TERMS:
        raise SettingError(f"The axis has {len(terms)} words; at most {MOST_TERMS} make sense.")
    return Axis(tuple(terms))


def direction(axis: Axis, vectors: WordVectors) -> Floats1d:
    """The direction of an axis: the signed sum of its words' unit vectors, made a unit vector, float64 (d,).

    Raises
    ------
    VocabularyError
        A word is unknown.
    SettingError
        The words cancel each other out.
    """
    total = np.zeros(vectors.dims)
    for term in axis.terms:
        word = term.word if term.word in vectors else term.word.lower()
        total += term.sign * unit(vectors.matrix[vectors.row(word if word in vectors else term.word)])
    if not np.linalg.norm(total) > 1e-6 * len(axis.terms):
        raise SettingError(f"The words of {axis.name} cancel each other out; choose different words.")
    return unit(total)


def along(vectors: Floats2d, directions: Floats2d) -> Projection:
    """The map whose axes are given directions.

    Parameters
    ----------
    vectors : (n, d)
    directions : (d, c)
        Unit columns, not necessarily at right angles.

    Returns
    -------
    Projection
        With the origin of the space as its centre, so that 0 lies between the words of a difference, and
        the share of the total variance along each direction.
    """
    rows = np.asarray(vectors, dtype=np.float32)
    total = float(rows.var(axis=0, dtype=np.float64).sum())
    spread = (rows @ directions.astype(np.float32)).var(axis=0, dtype=np.float64)
    explained = spread / total if total > 0 else np.zeros(directions.shape[1])
    return Projection(np.zeros(directions.shape[0]), np.asarray(directions, dtype=np.float64), explained)
