"""What a run says while it goes on: frozen values, arrays never changed after they are sent.

Each carries the identity of its run, so that a late word of an old run can be told from the new one's,
and the step after which it was said.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.gradcheck import GradientReport
from engine.sentiment.prediction import SentenceModel
from engine.training.spec import RunSpec
from engine.types import Floats1d, Floats2d, Ints1d
from engine.vectors import WordVectors
from engine.vectors.placing import Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all messages have: the run they belong to, and the step after which they were said."""

    run_id: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The data is read, the vectors have their first values, and the first step follows."""

    spec: RunSpec
    words: tuple[str, ...]
    counts: Ints1d
    parameters: int
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalars(Event):
    """The curves since the last message: arrays of one value a step, and how far the run has come.

    Attributes
    ----------
    steps, loss, cost, rate : (n,)
        Step numbers, loss per pair, cost per centre word (the course's), learning rate. Of a network, both
        are the mean loss of a phrase.
    words_per_second : float
        Words of the unabridged text a second of training, since the last message.
    words_seen : float
        Words of the unabridged text read so far.
    progress : float
        Share of the run that is done.
    epoch : float
        How often the text has been read.
    seconds, seconds_left : float
        Time spent in training, and what is left at this pace.
    """

    steps: Ints1d
    loss: Floats1d
    cost: Floats1d
    rate: Floats1d
    words_per_second: float
    words_seen: float
    progress: float
    epoch: float
    seconds: float
    seconds_left: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals(Event):
    """A quick gradient check of the true objective on the live parameters.

    Attributes
    ----------
    report : GradientReport
    words : tuple of str
        What the rows of the checked parameters stand for, where those are words or features.
    """

    report: GradientReport
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt(Event):
    """Frozen float64 parameters and a batch, for a thorough check in a task of its own."""

    objective: str
    params: dict[str, Floats2d]
    batch: object
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Event):
    """Where every word stands on the map now, along the axes that were asked for."""

    placed: Placed


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot(Event):
    """A copy of the vectors as they are now, and a sentence model on top of them.

    Attributes
    ----------
    vectors : WordVectors
        Input and output vectors side by side, 2d dimensions; of a network its words' only vectors.
    model : SentenceModel or None
        Softmax regression on averages of these vectors, found for them or for an earlier snapshot; or the
        network itself. None for text without labels.
    dev_accuracy : float or None
        Its accuracy on the dev split when that was measured, percent.
    measured : int or None
        The step after which that was.
    word_scores : (V,) or None
        What a network made of every word alone then, from -2 to 2.
    paired : bool
        Whether words have both kinds of vectors.
    """

    vectors: WordVectors
    model: SentenceModel | None
    dev_accuracy: float | None
    measured: int | None = None
    word_scores: Floats1d | None = None
    paired: bool = True

    @property
    def W_in(self) -> Floats2d:
        """The input vectors (V, d), or the only ones."""
        return self.vectors.matrix[:, : self.vectors.dims // 2] if self.paired else self.vectors.matrix

    @property
    def W_out(self) -> Floats2d | None:
        """The output vectors (V, d)."""
        return self.vectors.matrix[:, self.vectors.dims // 2 :] if self.paired else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved(Event):
    """A checkpoint was written."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned(Event):
    """Something the user should know that does not stop the run."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned(Event):
    """Other text is learned from here on, so that the curves jump for a reason: what to write beside them."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """The run ended by an error: one sentence, and details to unfold."""

    message: str
    details: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """The last message of every run.

    Attributes
    ----------
    reason : str
        ``"done"``, ``"stopped"`` or ``"failed"``.
    loss, cost : float
        Mean per pair and mean per centre word over the last epoch, or over all steps of a shorter run.
    """

    reason: str
    steps: int
    epochs: float
    seconds: float
    words_per_second: float
    loss: float
    cost: float


def frozen(array: np.ndarray) -> np.ndarray:
    """The same array, marked read-only before it is sent."""
    array.flags.writeable = False
    return array
