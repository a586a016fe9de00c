"""Text cut into chunks of neighbouring words, in random order, each word knowing its sentence's borders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from engine.types import Floats1d, Floats2d, Ints1d, Ints2d


@dataclass(frozen=True, slots=True)
class Chunks:
    """A text in chunks of T tokens, of which the P in the middle serve as centres.

    Attributes
    ----------
    tokens : int32 (chunks, T)
        Places before the first and after the last token of the text hold word 0.
    left, right : int32 (chunks, P)
        How many tokens before and after each centre belong to its sentence and its chunk; 0 for padding.
    worth : float32 (chunks, P), optional
        How much each centre counts; 1 if left out.
    """

    tokens: Ints2d
    left: Ints2d
    right: Ints2d
    worth: Floats2d | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    def part(self, chosen: slice) -> Chunks:
        """Some of the chunks."""
        worth = None if self.worth is None else self.worth[chosen]
        return Chunks(self.tokens[chosen], self.left[chosen], self.right[chosen], worth)


def cut(
    tokens: Ints1d,
    sentences: Ints1d,
    *,
    length: int,
    halo: int,
    even: bool,
    rng: np.random.Generator,
) -> Chunks:
    """Cut a stream into chunks, in random order, from a random first place.

    Parameters
    ----------
    tokens, sentences : (n,)
        Word ids, and the sentence each belongs to (at least 0, ascending).
    length : int
        P, the tokens of a chunk that serve as centres.
    halo : int
        Tokens at each end of a chunk that are context only: T = P + 2 halo.
    even : bool
        Weigh the centres by `sentence_worth`.
    rng : Generator
    """
    before = int(rng.integers(length)) + halo
    n_chunks = max(1, -(-(len(tokens) + before - halo) // length))  # an empty block is still read
    after = n_chunks * length + 2 * halo - before - len(tokens)
    order = rng.permutation(n_chunks)

    def in_chunks(values: Ints1d | Floats1d) -> Ints2d | Floats2d:
        return sliding_window_view(np.pad(values, (before, after)), length + 2 * halo)[::length][order]

    centres = slice(halo, halo + length)
    left, right = neighbours(sentences)
    place = np.arange(length + 2 * halo, dtype=np.int32)
    return Chunks(
        tokens=in_chunks(tokens.astype(np.int32)),
        left=np.minimum(in_chunks(left), place)[:, centres],
        right=np.minimum(in_chunks(right), place[::-1])[:, centres],
        worth=in_chunks(sentence_worth(sentences)[sentences])[:, centres] if even else None,
    )


def neighbours(sentences: Ints1d) -> tuple[Ints1d, Ints1d]:
    """How many tokens of its own sentence stand before and after each token, int32 (n,) each."""
    lengths = np.bincount(sentences)
    ends = np.cumsum(lengths).astype(np.int32)
    place = np.arange(len(sentences), dtype=np.int32)
    # Repeated, not looked up by sentence: a third of the time.
    return place - (ends - lengths).astype(np.int32).repeat(lengths), ends.repeat(lengths) - 1 - place


def sentence_worth(sentences: Ints1d) -> Floats1d:
    """What a centre of each sentence counts, float32, if all sentences of two words or more count the same.

    The course draws a sentence first and then a word of it. To weigh each word by 1/length comes to the
    same on average. Scaled so that a word counts 1 on average.
    """
    lengths = np.bincount(sentences)
    paired = lengths > 1
    mean_length = lengths[paired].sum() / max(int(paired.sum()), 1)
    return (mean_length / np.maximum(lengths, 1)).astype(np.float32)
