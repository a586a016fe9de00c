"""What can be set about the sentence network."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import SettingError


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """The defaults are the best found on the treebank's dev set.

    Attributes
    ----------
    dims, hidden : int
        Numbers a feature, and units of the hidden layer.
    rate : float
        Adagrad's first rate; it falls in a line to zero.
    epochs, sentences : int
        How often the training text is read, and sentences a batch.
    root_weight : float
        How much a whole sentence counts; its parts count 1.
    negator_weight : float
        How much a phrase of 2 to 8 words that begins with a negator counts. 5 to 10 teaches negation better,
        the treebank's accuracy does not notice.
    pair_count : int
        How often a pair must occur to become a feature. 2 makes a third of the features, for a small file.
    word_dropout, pair_dropout, letter_dropout : float
        The share that is left out. A pair is also gone with either of its words.
    pooling : float
        A phrase of n words is its sum times ``n ** -pooling``.
    """

    dims: int = 50
    hidden: int = 50
    rate: float = 0.05
    epochs: int = 5
    sentences: int = 32
    root_weight: float = 2.0
    negator_weight: float = 1.0
    pair_count: int = 1
    word_dropout: float = 0.3
    pair_dropout: float = 0.1
    letter_dropout: float = 0.1
    pooling: float = 0.25

    def validated(self) -> NetworkSettings:
        """These settings, or a SettingError that names the one that is out of range."""
        for name in ("dims", "hidden", "epochs", "sentences", "pair_count"):
            _require(name, getattr(self, name), least=1)
        for name in ("word_dropout", "pair_dropout", "letter_dropout"):
            _require(name, getattr(self, name), least=0, most=0.99)
        for name in ("rate", "root_weight", "negator_weight", "pooling"):
            _require(name, getattr(self, name), least=0, most=1000)
        return self


def _require(name: str, value: float, *, least: float, most: float = 100_000) -> None:
    if not least <= value <= most:
        label = name.replace("_", " ").capitalize()
        raise SettingError(f"{label} is {value}: choose {least} to {most:,}.")
