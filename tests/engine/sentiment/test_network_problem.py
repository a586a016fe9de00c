"""The network's batches: pure in seed and epoch, whole, and the same phrases a slow reading gives."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.corpus.dataset import Dataset, Spans
from engine.errors import DataError, SettingError
from engine.gradcheck import check
from engine.objectives.sentence_network import scores
from engine.ops.adagrad import adagrad_step, start_squares
from engine.resources import resource
from engine.rng import generator
from engine.sentiment.network_examples import dropout
from engine.sentiment.network_features import PAIR, SUBWORD, WORD
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.report import accuracy, binary_accuracy

REAL = Path(__file__).parents[4] / "shared" / "data" / "sst"
SMALL = NetworkSettings(dims=8, hidden=6, epochs=3)
CERTAIN = replace(SMALL, word_dropout=0.0, pair_dropout=0.0, letter_dropout=0.0)


def head(dataset, n):
    """The data set with only the first `n` training sentences."""
    train = dataset.splits["train"]
    spans, few = train.spans, train.spans.sentence < n
    part = replace(
        train,
        tokens=train.tokens[: train.offsets[n]],
        offsets=train.offsets[: n + 1],
        labels=train.labels[:n],
        spans=Spans(spans.sentence[few], spans.start[few], spans.end[few], spans.labels[few]),
    )
    return replace(dataset, splits={**dataset.splits, "train": part})


@pytest.fixture(scope="module")
def demo():
    return head(treebank.read(resource("demo")), 200)


def trained(problem):
    params = problem.init()
    squares, step = start_squares(params), 0
    for epoch in range(problem.settings.epochs):
        for batch in problem.batches(epoch):
            _, grads = problem.objective.loss_and_grads(params, batch)
            adagrad_step(params, squares, grads, rate=problem.rate(step))
            step += 1
    return params


def test_an_epoch_holds_every_phrase_once_and_starts_anywhere(demo):
    problem = NetworkProblem(demo, SMALL, seed=3)
    batches = list(problem.batches(1))
    assert len(batches) == problem.steps_per_epoch
    labels = np.concatenate([batch.labels for batch in batches])
    np.testing.assert_array_equal(np.sort(labels), np.sort(demo.splits["train"].spans.labels))
    late = next(problem.batches(1, start=4))
    np.testing.assert_array_equal(late.rows, batches[4].rows)
    np.testing.assert_array_equal(late.mix.toarray(), batches[4].mix.toarray())
    assert not np.array_equal(next(problem.batches(2)).rows, batches[0].rows)


def test_a_batch_pools_what_a_slow_reading_of_the_trees_does(demo):
    few = head(demo, 12)
    problem = NetworkProblem(few, CERTAIN)
    batch, E = next(problem.batches(0)), problem.init()["E"]
    train, index = few.splits["train"], problem.index
    pooled = batch.spans @ (batch.mix @ E[batch.rows])
    expected = []
    for sentence in generator(problem.seed, "network order", 0).permutation(12):
        for phrase in np.flatnonzero(train.spans.sentence == sentence):
            tokens = train.tokens[train.spans.start[phrase] : train.spans.end[phrase]]
            rows = index.extract(few.lexicon, tokens, np.array([0, len(tokens)])).rows
            expected.append(E[rows].sum(axis=0) * len(tokens) ** -0.4)
    np.testing.assert_allclose(pooled, expected, atol=1e-5)


def test_dropout_keeps_the_mean_and_pairs_go_with_their_words(demo):
    problem = NetworkProblem(demo, SMALL)
    train = demo.splits["train"]
    features = problem.index.extract(demo.lexicon, train.tokens, train.offsets)
    left = dropout(features, np.random.default_rng(0), SMALL)
    for group in (WORD, SUBWORD, PAIR):
        assert left[features.groups == group].mean() == pytest.approx(1, abs=0.1)
    cell = np.repeat(np.arange(len(features.first)), np.diff(features.starts))
    gone = {features.first[c] for c in cell[(features.groups == WORD) & (left == 0)]}
    pairs = np.flatnonzero(features.groups == PAIR)
    for place in pairs[:2000]:
        if features.first[cell[place]] in gone or features.last[cell[place]] in gone:
            assert left[place] == 0


def test_the_gradient_is_right_on_a_real_batch_with_dropout(demo):
    problem = NetworkProblem(demo, replace(SMALL, sentences=4))
    batch, params = next(problem.batches(0)), problem.init()
    # A phrase that is dropped entirely meets the kink of the ReLU if the intercepts are still 0.
    params["b1"] += np.linspace(-0.3, 0.4, SMALL.hidden, dtype=np.float32)
    assert (batch.mix.data == 0).any()
    report = check(
        lambda x: problem.objective.loss_and_grads(x, batch), params, every_below=80, coordinates=30
    )
    assert report.passed, report


def test_the_same_seed_gives_the_same_network_and_it_learns(demo):
    longer = replace(SMALL, epochs=10)
    first, second = (trained(NetworkProblem(demo, longer, seed=1)) for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    model = NetworkProblem(demo, longer, seed=1).model(first)
    train = demo.splits["train"]
    found = model.probabilities(demo.lexicon, train).argmax(axis=1)
    commonest = np.bincount(train.labels).max()
    assert np.sum(found == train.labels) > 1.3 * commonest


def test_sentences_that_alone_have_labels_are_the_examples(demo):
    train = replace(demo.splits["train"], spans=None)
    problem = NetworkProblem(Dataset("plain", Path("plain"), demo.lexicon, {"train": train}), SMALL)
    batch = next(problem.batches(0))
    assert len(batch.labels) == SMALL.sentences
    assert (batch.weights == SMALL.root_weight).all()


def test_phrases_that_begin_with_a_negator_can_count_more(demo):
    problem = NetworkProblem(demo, replace(SMALL, negator_weight=5.0, sentences=200))
    weights = next(problem.batches(0)).weights
    assert set(np.unique(weights)) == {1.0, 3.0, 5.0}


def test_the_rate_falls_to_zero(demo):
    problem = NetworkProblem(demo, SMALL)
    steps = SMALL.epochs * problem.steps_per_epoch
    assert problem.rate(0) == SMALL.rate
    assert problem.rate(steps // 2) == pytest.approx(SMALL.rate / 2, rel=0.1)
    assert problem.rate(steps) == 0


def test_what_cannot_be_learned_is_named(demo):
    train = replace(demo.splits["train"], labels=None, spans=None)
    with pytest.raises(DataError, match="no sentiment labels"):
        NetworkProblem(replace(demo, splits={"train": train}))
    with pytest.raises(SettingError, match="Word dropout"):
        NetworkProblem(demo, replace(SMALL, word_dropout=1.0))


def test_scores_of_nothing_are_the_intercept(demo):
    problem = NetworkProblem(demo, SMALL)
    params = problem.init()
    np.testing.assert_array_equal(
        scores(params, np.zeros((1, SMALL.dims), dtype=np.float32)), np.zeros((1, 5))
    )


@pytest.mark.real_data
def test_a_small_network_beats_every_average_on_the_treebank():
    if not REAL.exists():
        pytest.skip("needs ../shared/data, which is not part of the project")
    dataset = treebank.read(REAL)
    problem = NetworkProblem(dataset, NetworkSettings(dims=10, hidden=10, epochs=3))
    test = dataset.splits["test"]
    p = problem.model(trained(problem)).probabilities(dataset.lexicon, test)
    assert accuracy(test.labels, p.argmax(axis=1)) > 42
    assert binary_accuracy(test.labels, p) > 82
