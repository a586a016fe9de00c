"""Everything a run depends on, in one frozen value.

The window's form, the command line's options, the run file and the checkpoint are all made from the fields
below: a new hyper-parameter is one line here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import Field, asdict, dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, get_type_hints

from engine.errors import SettingError
from engine.sentiment.network_settings import NETWORK, NetworkDetails
from engine.settings import check_value, setting, setting_of

# Whose steps touch few rows, so that several at once seldom touch the same.
SHAREABLE = ("skipgram_negative", "cbow_negative")
# What only word vectors have; the network has `NetworkDetails`.
_WORDS = {"models": ("skipgram", "cbow")}


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What is learned."""

    model: Literal["skipgram", "cbow", "network"] = setting(
        "skipgram",
        "Model",
        "Skip-gram predicts each word of the window from the centre word; CBOW predicts the centre word from "
        "all of its window together; the sentence network predicts the sentiment of every labelled phrase.",
    )
    cost: Literal["negative", "softmax"] = setting(
        "negative",
        "Cost",
        "Negative sampling tells true neighbours from a few random words, −log σ(u_o·v) − Σ_k log σ(−u_k·v); "
        "the full softmax tells them from the whole vocabulary, −log softmax(U v)_o.",
        **_WORDS,
    )
    dims: int = setting(
        50,
        "Dimensions",
        "Numbers per word vector. More can hold finer differences and need more text.",
        low=1,
        high=1000,
    )
    window: int = setting(
        5,
        "Window",
        "Largest distance between a word and its context. Wide windows learn topics, narrow ones grammar.",
        low=1,
        high=100,
        unit="words",
        **_WORDS,
    )
    negatives: int = setting(
        5,
        "Negatives",
        "Random words each true pair is told from (K). More sharpens the contrast and costs time.",
        low=1,
        high=200,
        unit="per pair",
        **_WORDS,
    )
    context: Literal["sum", "mean"] = setting(
        "sum",
        "CBOW context",
        "Add the window's vectors, as the course does, or average them, as the word2vec tool does.",
        **_WORDS,
    )


@dataclass(frozen=True, slots=True)
class TextSpec:
    """What is learned from."""

    min_count: int = setting(
        1,
        "Minimum count",
        "Words that occur less often are left out of the text.",
        low=1,
        high=1_000_000,
        **_WORDS,
    )
    sample: float = setting(
        1e-3,
        "Sub-sampling",
        "Frequent words are dropped at random: below this share of the text never, above it ever more "
        "often. 0 keeps all.",
        low=0,
        high=1,
        log=True,
        **_WORDS,
    )
    splits: Literal["train", "all"] = setting(
        "train",
        "Sentences",
        "Learn from the training sentences alone, or, as the course does, from those of all splits: their "
        "text, never their labels.",
        **_WORDS,
    )
    sampling: Literal["word2vec", "course"] = setting(
        "word2vec",
        "Keep a word with",
        "word2vec: √(t/f) + t/f, course: √(t/f), for a word of frequency f and the threshold t above.",
        **_WORDS,
    )
    before: Literal["nothing", "demo"] = setting(
        "nothing",
        "Learn first from",
        "The bundled corpus is read before the data, and what its phrases say of “not” and “never” is kept: "
        "real reviews hold too little of it. It adds some seconds.",
        models=(NETWORK,),
    )


@dataclass(frozen=True, slots=True)
class StepSpec:
    """How it is learned."""

    rate: float = setting(
        0.05,
        "Learning rate",
        "How far each step follows the gradient. Too small learns slowly, too large overshoots.",
        low=0,
        high=100,
        log=True,
    )
    schedule: Literal["linear", "halving", "constant"] = setting(
        "linear",
        "Schedule",
        "How the rate falls: in a line to zero at the end, by half every so many steps, or not at all.",
    )
    halve_every: int = setting(
        20_000,
        "Halve every",
        "Steps after which the halving schedule halves the rate.",
        low=1,
        high=1_000_000_000,
        unit="steps",
    )
    mean_cost: bool = setting(
        False,
        "Average over centres",
        "Divide the gradient by the number of centre words in a step, as the course does. Otherwise every "
        "pair counts in full, as in the word2vec tool.",
        **_WORDS,
    )
    count: Literal["words", "sentences"] = setting(
        "words",
        "Count alike",
        "Every centre word counts the same; or every sentence does, however long, as in the course, which "
        "draws a sentence first and then a word of it.",
        **_WORDS,
    )
    chunk: int = setting(
        16,
        "Chunk",
        "Neighbouring words that are multiplied with each other at once.",
        low=2,
        high=512,
        unit="words",
        **_WORDS,
    )
    chunks: int = setting(
        96,
        "Chunks a step",
        "How many chunks are learned from before the vectors change. More is faster, fewer is fresher.",
        low=1,
        high=4096,
        **_WORDS,
    )
    shared_negatives: int = setting(
        14,
        "Shared negatives",
        "Random words drawn for many centres together; their weight keeps K per pair true. More of them make "
        "better vectors and cost time.",
        low=1,
        high=1024,
        **_WORDS,
    )
    # Similarity at rate 0.1, chunks of 16, 24 seeds: twelve negatives for eight chunks .317, for four
    # .360, for two .377; for four fourteen .384, sixteen .391. With more than 120 pairs a negative and step,
    # `RowGrad.step` holds back how far a rare word is pushed away, but not how far its few contexts pull it.
    sharing: int = setting(
        4,
        "Shared by",
        "The same random words serve as many centres as so many chunks have. More is faster, but what is "
        "drawn for too many centres at once is not pushed away from them in full.",
        low=1,
        high=4096,
        unit="chunks",
        **_WORDS,
    )
    exact_windows: bool = setting(
        False,
        "Exact windows",
        "Also learn the pairs that lie across the border of two chunks. Without it they wait for an epoch "
        "that is cut elsewhere.",
        **_WORDS,
    )


