"""No rate, size or window makes a run diverge: every corner of the grid, some hundred steps each."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from engine.corpus.dataset import Dataset, Split
from engine.training.events import Scalars
from tests.engine.training.texts import finished, of_kind, run, small_spec, vectors


def zipfian(n_words, n_tokens=20_000, seed=0):
    """Text whose word frequencies fall like 1/rank, as those of language do; hard words for large batches."""
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, n_words + 1)
    tokens = rng.choice(n_words, n_tokens, p=weights / weights.sum()).astype(np.int32)
    tokens[:n_words] = np.arange(n_words)
    borders = np.append(np.arange(0, n_tokens, 20), n_tokens)
    lexicon = tuple(f"w{i}" for i in range(n_words))
    return Dataset("zipf", Path("zipf.txt"), lexicon, {"train": Split(tokens, borders)})


@pytest.fixture(scope="module", params=[2, 30, 2000])
def data(request):
    return zipfian(request.param)


def steep(**changes):
    """A small run whose rate does not fall, on all words of the text; other settings as of `small_spec`."""
    fixed = {"step__schedule": "constant", "step__chunk": 16, "step__sharing": 64, "text__sample": 0.0}
    return small_spec(**(fixed | changes))


def check_finite(spec, data):
    """Run it; the losses of all steps."""
    events = run(spec, data)
    assert finished(events).reason == "done"
    assert np.isfinite(vectors(events)).all()
    losses = np.concatenate([event.loss for event in of_kind(events, Scalars)])
    assert np.isfinite(losses).all()
    return losses


def check_calm(spec, data):
    """Guessing costs log 2 a judgement; a run that bounces about costs many times that."""
    losses = check_finite(spec, data)
    assert losses[-20:].mean() < 5 * losses[:3].max()


CORNERS = [*itertools.product((10, 100), (1, 256), (1, 15)), (10, 32, 5)]


@pytest.mark.parametrize(("dims", "chunks", "window"), CORNERS)
def test_skip_gram_never_diverges(data, dims, chunks, window):
    for rate in (0.01, 0.3):
        check_calm(
            steep(
                model__dims=dims,
                model__window=window,
                model__negatives=1,
                step__rate=rate,
                step__chunks=chunks,
                step__shared_negatives=16,
                steps=15 if chunks == 256 else 200,
            ),
            data,
        )


@pytest.mark.parametrize("model", ["skipgram", "cbow"])
def test_processes_that_share_the_vectors_do_not_diverge(data, model):
    check_finite(
        steep(
            model__model=model,
            model__dims=20,
            model__negatives=1,
            step__rate=0.3,
            step__chunks=64,
            steps=60,
            threads=3,
            reproducible=False,
        ),
        data,
    )


@pytest.mark.parametrize("context", ["sum", "mean"])
@pytest.mark.parametrize("chunks", [1, 256])
def test_cbow_never_diverges(data, context, chunks):
    check_calm(
        steep(
            model__model="cbow",
            model__context=context,
            model__dims=10,
            model__window=15,
            model__negatives=1,
            step__rate=0.3,
            step__chunks=chunks,
            step__shared_negatives=16,
            steps=15 if chunks == 256 else 200,
        ),
        data,
    )


@pytest.mark.parametrize("model", ["skipgram", "cbow"])
@pytest.mark.parametrize("chunks", [1, 32])
def test_the_full_softmax_stays_finite(data, model, chunks):
    check_finite(
        steep(
            model__model=model,
            model__cost="softmax",
            model__dims=10,
            step__rate=0.3,
            step__chunks=chunks,
            steps=25 if len(data.lexicon) > 1000 else 200,
        ),
        data,
    )


@pytest.mark.parametrize("model", ["skipgram", "cbow"])
def test_the_courses_mean_cost_never_diverges(data, model):
    check_finite(
        small_spec(
            model__model=model,
            model__dims=10,
            model__negatives=1,
            model__window=5,
            step__rate=100.0,
            step__schedule="constant",
            step__mean_cost=True,
            step__chunk=10,
            step__chunks=5,
            step__exact_windows=True,
            steps=200,
        ),
        data,
    )


def test_the_full_softmax_learns_at_the_default_rate():
    spec = small_spec(
        model__cost="softmax",
        model__dims=10,
        model__window=5,
        step__schedule="constant",
        step__chunk=16,
        step__chunks=32,
        text__sample=0.0,
        steps=60,
    )
    check_calm(spec, zipfian(30))
