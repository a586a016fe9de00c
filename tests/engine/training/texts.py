"""Small data sets made of plain lists, and short ways to drive a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.corpus.dataset import Dataset, Split
from engine.training.events import Event, Finished, Scalars, Snapshot
from engine.training.loop import train
from engine.training.spec import ModelSpec, RunSpec, StepSpec, TextSpec, with_value


def dataset(
    sentences: Sequence[Sequence[str]],
    labels: Sequence[int] | None = None,
    dev: Sequence[Sequence[str]] = (),
    dev_labels: Sequence[int] | None = None,
) -> Dataset:
    """A data set with the given sentences as training split, and a dev split if there are any for it."""
    lexicon = {word: id_ for id_, word in enumerate(dict.fromkeys(w for s in [*sentences, *dev] for w in s))}

    def split(some: Sequence[Sequence[str]], their_labels: Sequence[int] | None) -> Split:
        return Split(
            tokens=np.array([lexicon[word] for sentence in some for word in sentence], dtype=np.int32),
            offsets=np.concatenate(([0], np.cumsum([len(s) for s in some]))).astype(np.int64),
            labels=None if their_labels is None else np.array(their_labels, dtype=np.int8),
        )

    splits = {"train": split(sentences, labels)}
    if dev:
        splits["dev"] = split(dev, dev_labels)
    return Dataset("small", Path("small.txt"), tuple(lexicon), splits)


def random_text(
    n_sentences: int = 60, *, n_words: int = 30, seed: int = 0, labelled: bool = False
) -> Dataset:
    """Sentences of one to twelve words; low numbers are frequent and neighbours resemble each other."""
    rng = np.random.default_rng(seed)
    sentences, labels = [], []
    for _ in range(n_sentences):
        middle = rng.integers(n_words)
        places = (middle + rng.geometric(0.3, rng.integers(1, 13))) % n_words
        sentences.append(
            [f"w{place}" for place in np.minimum(places, rng.integers(n_words, size=len(places)))]
        )
        labels.append(int(5 * middle // n_words))
    if not labelled:
        return dataset(sentences)
    half = n_sentences // 2
    return dataset(sentences[:half], labels[:half], sentences[half:], labels[half:])


def small_spec(**changes: object) -> RunSpec:
    """A run of a moment; change single settings by path with __ for the dot, such as ``step__rate=1``."""
    spec = RunSpec(
        data="small",
        model=ModelSpec(dims=4, window=2, negatives=2),
        text=TextSpec(sample=1e-2),
        step=StepSpec(chunk=4, chunks=3, shared_negatives=3),
        epochs=2,
        seed=7,
    )
    for path, value in changes.items():
        spec = with_value(spec, path.replace("__", "."), value)
    return spec


def run(spec: RunSpec, data: Dataset, *args: object, **more: object) -> list[Event]:
    """All events of a run."""
    return list(train(spec, *args, dataset=data, **more))  # type: ignore[arg-type]


def vectors(events: Sequence[Event]) -> np.ndarray:
    """The final vectors, input and output side by side."""
    last = [event for event in events if isinstance(event, Snapshot)][-1]
    return np.concatenate((last.W_in, last.W_out), axis=1)


def finished(events: Sequence[Event]) -> Finished:
    """The last event."""
    assert isinstance(events[-1], Finished)
    return events[-1]


def of_kind(events: Sequence[Event], kind: type) -> list:
    """The events of one kind."""
    return [event for event in events if isinstance(event, kind)]


def curves(events: Sequence[Event]) -> dict[str, np.ndarray]:
    """Steps, losses, costs and rates of a whole run."""
    parts = [event for event in events if isinstance(event, Scalars)]
    return {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("steps", "loss", "cost", "rate")
    }
