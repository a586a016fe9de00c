"""From a spec and a data set to what a run learns: its batches, its start, and what of it is shown.

A batch depends on the seed and its position alone, so a run can start at any position: that is all a
checkpoint has to remember besides the parameters. Processes that share a run take turns at the positions.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from engine import rng as named
from engine.corpus.dataset import Dataset
from engine.corpus.vocabulary import AliasTable, Vocabulary
from engine.errors import SettingError, VocabularyError
from engine.objectives.chunk_batch import ChunkBatch
from engine.objectives.chunks import ChunkSettings, batches
from engine.objectives.registry import OBJECTIVES
from engine.objectives.word_model import WordModel
from engine.ops.optimisers import Descent, Optimiser
from engine.training.judges import AveragesJudge, Judge
from engine.training.spec import RunSpec
from engine.types import Floats2d, Grads, Ints1d, Params

# Text is sub-sampled, cut and shuffled a block at a time: enough words to mix well, few enough to hold and to
# prepare in 15 ms, which nobody sees.
BLOCK_WORDS = 1 << 18
# Of processes that share a text some wait at the end until the last has read its block, and whatever a block
# still holds when a run is interrupted is passed over. But each block ends with a batch that is not full.
SHARED_BLOCK_WORDS = 1 << 16
FEWEST_BLOCK_WORDS, BLOCKS_EACH = 1 << 13, 8
Shown = Literal["input", "output"]
"""Whose vectors: the words' as centres or as context."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next batch comes from."""

    epoch: int = 0
    block: int = 0
    batch: int = 0


class Batch(Protocol):
    """What a run needs to know of a batch besides what the objective makes of it.

    Attributes
    ----------
    scale : float
        The loss is a sum over pairs times this.
    pairs, centres : float
        What the loss is counted by, in two ways.
    raw_words : float
        Words of the text this batch stands for.
    """

    @property
    def scale(self) -> float: ...
    @property
    def pairs(self) -> float: ...
    @property
    def centres(self) -> float: ...
    @property
    def raw_words(self) -> float: ...


class LiveObjective(Protocol):
    """An objective that a live run can be checked by."""

    name: str

    def loss_and_grads(self, params: Params, batch: Any) -> tuple[float, Grads]:
        """The loss of `batch` at `params` and its gradient for every parameter."""

    def excerpt(self, params: Params, batch: Any, n_chunks: int) -> tuple[Params, Any, Ints1d]:
        """A part of a batch, float64 copies of what it touches, and which rows of the whole those are."""


class Problem(Protocol):
    """What the loop asks of whatever is learned.

    Attributes
    ----------
    spec : RunSpec
    objective : LiveObjective
    optimiser : Optimiser
    words : tuple of str
        The V words on the map, the most frequent first.
    counts : (V,)
    words_per_epoch : int
    epochs : int
        Passes over the text in all.
    data : str
        By which a checkpoint knows its data again.
    shapes : dict
        The shape of every parameter.
    paired : bool
        Whether a word has an input and an output vector; `vectors` has them side by side.
    showing : float
        How much more of its time than usual a run may spend on being shown: one of seconds has few moments.
    """

    paired: bool
    showing: float

    @property
    def spec(self) -> RunSpec: ...
    @property
    def objective(self) -> LiveObjective: ...
    @property
    def optimiser(self) -> Optimiser: ...
    @property
    def words(self) -> tuple[str, ...]: ...
    @property
    def counts(self) -> Ints1d: ...
    @property
    def words_per_epoch(self) -> int: ...
    @property
    def epochs(self) -> int: ...
    @property
    def data(self) -> str: ...
    @property
    def shapes(self) -> dict[str, tuple[int, ...]]: ...

    def init(self) -> Params:
        """Parameters before the first step."""

    def batches(self, start: Position) -> Iterator[tuple[Position, Any]]:
        """Batches from `start` on, each with the position of the one after it."""

    def progress(self, position: Position, words_seen: float) -> float:
        """The share of the epochs that is done."""

    def scheduled(self, position: Position, words_seen: float) -> float:
        """The share of the rate's schedule behind the batch that leads to `position`."""

    def begins(self, position: Position) -> bool:
        """Whether the optimiser forgets all before the batch that leads to `position`."""

    def shown(self, params: Params, kind: Shown) -> Floats2d:
        """The words' vectors that the map shows, (V, d)."""

    def vectors(self, params: Params) -> Floats2d:
        """A copy of all the words' vectors, (V, d) or, side by side, (V, 2 d)."""

    def row_names(self, rows: Ints1d) -> tuple[str, ...]:
        """What the rows of an excerpt stand for."""

    def judge(self, dataset: Dataset) -> Judge | None:
        """Who answers for the run; None for text without labels."""


