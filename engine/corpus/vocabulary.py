"""Words and their ids, frequent ones first, and the two distributions word2vec draws from.

Sub-sampling keeps an occurrence of word w, which makes up the share f(w) of the tokens, with a probability
that falls with f(w); negatives are drawn in proportion to count(w) ** 0.75 (Mikolov et al. 2013, "Distributed
Representations of Words and Phrases and their Compositionality", sections 2.2 and 2.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

import numpy as np

from engine.corpus.alias_table import AliasTable
from engine.errors import SettingError, VocabularyError
from engine.types import Floats1d, Ints1d

__all__ = ["AliasTable", "SubsamplingRule", "Vocabulary"]

SubsamplingRule: TypeAlias = Literal["word2vec", "course"]


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words by falling count; ties in order of first appearance.

    Attributes
    ----------
    words : tuple of str
        The V words; word ids index it.
    counts : int64 (V,)
        How often each occurs in the training text.
    index : dict
        The id of each word.
    """

    words: tuple[str, ...]
    counts: Ints1d
    index: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "index", dict(zip(self.words, range(len(self.words)), strict=True)))

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return word in self.index

    @classmethod
    def build(cls, lexicon: Sequence[str], counts: Ints1d, min_count: int = 1) -> Vocabulary:
        """The words of a lexicon that occur at least `min_count` times.

        Parameters
        ----------
        lexicon : sequence of str
            Word types in order of first appearance.
        counts : int (types,)
            How often each occurs, as `Dataset.counts` gives it.
        min_count : int
            At least 1: a type that never occurs in the training text has nothing to learn from.

        Raises
        ------
        SettingError
            If `min_count` is below 1.
        VocabularyError
            If no word is frequent enough; says how often the most frequent one occurs.
        """
        if min_count < 1:
            raise SettingError(f"The minimum count is {min_count}; it must be at least 1.")
        counts = np.asarray(counts, dtype=np.int64)
        order = np.argsort(-counts, kind="stable")
        kept = order[counts[order] >= min_count]
        if not len(kept):
            largest = int(counts.max(initial=0))
            raise VocabularyError(
                f"No word occurs {min_count} times or more; the most frequent one occurs {largest} times, "
                "so lower the minimum count or take more text."
            )
        return cls(words=tuple(lexicon[i] for i in kept.tolist()), counts=counts[kept])

    def remap(self, lexicon: Sequence[str]) -> Ints1d:
        """The word id of each type of a lexicon, -1 for those left out, int32 (types,)."""
        return np.fromiter((self.index.get(word, -1) for word in lexicon), dtype=np.int32)

    def keep_probabilities(self, threshold: float, *, rule: SubsamplingRule = "word2vec") -> Floats1d:
        """The probability with which sub-sampling keeps an occurrence of each word, (V,) float64.

        Parameters
        ----------
        threshold : float
            The share of the tokens, such as 1e-3, above which a word is thinned out; 0 keeps everything.
        rule : {"word2vec", "course"}
            ``"course"`` is the paper's min(1, sqrt(threshold / share)), as the course code has it;
            ``"word2vec"`` is what the word2vec tool and gensim do,
            min(1, sqrt(threshold / share) + threshold / share).

        Raises
        ------
        SettingError
            If the threshold is negative or not a number, or the rule is unknown.
        """
        if not threshold >= 0:
            raise SettingError(f"The sub-sampling threshold is {threshold}; it must be 0 (off) or more.")
        if rule not in get_args(SubsamplingRule):
            raise SettingError(
                f'The sub-sampling rule "{rule}" is unknown; there are "word2vec" and "course".'
            )
        if threshold == 0:
            return np.ones(len(self))
        ratio = threshold * self.counts.sum() / self.counts
        return np.asarray(np.minimum(1.0, np.sqrt(ratio) + ratio if rule == "word2vec" else np.sqrt(ratio)))

    def noise_probabilities(self, power: float = 0.75) -> Floats1d:
        """The distribution of negatives, counts ** power scaled to sum 1, (V,) float64."""
        weights = self.counts.astype(np.float64) ** power
        return np.asarray(weights / weights.sum())
