"""word2vec beside gensim: pace on one and two cores, quality, loading, how cost grows.

Every timed run happens in this process, pinned to as many cores as it may use, ours and gensim's in turn.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from threadpoolctl import threadpool_limits

from engine.bench.rows import Row, measured
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset, Split
from engine.training.events import Finished, Snapshot
from engine.training.loop import train
from engine.training.presets import DEFAULT_PRESET, preset
from engine.training.spec import ModelSpec, RunSpec, TextSpec
from engine.vectors import WordVectors, formats

if TYPE_CHECKING:
    from joblib import Parallel

DIMS, WINDOW, NEGATIVES, SAMPLE, MIN_COUNT, EPOCHS = 100, 5, 5, 1e-3, 5, 2
RATES = (0.025, 0.05, 0.1)
MODELS: tuple[Literal["skipgram", "cbow"], ...] = ("skipgram", "cbow")


def pace(dataset: Dataset, path: Path, *, against: bool, runs: int) -> list[Row]:
    """Raw words a second of skip-gram and CBOW with negative sampling, one core and two.

    Parameters
    ----------
    dataset : Dataset
        The text.
    path : Path
        The same text as a file of one sentence a line, which is what gensim reads fastest.
    against : bool
        Whether gensim runs too.
    runs : int
        Alternating runs a row.
    """
    rows = []
    for model in MODELS:
        for cores in (1, 2):
            if cores > (os.cpu_count() or 1):
                continue
            spec = comparable(model, cores)
            peer = _gensim_pace(path, spec) if against else None
            how = f"{cores} cores, not reproducible" if cores > 1 else "1 core"
            what = f"{model}, negative sampling, d {DIMS}, {how}"
            rows.append(
                measured(what, "words/s", _own_pace(dataset, spec), peer=peer, runs=runs, better="higher")
            )
    return rows


def _ours(model: str) -> RunSpec:
    """The preset with which a model starts."""
    return preset("CBOW" if model == "cbow" else DEFAULT_PRESET)


def comparable(model: str, cores: int = 1, *, epochs: int = EPOCHS) -> RunSpec:
    """Our defaults with the sizes both programs are given; several cores share the text, as gensim's do."""
    first = _ours(model)
    return replace(
        first,
        model=replace(first.model, dims=DIMS, window=WINDOW, negatives=NEGATIVES),
        text=TextSpec(min_count=MIN_COUNT, sample=SAMPLE),
        epochs=epochs,
        threads=cores,
        reproducible=cores == 1,
    )


def _own_pace(dataset: Dataset, spec: RunSpec) -> Callable[[], float]:
    def run() -> float:
        with pinned(spec.threads):
            return finished(spec, dataset).words_per_second

    return run


def finished(spec: RunSpec, dataset: Dataset) -> Finished:
    """The last word of a headless run."""
    return next(event for event in train(spec, dataset=dataset) if isinstance(event, Finished))


def _gensim_pace(path: Path, spec: RunSpec) -> Callable[[], float]:
    def run() -> float:
        with pinned(spec.threads):
            model = _gensim(path, spec, rate=0.025, seed=1)
            begin = time.perf_counter()
            _train_gensim(model, path, spec.epochs)
            return float(model.corpus_total_words) * spec.epochs / (time.perf_counter() - begin)

    return run


def _gensim(path: Path, spec: RunSpec, *, rate: float, seed: int) -> Any:
    """A gensim model with its vocabulary; `Any`, because gensim carries no types."""
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=spec.model.dims,
        window=spec.model.window,
        negative=spec.model.negatives,
        sample=spec.text.sample,
        min_count=spec.text.min_count,
        sg=int(spec.model.model == "skipgram"),
        alpha=rate,
        workers=spec.threads,
        seed=seed,
    )
    model.build_vocab(corpus_file=str(path))
    return model


