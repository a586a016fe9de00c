"""What can be set about the sentence network."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import get_type_hints

from engine.errors import SettingError
from engine.settings import check_value, setting

NETWORK = "network"
_OWN = {"models": (NETWORK,)}


@dataclass(frozen=True, slots=True)
class NetworkDetails:
    """What no other model has. The defaults are the best found on the treebank's dev set."""

    hidden: int = setting(
        50, "Hidden units", "Units of the layer between phrase and classes.", low=1, high=10_000, **_OWN
    )
    sentences: int = setting(
        32,
        "Sentences a step",
        "Whole sentences, with all their phrases, that are learned from before the numbers change.",
        low=1,
        high=100_000,
        **_OWN,
    )
    root_weight: float = setting(
        3.0,
        "Weight of sentences",
        "How much a whole sentence counts; its parts count 1.",
        low=0,
        high=1000,
        **_OWN,
    )
    negator_weight: float = setting(
        5.0,
        "Weight of negations",
        "How much a phrase of 2 to 8 words that begins with a negator counts. More than 1 teaches negation "
        "better, the treebank's accuracy does not notice.",
        low=0,
        high=1000,
        **_OWN,
    )
    pair_count: int = setting(
        1,
        "Pairs from",
        "How often a pair of words must occur to become a feature. 2 makes a third of the features.",
        low=1,
        high=100_000,
        unit="times",
        **_OWN,
    )
    word_dropout: float = setting(
        0.3, "Word dropout", "The share of words that is not heard in an epoch.", low=0, high=0.99, **_OWN
    )
    pair_dropout: float = setting(
        0.1,
        "Pair dropout",
        "The share of pairs that is not heard in an epoch. A pair is also gone with either of its words.",
        low=0,
        high=0.99,
        **_OWN,
    )
    letter_dropout: float = setting(
        0.5,
        "Letter dropout",
        "The share of beginnings and ends of words that is not heard, whether or not their word is.",
        low=0,
        high=0.99,
        **_OWN,
    )
    pooling: float = setting(
        0.4,
        "Pooling",
        "A phrase of n words is the sum of its features times n to the power of minus this: 0 adds them up, "
        "1 averages them.",
        low=0,
        high=1000,
        **_OWN,
    )


@dataclass(frozen=True, slots=True)
class NetworkSettings(NetworkDetails):
    """All that a network's training depends on, besides data and seed.

    Attributes
    ----------
    dims : int
        Numbers a feature.
    rate : float
        Adagrad's first rate; it falls in a line to zero.
    epochs : int
        How often the training text is read.
    """

    dims: int = 50
    rate: float = 0.05
    epochs: int = 5

    def validated(self) -> NetworkSettings:
        """These settings, or a SettingError that names the one that is out of range."""
        kinds = get_type_hints(NetworkDetails)
        for each in fields(NetworkDetails):
            check_value(each, kinds[each.name], getattr(self, each.name))
        _require("Dims", self.dims, least=1, most=100_000)
        _require("Epochs", self.epochs, least=1, most=1_000_000)
        _require("Rate", self.rate, least=0, most=1000)
        return self


def _require(label: str, value: float, *, least: float, most: float) -> None:
    if not least <= value <= most:
        raise SettingError(f"{label} is {value}: choose {least} to {most:,}.")
