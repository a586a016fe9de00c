"""The course's sentence model: averaged word vectors and softmax regression, word by word explainable.

    z = b + sum_w (v_w W) / n      over the n known words

so the share of a word in the scores is exactly ``v_w W / n``, and the shares and the intercept add up to z.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np

from engine.corpus.dataset import Split
from engine.corpus.tokens import tokenize
from engine.ops.activations import softmax
from engine.sentiment.archive import Archive
from engine.sentiment.prediction import Prediction, WordShare
from engine.sentiment.split_features import SplitFeatures
from engine.types import Floats1d, Floats2d
from engine.vectors import WordVectors

KIND = "average"


@dataclass(frozen=True, slots=True, eq=False)
class SentimentModel:
    """Word vectors with a linear classifier on their averages.

    Attributes
    ----------
    name : str
        What to call it: "own vectors", "GloVe".
    vectors : WordVectors
        n words, d dimensions.
    W : (d, classes)
    b : (classes,)
    """

    name: str
    vectors: WordVectors
    W: Floats2d
    b: Floats1d

    def predict(self, text: str) -> Prediction:
        """The classes of a text and the exact share of every word.

        Any text gets an answer: unknown words have no share, and without a known word the intercept
        speaks alone.
        """
        words = tokenize(text)
        counts = Counter(words)
        rows = {word: row for word in counts if (row := self.vectors.index.get(word)) is not None}
        times = np.array([counts[word] for word in rows], dtype=np.float64)
        shares = self.vectors.matrix[list(rows.values())] @ self.W / max(times.sum(), 1.0)
        probabilities = softmax(self.b + times @ shares)
        silent = (0.0,) * len(self.b)
        # A word that comes often is described once: long texts repeat themselves.
        heard = {
            word: WordShare(word, True, tuple(share))
            for word, share in zip(rows, shares.tolist(), strict=True)
        }
        described = {word: heard.get(word) or WordShare(word, False, silent) for word in counts}
        return Prediction(
            text=text,
            label=int(np.argmax(probabilities)),
            probabilities=tuple(probabilities.tolist()),
            words=tuple(map(described.__getitem__, words)),
            intercept=tuple(self.b.tolist()),
        )

    def probabilities(self, types: Sequence[str], split: Split) -> Floats2d:
        """The classes' probabilities of every sentence of a split, (sentences, classes).

        `types` is what the split's token ids mean.
        """
        features = SplitFeatures(split, types, self.vectors.words)
        return softmax(features.transform(self.vectors.matrix) @ self.W + self.b)

    def save(self, path: Path, *, precision: Literal["single", "half"] = "single") -> None:
        """Write the model beside `path` and put it in place in one move.

        Parameters
        ----------
        path : Path
        precision : {"single", "half"}
            Half keeps the vectors in 16 bits: half the size, three significant digits.

        Raises
        ------
        CheckpointError
            If the file cannot be written.
        """
        matrix = self.vectors.matrix if precision == "single" else self.vectors.matrix.astype(np.float16)
        arrays = {"matrix": matrix, "W": self.W, "b": self.b}
        Archive(KIND, self.name, texts={"words": self.vectors.words}, arrays=arrays).write(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote.

        Raises
        ------
        CheckpointError
            If the file is missing, damaged or another kind of file.
        """
        return cls.from_archive(Archive.read(path, kind=KIND), path)

    @classmethod
    def from_archive(cls, archive: Archive, path: Path) -> Self:
        """The model in an archive that is already read; `path` is named in errors."""
        words = archive.text("words", path)
        matrix = archive.array("matrix", path, shape=(len(words), None))
        W = archive.array("W", path, shape=(matrix.shape[1], None))
        b = archive.array("b", path, shape=(W.shape[1],))
        return cls(archive.name, WordVectors(words, matrix), W, b)