def _train_gensim(model: Any, path: Path, epochs: int) -> None:
    model.train(
        corpus_file=str(path),
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=epochs,
    )


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """Only so many processor cores, and as many threads of the matrix library."""
    if not hasattr(os, "sched_setaffinity"):
        with threadpool_limits(cores, user_api="blas"):
            yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, set(sorted(before)[:cores]))
    try:
        with threadpool_limits(cores, user_api="blas"):
            yield
    finally:
        os.sched_setaffinity(0, before)


def quality(
    dataset: Dataset, path: Path, pairs: list[tuple[str, str, float]], *, against: bool, seeds: int
) -> list[Row]:
    """Spearman correlation with human similarity after five epochs, mean over seeds, by model and rate.

    These runs are not timed: as many go on side by side as there are processor cores.
    """
    from joblib import Parallel
    from joblib.externals.loky import get_reusable_executor

    try:
        with Parallel(n_jobs=-1) as work:
            return [
                _similarity(work, at_rate, dataset, path, pairs, against=against, seeds=seeds)
                for spec in (comparable(model, 1, epochs=5) for model in MODELS)
                for at_rate in _at_rates(spec)
            ]
    finally:
        # What is measured next has the cores for itself.
        get_reusable_executor().shutdown(wait=True)


def _at_rates(spec: RunSpec) -> list[RunSpec]:
    """At the rates that both programs are given, and at its own if that is another."""
    rates = dict.fromkeys((*RATES, spec.step.rate))
    return [replace(spec, step=replace(spec.step, rate=rate)) for rate in rates]


def _similarity(
    work: Parallel,
    spec: RunSpec,
    dataset: Dataset,
    path: Path,
    pairs: list[tuple[str, str, float]],
    *,
    against: bool,
    seeds: int,
) -> Row:
    """Of one model at one rate, beside gensim where that is given it too."""
    from joblib import delayed

    seeded, rate = [replace(spec, seed=seed) for seed in range(seeds)], spec.step.rate
    own = list(work(delayed(_own_similarity)(each, dataset, pairs) for each in seeded))
    peer = None
    if against and rate in RATES:
        peer = float(np.mean(list(work(delayed(_gensim_similarity)(each, path, pairs) for each in seeded))))
    named = f"rate {rate}" + ", ours by default" * (rate == _ours(spec.model.model).step.rate)
    what = f"{spec.model.model}, similarity (Spearman), {spec.epochs} epochs, {seeds} seeds, {named}"
    return Row(what, float(np.mean(own)), "", (min(own), max(own)), peer=peer, better="higher")


def _own_similarity(spec: RunSpec, dataset: Dataset, pairs: list[tuple[str, str, float]]) -> float:
    snapshot = next(event for event in train(spec, dataset=dataset) if isinstance(event, Snapshot))
    return spearman(snapshot.vectors.with_matrix(snapshot.W_in), pairs)


def _gensim_similarity(spec: RunSpec, path: Path, pairs: list[tuple[str, str, float]]) -> float:
    model = _gensim(path, spec, rate=spec.step.rate, seed=spec.seed)
    _train_gensim(model, path, spec.epochs)
    return spearman(WordVectors(tuple(model.wv.index_to_key), model.wv.vectors), pairs)


def spearman(vectors: WordVectors, pairs: list[tuple[str, str, float]]) -> float:
    """Rank correlation of cosines with the judgements of people, over the pairs that are known."""
    from scipy.stats import spearmanr

    known = [(a, b, score) for a, b, score in pairs if a in vectors and b in vectors]
    cosines = [vectors.similarity(a, b) for a, b, _ in known]
    return float(spearmanr(cosines, [score for *_, score in known]).statistic)


