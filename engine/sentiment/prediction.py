"""What a sentence model answers, whichever model it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from engine.corpus.dataset import Split
from engine.types import Floats2d


@dataclass(frozen=True, slots=True)
class WordShare:
    """One word of a sentence and its part in the answer.

    Attributes
    ----------
    word : str
    known : bool
        Whether the model has anything to say about the word.
    share : tuple of float (classes,)
        What the word adds to the score of each class, before the softmax.
    """

    word: str
    known: bool
    share: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """The answer for one text.

    Attributes
    ----------
    text : str
    label : int
        The most probable class; 0 (very negative) to 4 (very positive), with two classes 0 and 1.
    probabilities : tuple of float (classes,)
    words : tuple of WordShare
        The words in order.
    intercept : tuple of float (classes,)
        The scores before any word is heard.
    """

    text: str
    label: int
    probabilities: tuple[float, ...]
    words: tuple[WordShare, ...]
    intercept: tuple[float, ...]

    @property
    def score(self) -> float:
        """The class to expect, counted from the middle: with five classes -2 to 2, with two -0.5 to 0.5."""
        middle = (len(self.probabilities) - 1) / 2
        return sum((place - middle) * share for place, share in enumerate(self.probabilities))

    def to_json(self) -> dict[str, Any]:
        """The keys of ``wordscope predict --json``."""
        words = [{"word": each.word, "known": each.known, "share": list(each.share)} for each in self.words]
        probabilities = list(self.probabilities)
        return {"text": self.text, "label": self.label, "probabilities": probabilities, "words": words}


class SentenceModel(Protocol):
    """Anything that can judge a sentence."""

    @property
    def name(self) -> str:
        """What to call it in the window."""

    def predict(self, text: str) -> Prediction:
        """The classes of a text and the part of every word in them."""

    def probabilities(self, types: Sequence[str], split: Split) -> Floats2d:
        """The classes' probabilities of every sentence of a split, (sentences, classes)."""
