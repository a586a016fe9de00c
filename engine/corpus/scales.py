"""From the labels people give their texts to the five classes 0 (very negative) to 4 (very positive).

Two and three classes become the milder ones of five: negative 1, neutral 2, positive 3.
"""

from __future__ import annotations

import math
from collections.abc import Collection

NEGATIVE, NEUTRAL, POSITIVE = 1, 2, 3

WORDS: dict[str, int] = {
    **dict.fromkeys(("very negative", "very_negative", "--"), 0),
    **dict.fromkeys(("negative", "neg", "-"), NEGATIVE),
    **dict.fromkeys(("neutral", "neu", "o"), NEUTRAL),
    **dict.fromkeys(("positive", "pos", "+"), POSITIVE),
    **dict.fromkeys(("very positive", "very_positive", "++"), 4),
}
SCALES: tuple[dict[str, int], ...] = (
    {"0": NEGATIVE, "1": POSITIVE},
    {"-1": NEGATIVE, "0": NEUTRAL, "1": POSITIVE},
    {str(label): label for label in range(5)},
    {str(label + 1): label for label in range(5)},
    WORDS,
)
KNOWN = "0 and 1, -1 to 1, 0 to 4, 1 to 5, or words from very negative to very positive"


def scale_of(labels: Collection[str]) -> dict[str, int] | None:
    """The first known scale that has every label; None if there is none."""
    return next((scale for scale in SCALES if all(label in scale for label in labels)), None)


def guess_classes(labels: Collection[str]) -> dict[str, int | None]:
    """The likely class of every label.

    Parameters
    ----------
    labels : collection of str
        Distinct, in lower case.

    Returns
    -------
    dict
        By a known scale if one has them all; numbers of any other range are cut into five equal parts;
        words that say nothing known get None.
    """
    scale = scale_of(labels)
    if scale is not None:
        return {label: scale[label] for label in labels}
    numbers = [_number(label) for label in labels]
    if any(math.isnan(number) for number in numbers) or len(set(numbers)) < 2:
        return {label: WORDS.get(label) for label in labels}
    low, high = min(numbers), max(numbers)
    return {
        label: min(int(5 * (number - low) / (high - low)), 4)
        for label, number in zip(labels, numbers, strict=True)
    }


def in_two(label: int | None) -> int | None:
    """A class of five as one of two; the neutral one is left out."""
    if label is None or label == NEUTRAL:
        return None
    return NEGATIVE if label < NEUTRAL else POSITIVE


def _number(label: str) -> float:
    """NaN for what is no finite number."""
    try:
        value = float(label)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan
