"""A data set in memory: token ids by split, with sentence borders and, where there are any, labels.

Readers produce it, everything else consumes it. All arrays are read-only by agreement.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.types import Ints1d

SPLITS = ("train", "dev", "test")
LABELS = ("--", "-", "o", "+", "++")
# Tokens counted at a time: NumPy widens them to 64 bits, which for a whole text is twice its memory.
_COUNTED = 1 << 20


@dataclass(frozen=True, slots=True)
class Spans:
    """Every labelled subtree of a split, the sentences themselves included.

    Attributes
    ----------
    sentence : int32 (m,)
        The sentence each span belongs to.
    start, end : int32 (m,)
        Its tokens are ``tokens[start:end]`` of the split.
    labels : int8 (m,)
        0 (very negative) to 4 (very positive).
    """

    sentence: Ints1d
    start: Ints1d
    end: Ints1d
    labels: Ints1d


@dataclass(frozen=True, slots=True)
class Split:
    """The sentences of one split, laid end to end.

    Attributes
    ----------
    tokens : int32 (n,)
        Ids into the data set's lexicon.
    offsets : int64 (sentences + 1,)
        Sentence i is ``tokens[offsets[i]:offsets[i + 1]]``.
    labels : int8 (sentences,) or None
        0 to 4, or None for text without labels.
    spans : Spans or None
        Labelled subtrees, or None where only whole sentences are labelled.
    """

    tokens: Ints1d
    offsets: Ints1d
    labels: Ints1d | None = None
    spans: Spans | None = None

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def sentence(self, index: int) -> Ints1d:
        """The token ids of one sentence."""
        return self.tokens[self.offsets[index] : self.offsets[index + 1]]

    def counts(self, types: int) -> Ints1d:
        """How often each of the word types of the lexicon occurs here, (types,) int64."""
        total = np.zeros(types, dtype=np.int64)
        for start in range(0, len(self.tokens), _COUNTED):
            total += np.bincount(self.tokens[start : start + _COUNTED], minlength=types)
        return total


@dataclass(frozen=True, slots=True)
class Dataset:
    """Splits that share one lexicon of all word types, rare ones included.

    Attributes
    ----------
    name : str
        Catalogue name or file name.
    source : Path
        The file or folder it was read from.
    lexicon : tuple of str
        Word types in order of first appearance; token ids index it.
    splits : dict
        ``"train"`` always; ``"dev"`` and ``"test"`` where the data has them.
    """

    name: str
    source: Path
    lexicon: tuple[str, ...]
    splits: dict[str, Split]

    @property
    def labelled(self) -> bool:
        """Whether the sentences carry sentiment labels."""
        return self.splits["train"].labels is not None

    def words(self, split: str, index: int) -> list[str]:
        """The words of one sentence."""
        return [self.lexicon[token] for token in self.splits[split].sentence(index)]

    def text(self, *, all_splits: bool = False) -> tuple[Ints1d, Ints1d]:
        """Tokens (n,) and sentence offsets (sentences + 1,) of the training split, or of all in a row."""
        splits = self._chosen(all_splits=all_splits)
        if len(splits) == 1:
            return splits[0].tokens, splits[0].offsets
        lengths = np.concatenate([np.diff(split.offsets) for split in splits])
        tokens = np.concatenate([split.tokens for split in splits])
        return tokens, np.concatenate(([0], np.cumsum(lengths)))

    def counts(self, *, all_splits: bool = False) -> Ints1d:
        """How often each word type of the lexicon occurs in that text, (types,) int64."""
        chosen = self._chosen(all_splits=all_splits)
        return np.sum([split.counts(len(self.lexicon)) for split in chosen], axis=0)

    def _chosen(self, *, all_splits: bool) -> list[Split]:
        return list(self.splits.values()) if all_splits else [self.splits["train"]]

    def fingerprint(self) -> str:
        """A hash of the training tokens, by which a checkpoint knows its data again."""
        train = self.splits["train"]
        digest = hashlib.sha256("\n".join(self.lexicon).encode())
        digest.update(np.ascontiguousarray(train.tokens, dtype="<i4").data)
        digest.update(np.ascontiguousarray(train.offsets, dtype="<i8").data)
        return digest.hexdigest()