class WordProblem:
    """Learning word vectors from the training text of a data set.

    Parameters
    ----------
    spec : RunSpec
    dataset : Dataset
    turns : iterable of int, optional
        Which blocks of text are read, counted from where one starts; left out, all of them.

    Raises
    ------
    VocabularyError
        If no word is frequent enough, or all sentences have fewer than two words.
    SettingError
        If more negatives are asked for than there are other words.
    """

    paired = True
    showing = 1.0

    def __init__(self, spec: RunSpec, dataset: Dataset, turns: Iterable[int] | None = None) -> None:
        self.spec, self._turns = spec, turns
        self.objective = _objective(spec)
        self.optimiser = Descent(at_once=spec.processes)
        everything = spec.text.splits == "all"
        self._tokens, self._offsets = dataset.text(all_splits=everything)
        counts = dataset.counts(all_splits=everything)
        self.vocabulary = Vocabulary.build(dataset.lexicon, counts, spec.text.min_count)
        self._words = self.vocabulary.remap(dataset.lexicon)
        keep = self.vocabulary.keep_probabilities(spec.text.sample, rule=spec.text.sampling)
        # By word type, 0 for words left out: most words of a text are dropped before they are looked up.
        self._keep = np.where(self._words >= 0, keep.take(self._words, mode="clip"), 0).astype(np.float32)
        self._noise = AliasTable(self.vocabulary.noise_probabilities())
        self._blocks = _block_borders(self._offsets, _block_words(len(self._tokens), spec.processes))
        self.words_per_epoch, self.epochs = len(self._tokens), spec.epochs
        self.words, self.counts = self.vocabulary.words, self.vocabulary.counts
        self.data = dataset.fingerprint()
        self._refuse_the_impossible()

    def _refuse_the_impossible(self) -> None:
        others = len(self.vocabulary) - 1
        if self.spec.model.cost == "negative" and self.spec.model.negatives > max(others, 1):
            raise SettingError(
                f"Negatives is {self.spec.model.negatives}, but there are only {others} other words in the "
                f"vocabulary: choose at most {max(others, 1)}, or take more text."
            )
        if not self._has_a_pair():
            raise VocabularyError(
                "no sentence has two words of the vocabulary, so there is nothing to predict: "
                "take more text or lower the minimum count."
            )

    def _has_a_pair(self) -> bool:
        """Whether any sentence holds two words of the vocabulary."""
        return any(self._block_has_a_pair(first, last) for first, last in self._blocks)

    def _block_has_a_pair(self, first: int, last: int) -> bool:
        offsets = self._offsets[first : last + 1]
        known = self._words.take(self._tokens[offsets[0] : offsets[-1]]) >= 0
        before = np.concatenate(([0], np.cumsum(known)))
        return bool((np.diff(before[offsets - offsets[0]]) >= 2).any())

    def init(self) -> Params:
        """Parameters before the first step."""
        spec = self.spec
        return self.objective.init(named.generator(spec.seed, "init"), len(self.vocabulary), spec.model.dims)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of both matrices."""
        return dict.fromkeys(("W_in", "W_out"), (len(self.vocabulary), self.spec.model.dims))

    def progress(self, position: Position, words_seen: float) -> float:
        """The share of the text of all epochs that was read."""
        return words_seen / (self.epochs * self.words_per_epoch)

    def reached(self, position: Position) -> float:
        """About the same by the blocks before a position, for one who has not read them all."""
        return (position.epoch + position.block / len(self._blocks)) / self.epochs

    def scheduled(self, position: Position, words_seen: float) -> float:
        """The same: the rate falls once."""
        return self.progress(position, words_seen)

    def begins(self, position: Position) -> bool:
        """There is nothing to forget."""
        return False

    def shown(self, params: Params, kind: Shown) -> Floats2d:
        """Input or output vectors, (V, d)."""
        return params["W_out" if kind == "output" else "W_in"]

    def vectors(self, params: Params) -> Floats2d:
        """A copy of both kinds side by side, (V, 2 d)."""
        return np.concatenate((params["W_in"], params["W_out"]), axis=1)

    def row_names(self, rows: Ints1d) -> tuple[str, ...]:
        """The words of these rows."""
        return tuple(self.words[row] for row in rows.tolist())

    def judge(self, dataset: Dataset) -> AveragesJudge | None:
        """A classifier on averages of the vectors."""
        return AveragesJudge(dataset, self.words) if dataset.labelled else None

    def batches(self, start: Position) -> Iterator[tuple[Position, ChunkBatch]]:
        """Batches without end from `start` on, each with the position of the one after it."""
        first, shuffled, order = start.epoch * len(self._blocks) + start.block, -1, np.empty(0, np.int64)
        for turn in itertools.count() if self._turns is None else self._turns:
            epoch, block = divmod(first + turn, len(self._blocks))
            if epoch != shuffled:
                shuffled = epoch
                order = named.generator(self.spec.seed, "order", epoch).permutation(len(self._blocks))
            index = 0
            for batch in self._block(epoch, int(order[block])):
                index += 1  # noqa: SIM113  enumerate would hold on to the batch while the next is drawn
                if turn or index > start.batch:
                    yield Position(epoch, block, index), batch
                del batch

    def _block(self, epoch: int, block: int) -> Iterator[ChunkBatch]:
        """The batches of one block of text in one epoch."""
        rng = named.generator(self.spec.seed, "batches", epoch, block)
        first, last = self._blocks[block]
        offsets = self._offsets[first : last + 1]
        tokens = self._tokens[offsets[0] : offsets[-1]]
        sentences = np.repeat(np.arange(last - first, dtype=np.int32), np.diff(offsets))
        kept = np.flatnonzero(
            rng.random(len(tokens), dtype=np.float32) < self._keep.take(tokens, mode="clip")
        )
        return batches(
            self._words.take(tokens.take(kept)),
            sentences.take(kept),
            settings=self._settings(),
            noise=self._noise if self.objective.needs_negatives else None,
            rng=rng,
            raw_words=len(tokens),
        )

    def _settings(self) -> ChunkSettings:
        model, step = self.spec.model, self.spec.step
        return ChunkSettings(
            window=model.window,
            varied=True,
            length=step.chunk,
            per_batch=step.chunks,
            halo=step.exact_windows,
            negatives=model.negatives,
            shared=step.shared_negatives,
            sharing=step.sharing,
            mean=step.mean_cost,
            predicts=self.objective.predicts,
            average=model.context == "mean",
            even=step.count == "sentences",
        )


def _objective(spec: RunSpec) -> WordModel:
    objective = OBJECTIVES[spec.objective]
    assert isinstance(objective, WordModel)
    return objective


def _block_words(words: int, processes: int) -> int:
    """How many words a block has in a text of so many that so many processes share."""
    if processes == 1:
        return BLOCK_WORDS
    return min(SHARED_BLOCK_WORDS, max(FEWEST_BLOCK_WORDS, words // (processes * BLOCKS_EACH)))


def _block_borders(offsets: Ints1d, n_words: int) -> list[tuple[int, int]]:
    """(first, one past the last) sentence of each block of about so many words."""
    wanted = np.arange(0, offsets[-1], n_words)
    borders = np.unique(np.append(np.searchsorted(offsets, wanted, side="left"), len(offsets) - 1))
    return [(int(a), int(b)) for a, b in itertools.pairwise(borders)]