@dataclass(frozen=True, slots=True)
class RunSpec:
    """A run, completely: unless it asks otherwise, the same spec on the same data gives the same vectors."""

    data: str = setting("demo", "Data", "Name in the catalogue, or path of a folder or text file.")
    model: ModelSpec = field(default_factory=ModelSpec)
    text: TextSpec = field(default_factory=TextSpec)
    step: StepSpec = field(default_factory=StepSpec)
    network: NetworkDetails = field(default_factory=NetworkDetails)
    epochs: int = setting(
        5,
        "Epochs",
        "How often the text is read.",
        low=1,
        high=1_000_000,
    )
    steps: int = setting(
        0,
        "Steps",
        "Stop after this many steps instead of epochs; 0 counts epochs.",
        low=0,
        high=1_000_000_000,
    )
    seed: int = setting(
        31415,
        "Seed",
        "Start of all random numbers. The same seed gives the same run.",
        low=0,
        high=2**63 - 1,
    )
    threads: int = setting(
        1,
        "Threads",
        "Processor cores the matrix products may use, or, with negative sampling that need not be "
        "reproducible, processes that share the text.",
        low=1,
        high=256,
    )
    reproducible: bool = setting(
        True,
        "Reproducible",
        "The same seed gives the same vectors to the last bit. Otherwise each thread is a process that "
        "trains on a share of the text, none waiting for another: on two cores nearly twice as fast.",
        **_WORDS,
    )

    @property
    def objective(self) -> str:
        """What is minimised, a key of `OBJECTIVES`."""
        model = self.model
        return "sentence_network" if model.model == NETWORK else f"{model.model}_{model.cost}"

    @property
    def processes(self) -> int:
        """How many train on the same vectors; one if the run is reproducible or its steps touch all rows."""
        return 1 if self.reproducible or self.objective not in SHAREABLE else self.threads

    def validated(self) -> RunSpec:
        """This spec, or a SettingError that names the field, its value and its range."""
        for path, each in settings(self):
            check_value(each, type_of(path), value_at(self, path))
        return self

    def to_json(self) -> str:
        """The spec as JSON text."""
        return json.dumps(asdict(self), indent=2)

    @classmethod
    def from_json(cls, text: str) -> RunSpec:
        """The spec that `to_json` wrote; settings missing from an older file get their defaults.

        Raises
        ------
        SettingError
            If the text is no JSON object, or holds a setting that does not exist or is out of range.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SettingError(f"the run settings are not valid JSON ({error}): write them anew.") from error
        spec: RunSpec = _built(cls, values, "run settings")
        return spec.validated()


def settings(spec: RunSpec) -> Iterator[tuple[str, Field[Any]]]:
    """All settings as (dotted path, field), in the order of the classes above."""
    for each in fields(spec):
        value = getattr(spec, each.name)
        if is_dataclass(value):
            yield from ((f"{each.name}.{inner.name}", inner) for inner in fields(value))
        else:
            yield each.name, each


def applies(spec: RunSpec, each: Field[Any]) -> bool:
    """Whether a setting means anything to the model of this spec."""
    models = setting_of(each).models
    return not models or spec.model.model in models


def type_of(path: str) -> Any:
    """The type of the setting at a dotted path: int, float, bool, str or a Literal."""
    kind: Any = RunSpec
    for name in path.split("."):
        kind = get_type_hints(kind)[name]
    return kind


def value_at(spec: RunSpec, path: str) -> Any:
    """The value of the setting at a dotted path."""
    value: Any = spec
    for name in path.split("."):
        value = getattr(value, name)
    return value


def with_value(spec: RunSpec, path: str, value: Any) -> RunSpec:
    """The spec with one setting changed."""
    head, _, rest = path.partition(".")
    if not rest:
        return replace(spec, **{head: value})
    return replace(spec, **{head: replace(getattr(spec, head), **{rest: value})})


def _built(kind: Any, values: Any, where: str) -> Any:
    """A (nested) spec from JSON values."""
    if not isinstance(values, dict):
        raise SettingError(f"{where} must be a JSON object, not {type(values).__name__}.")
    hints = get_type_hints(kind)
    unknown = sorted(set(values) - set(hints))
    if unknown:
        raise SettingError(f"{where} hold an unknown setting {unknown[0]!r}: remove it.")
    built = {
        name: _built(hints[name], value, f"{where}, {name},") if is_dataclass(hints[name]) else value
        for name, value in values.items()
    }
    return kind(**built)
