"""A check list of short phrases, each with the side a model should come out on.

    not bad<TAB>neutral-or-positive

Accuracy on a treebank says little about "not dull": it hardly occurs there. A list written by hand does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.corpus.reading import read_text
from engine.errors import DataError
from engine.sentiment.prediction import Prediction, SentenceModel
from engine.sentiment.report import NEUTRAL

_FAINT = "neutral-or-"
_SIDES = ("positive", "negative")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase to judge.

    Attributes
    ----------
    text : str
    positive : bool
        The right side.
    may_be_neutral : bool
        Whether neutral is right as well: faint praise, mild blame.
    """

    text: str
    positive: bool
    may_be_neutral: bool

    def suits(self, prediction: Prediction) -> bool:
        """Whether this answer is right; of five classes two stand against two."""
        p = prediction.probabilities
        half = len(p) // 2
        is_neutral = len(p) > 2 and prediction.label == NEUTRAL
        return (self.may_be_neutral and is_neutral) or (sum(p[-half:]) > sum(p[:half])) == self.positive


def read_phrases(path: Path) -> list[Phrase]:
    """The phrases of a UTF-8 file: one a line, a tab, then ``positive``, ``negative``,
    ``neutral-or-positive`` or ``neutral-or-negative``. Lines that start with # are remarks.

    Raises
    ------
    DataError
        If the file cannot be read, holds no phrase, or a line is anything else; with its line.
    """
    phrases = []
    for number, line in enumerate(read_text(path, expected="a list of phrases").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        text, _, said = line.partition("\t")
        side = said.strip().removeprefix(_FAINT)
        if not text.strip() or side not in _SIDES:
            wanted = "expected is a phrase, a tab and positive, negative, neutral-or-positive or so"
            raise DataError(wanted, path, number)
        phrases.append(Phrase(text.strip(), side == "positive", said.strip().startswith(_FAINT)))
    if not phrases:
        raise DataError("the list holds no phrase; give one a line, with its side behind a tab", path)
    return phrases


def judged_wrongly(model: SentenceModel, phrases: Sequence[Phrase]) -> list[tuple[Phrase, Prediction]]:
    """The phrases a model gets wrong, with what it said."""
    answers = [(phrase, model.predict(phrase.text)) for phrase in phrases]
    return [(phrase, said) for phrase, said in answers if not phrase.suits(said)]