def read_pairs(path: Path) -> list[tuple[str, str, float]]:
    """Word pairs and scores, tab-separated, comments behind a hash."""
    lines = (line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#")
    rows = (line.lower().split("\t") for line in lines)
    return [(a, b, float(score)) for a, b, score in rows]


def course(data: str) -> list[Row]:
    """The course's run, all 40,000 steps, and its cost at the end."""
    spec, dataset = replace(preset("Assignment 1"), data=data), catalogue.resolve(data)
    with pinned(1):
        done = finished(spec, dataset)
    return [
        Row(f"preset “Assignment 1” on {dataset.name}, {done.steps:,} steps, 1 core", done.seconds, "s"),
        Row("its cost a centre word, mean of the last epoch (course: about or below 10)", done.cost, ""),
    ]


def full_softmax(data: str) -> list[Row]:
    """Pace of the full softmax over a treebank's vocabulary."""
    rows, dataset = [], catalogue.resolve(data)
    for model in MODELS:
        spec = replace(
            preset("Full softmax"),
            model=ModelSpec(model=model, cost="softmax"),
            text=TextSpec(min_count=1, splits="all"),
            epochs=1,
        )
        with pinned(1):
            done = finished(spec, dataset)
        what = f"{model}, full softmax over all words of {dataset.name}, d {spec.model.dims}, 1 core"
        rows.append(Row(what, done.words_per_second, "words/s", better="higher"))
    return rows


def growth(runs: int) -> list[Row]:
    """Pace as vocabulary and text grow: invented texts with word frequencies as in real ones."""
    rows = []
    for types, tokens in (
        (1_000, 10**6),
        (20_000, 10**6),
        (200_000, 10**6),
        (20_000, 10**5),
        (20_000, 10**7),
    ):
        dataset = invented(types, tokens)
        spec = replace(comparable("skipgram"), text=TextSpec(min_count=1, sample=SAMPLE))
        what = f"skip-gram, d {DIMS}, {types:,} word types, {tokens:,} words, 1 core"
        rows.append(measured(what, "words/s", _own_pace(dataset, spec), runs=runs, better="higher"))
    return rows


def invented(types: int, tokens: int, *, sentence: int = 20) -> Dataset:
    """A text of words drawn by Zipf's law, every type at least once, in sentences of equal length."""
    rng = np.random.default_rng(0)
    weights = 1 / np.arange(1, types + 1)
    drawn = rng.choice(types, tokens - min(types, tokens), p=weights / weights.sum())
    ids = rng.permutation(np.concatenate((np.arange(min(types, tokens)), drawn))).astype(np.int32)
    offsets = np.append(np.arange(0, tokens, sentence), tokens).astype(np.int64)
    lexicon = tuple(f"w{number}" for number in range(types))
    return Dataset(f"invented {types} {tokens}", Path(), lexicon, {"train": Split(ids, offsets)})


def loading(*, against: bool, runs: int, words: int = 400_000, dims: int = 50) -> list[Row]:
    """Reading and writing a text file of the shape of GloVe's."""
    rng = np.random.default_rng(0)
    matrix = rng.normal(0, 0.5, (words, dims)).round(5).astype(np.float32)
    vectors = WordVectors(tuple(f"word{number}" for number in range(words)), matrix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vectors.txt"
        save = measured(
            f"saving {words:,} x {dims} as GloVe text",
            "s",
            lambda: _timed(formats.save, vectors, path),
            runs=runs,
        )
        peer = (lambda: _timed(_load_gensim, path)) if against else None
        load = measured(
            f"loading {words:,} x {dims} GloVe text",
            "s",
            lambda: _timed(formats.load, path),
            peer=peer,
            runs=runs,
        )
    return [load, save]


def _load_gensim(path: Path) -> None:
    import warnings

    from gensim.models import KeyedVectors

    with warnings.catch_warnings():
        # gensim leaves the file open when there is no header.
        warnings.simplefilter("ignore", ResourceWarning)
        KeyedVectors.load_word2vec_format(str(path), no_header=True)


def _timed(job: Callable[..., object], *arguments: object) -> float:
    begin = time.perf_counter()
    job(*arguments)
    return time.perf_counter() - begin
