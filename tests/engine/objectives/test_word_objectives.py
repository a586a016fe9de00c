"""Skip-gram and CBOW against the course's formulas, summed pair by pair in plain loops.

Nothing of how a batch is stored is looked at. Where chance decides (windows, negatives), the text is so short
that all outcomes can be listed, and the objective has to agree with one of them.
"""

import functools
import itertools
import math
from dataclasses import replace

import numpy as np
import pytest

from engine.corpus.vocabulary import AliasTable
from engine.objectives.chunk_batch import in_turn
from engine.objectives.chunks import ChunkSettings, batches
from engine.objectives.registry import OBJECTIVES
from engine.types import dense

N_WORDS, N_DIMS = 6, 4
MODELS, COSTS = ("skipgram", "cbow"), ("negative", "softmax")
# Repeated words, a sentence of one word, neighbours that are equal.
TOKENS = [0, 1, 2, 1, 1, 3, 4, 0, 2, 3, 5, 5, 0]
SENTENCES = [0, 0, 0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2]


def make_params(seed=0, scale=0.7):
    rng = np.random.default_rng(seed)
    return {name: rng.normal(0, scale, (N_WORDS, N_DIMS)) for name in ("W_in", "W_out")}


def make_settings(model, **changes):
    usual = {
        "window": 2,
        "varied": False,
        "length": 4,
        "per_batch": 1000,
        "halo": True,
        "negatives": 3,
        "shared": 2,
        "mean": False,
        "predicts": "contexts" if model == "skipgram" else "centre",
        "average": False,
    }
    return ChunkSettings(**(usual | changes))


def make_noise(*words):
    weights = np.zeros(N_WORDS)
    weights[list(words)] = 1
    return AliasTable(weights)


def all_batches(tokens, sentences, settings, noise, seed=0):
    return list(
        batches(
            np.array(tokens, dtype=np.int32),
            np.array(sentences, dtype=np.int32),
            settings=settings,
            noise=noise,
            rng=np.random.default_rng(seed),
            raw_words=len(tokens),
        )
    )


def measured(model, cost, params, batch):
    loss, grads = OBJECTIVES[f"{model}_{cost}"].loss_and_grads(params, batch)
    return loss, dense(grads, params)


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def contexts_of(tokens, sentences, i, window):
    """The places in the window of place i."""
    return [
        j
        for j in range(len(tokens))
        if j != i and abs(i - j) <= window and sentences[i] == sentences[j] and sentences[i] >= 0
    ]


def add_cost(cost, target, v, U, dU, negatives):
    """F(target, v) of course part 3; adds dJ/dU to dU and returns J and dJ/dv."""
    if cost == "softmax":
        powers = [math.exp(float(u @ v)) for u in U]
        p = [power / sum(powers) for power in powers]
        dv = -U[target]
        dU[target] -= v
        for w in range(len(U)):
            dv = dv + p[w] * U[w]
            dU[w] += p[w] * v
        return -math.log(p[target]), dv
    s = sigmoid(U[target] @ v)
    loss, dv = -math.log(s), (s - 1) * U[target]
    dU[target] += (s - 1) * v
    for k, weight in negatives:
        if k == target:
            continue
        s = sigmoid(U[k] @ v)
        loss -= weight * math.log(sigmoid(-(U[k] @ v)))
        dv = dv + weight * s * U[k]
        dU[k] += weight * s * v
    return loss, dv


def pair_by_pair(
    model, cost, params, tokens, sentences, *, windows, negatives=None, average=False, mean=False
):
    """Loss and gradients by the formulas; `windows` and `negatives` are given for every place."""
    V, U = params["W_in"], params["W_out"]
    loss, dV, dU = 0.0, np.zeros_like(V), np.zeros_like(U)
    centres = 0
    for i, word in enumerate(tokens):
        contexts = contexts_of(tokens, sentences, i, windows[i])
        centres += bool(contexts)
        noise = negatives[i] if negatives else []
        if model == "skipgram":
            for j in contexts:
                cost_ij, dv = add_cost(cost, tokens[j], V[word], U, dU, noise)
                loss += cost_ij
                dV[word] += dv
        elif contexts:
            share = 1 / len(contexts) if average else 1.0
            v_hat = sum(share * V[tokens[j]] for j in contexts)
            cost_i, dv = add_cost(cost, word, v_hat, U, dU, noise)
            loss += cost_i
            for j in contexts:
                dV[tokens[j]] += share * dv
    scale = 1 / centres if mean else 1.0
    return scale * loss, {"W_in": scale * dV, "W_out": scale * dU}


def agrees(found, expected):
    # The weights of a batch are single precision: a mean over three words is right to 3e-8.
    return math.isclose(found[0], expected[0], rel_tol=1e-7) and all(
        np.allclose(found[1][name], expected[1][name], rtol=1e-7, atol=1e-7) for name in expected[1]
    )


@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize("average", [False, True])
@pytest.mark.parametrize("window", [1, 2, 5])
@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("model", MODELS)
def test_loss_and_gradients_pair_by_pair(model, cost, window, average, mean):
    settings = make_settings(model, window=window, average=average, mean=mean)
    # All noise is word 2, which is a target too: as such it must not count.
    (batch,) = all_batches(TOKENS, SENTENCES, settings, make_noise(2) if cost == "negative" else None)
    places = len(TOKENS)
    expected = pair_by_pair(
        model,
        cost,
        make_params(),
        TOKENS,
        SENTENCES,
        windows=[window] * places,
        negatives=[[(2, 3.0)]] * places,
        average=average,
        mean=mean,
    )
    assert agrees(measured(model, cost, make_params(), batch), expected)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("length", [2, 3, 7, 40])
def test_with_a_halo_the_cut_loses_no_pair(model, cost, length):
    settings = make_settings(model, window=3, length=length)
    expected = pair_by_pair(
        model,
        cost,
        make_params(),
        TOKENS,
        SENTENCES,
        windows=[3] * len(TOKENS),
        negatives=[[(4, 3.0)]] * len(TOKENS),
    )
    for seed in range(4):
        (batch,) = all_batches(
            TOKENS, SENTENCES, settings, make_noise(4) if cost == "negative" else None, seed
        )
        assert agrees(measured(model, cost, make_params(), batch), expected)


@pytest.mark.parametrize("model", MODELS)
def test_without_a_halo_the_pairs_across_a_border_are_left_out(model):
    settings = make_settings(model, window=2, length=4, halo=False)
    outcomes = []
    for first in range(4):
        chunk = [(place + first) // 4 for place in range(len(TOKENS))]
        # Whatever has another chunk or another sentence is out of reach.
        inside = [100 * c + s for c, s in zip(chunk, SENTENCES, strict=True)]
        outcomes.append(
            pair_by_pair(
                model,
                "negative",
                make_params(),
                TOKENS,
                inside,
                windows=[2] * len(TOKENS),
                negatives=[[(4, 3.0)]] * len(TOKENS),
            )
        )
    met = set()
    for seed in range(24):
        (batch,) = all_batches(TOKENS, SENTENCES, settings, make_noise(4), seed)
        found = measured(model, "negative", make_params(), batch)
        met |= {index for index, outcome in enumerate(outcomes) if agrees(found, outcome)}
        assert any(agrees(found, outcome) for outcome in outcomes)
    assert met == {0, 1, 2, 3}, "the cut must move, or the pairs across it are never learned"


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("cost", COSTS)
def test_windows_are_drawn_from_one_to_the_largest(model, cost):
    tokens, sentences = [0, 1, 2, 3], [0, 0, 0, 0]
    settings = make_settings(model, window=2, varied=True, length=4, mean=True)
    outcomes = {
        windows: pair_by_pair(
            model,
            cost,
            make_params(),
            tokens,
            sentences,
            windows=windows,
            negatives=[[(4, 3.0)]] * 4,
            mean=True,
        )
        for windows in itertools.product((1, 2), repeat=4)
    }
    met = set()
    for seed in range(60):
        (batch,) = all_batches(
            tokens, sentences, settings, make_noise(4) if cost == "negative" else None, seed
        )
        found = measured(model, cost, make_params(), batch)
        agreeing = {windows for windows, outcome in outcomes.items() if agrees(found, outcome)}
        assert len(agreeing) == 1
        met |= agreeing
    assert len(met) > 12


@pytest.mark.parametrize("model", MODELS)
def test_negatives_are_drawn_for_each_chunk_and_shared_by_as_many_centres(model):
    # Of two chunks, skip-gram's have a draw each; in CBOW's the places take turns.
    tokens, sentences = [0, 1, 2, 1], [0, 0, 0, 0]
    settings = make_settings(model, window=2, length=4, negatives=5, shared=2)
    drawn = list(itertools.combinations_with_replacement((1, 4), 2))

    def has_first(place, border):
        return place < border if model == "skipgram" else (place + border) % 2

    outcomes = [
        pair_by_pair(
            model,
            "negative",
            make_params(),
            tokens,
            sentences,
            windows=[2] * 4,
            negatives=[
                [(k, 5 / 2) for k in (first if has_first(place, border) else second)] for place in range(4)
            ],
        )
        for border in range(5)
        for first in drawn
        for second in drawn
    ]
    losses = set()
    for seed in range(40):
        (batch,) = all_batches(tokens, sentences, settings, make_noise(1, 4), seed)
        found = measured(model, "negative", make_params(), batch)
        assert any(agrees(found, outcome) for outcome in outcomes)
        losses.add(round(found[0], 9))
    assert len(losses) > 8


@functools.cache
def of_four_chunks(model):
    """What may come of the text in chunks of four, with one of two words as noise, and which word has whom.

    Wherever it is cut, it makes four chunks. Of skip-gram each chunk has its word, of CBOW each place of all
    chunks.
    """

    def part(place):
        return place // 4 if model == "skipgram" else place % 4

    return [
        (
            drawn,
            pair_by_pair(
                model,
                "negative",
                make_params(),
                TOKENS,
                SENTENCES,
                windows=[2] * len(TOKENS),
                negatives=[[(drawn[part(place + border)], 3.0)] for place in range(len(TOKENS))],
            ),
        )
        for border in range(4)
        for drawn in itertools.product((1, 4), repeat=4)
    ]


@pytest.mark.parametrize(("sharing", "draws"), [(1, 4), (2, 2), (3, 2), (4, 1), (9, 1)])
@pytest.mark.parametrize("model", MODELS)
def test_chunks_share_negatives_as_far_as_they_can_share_alike(model, sharing, draws):
    settings = make_settings(model, length=4, negatives=3, shared=1, sharing=sharing)
    outcomes, met = of_four_chunks(model), set()
    for seed in range(40):
        (batch,) = all_batches(TOKENS, SENTENCES, settings, make_noise(1, 4), seed)
        found = measured(model, "negative", make_params(), batch)
        agreeing = {drawn for drawn, outcome in outcomes if agrees(found, outcome)}
        if model == "cbow":  # one after the other and over again
            agreeing = {drawn for drawn in agreeing if drawn == (drawn[:draws] * 4)[:4]}
        assert agreeing
        met |= {drawn.count(4) for drawn in agreeing}
    assert met == {4 // draws * n for n in range(draws + 1)}


@pytest.mark.parametrize(
    ("model", "sharing", "together"), [("skipgram", 3, 3), ("cbow", 3, 6), ("cbow", 1, 2)]
)
def test_an_excerpt_keeps_chunks_that_share_negatives_together(model, sharing, together):
    settings = make_settings(model, length=2, per_batch=6, halo=False, sharing=sharing)
    whole = all_batches(list(range(6)) * 2, [0] * 12, settings, make_noise(1, 4))[0]
    n_groups, n_turns, _ = whole.negatives.shape
    assert n_groups * together == 6
    for most in range(1, 7):
        part = whole.head(most)
        kept = most - most % together if most > together else most
        assert len(part.weights) == kept
        assert np.array_equal(part.negatives, whole.negatives[: math.ceil(kept / together)])

        counted = (np.arange(6) < kept).repeat(2).reshape(6, 2)
        without_others = replace(
            whole,
            weights=whole.weights * counted[:, :, None],
            noise_weights=whole.noise_weights * in_turn(counted, n_groups, n_turns)[:, :, :, None],
        )
        of_part, of_whole = (
            measured(model, "negative", make_params(), batch) for batch in (part, without_others)
        )
        assert agrees(of_part, of_whole)


@pytest.mark.parametrize("noise", [(2,), (1, 4), (0, 1, 2, 3, 4, 5)])
@pytest.mark.parametrize("mean", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_what_a_batch_weighs_bounds_the_weights_of_its_pairs(model, mean, noise):
    settings = make_settings(model, length=2, per_batch=4, sharing=2, mean=mean)
    for batch in all_batches(TOKENS, SENTENCES, settings, make_noise(*noise)):
        np.testing.assert_allclose(batch.centre_weights, batch.weights.sum(axis=2), rtol=1e-6)
        of_targets, of_noise = np.split(batch.word_weights, [batch.n_targets])
        targets = batch.weights.sum(axis=1) if model == "skipgram" else batch.weights[:, :, 0]
        np.testing.assert_allclose(of_targets, targets.reshape(-1), rtol=1e-6)
        of_noise, pairs = of_noise.reshape(batch.negatives.shape), batch.noise_weights.sum(axis=2)
        never = ~np.isin(batch.negatives, batch.targets)
        assert (of_noise >= pairs * (1 - 1e-6)).all()
        np.testing.assert_allclose(of_noise[never], pairs[never], rtol=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_a_word_drawn_as_its_own_noise_costs_nothing(model):
    tokens, sentences = [1, 1, 1], [0, 0, 0]
    (batch,) = all_batches(tokens, sentences, make_settings(model), make_noise(1))
    found = measured(model, "negative", make_params(), batch)
    expected = pair_by_pair(model, "negative", make_params(), tokens, sentences, windows=[2] * 3)
    assert agrees(found, expected)


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("model", MODELS)
def test_what_no_pair_holds_has_no_gradient(model, cost):
    # A lone word and an empty text still make a batch, or none; neither costs anything.
    for tokens, sentences in (([3], [0]), ([3, 4], [0, 1])):
        settings = make_settings(model, mean=True)
        noise = make_noise(2) if cost == "negative" else None
        for batch in all_batches(tokens, sentences, settings, noise):
            loss, grads = measured(model, cost, make_params(), batch)
            assert loss == 0
            assert not any(grad.any() for grad in grads.values())
            assert batch.pairs == batch.centres == 0


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("model", MODELS)
def test_the_batches_of_a_text_add_up_to_the_whole(model, cost):
    noise = make_noise(4) if cost == "negative" else None
    whole = all_batches(TOKENS, SENTENCES, make_settings(model, window=3), noise)
    parts = all_batches(TOKENS, SENTENCES, make_settings(model, window=3, per_batch=1), noise)
    assert len(parts) > 2
    (loss, grads), *_ = (measured(model, cost, make_params(), batch) for batch in whole)
    found = [measured(model, cost, make_params(), batch) for batch in parts]
    assert loss == pytest.approx(sum(part for part, _ in found))
    for name in grads:
        np.testing.assert_allclose(grads[name], sum(part[name] for _, part in found), atol=1e-10)
    assert sum(batch.pairs for batch in parts) == sum(batch.pairs for batch in whole)
    assert sum(batch.centres for batch in parts) == sum(batch.centres for batch in whole)
    assert sum(batch.raw_words for batch in parts) == pytest.approx(len(TOKENS))


def test_pairs_and_centres_are_counted():
    window = 2
    (batch,) = all_batches(TOKENS, SENTENCES, make_settings("skipgram", window=window), make_noise(4))
    contexts = [len(contexts_of(TOKENS, SENTENCES, i, window)) for i in range(len(TOKENS))]
    assert batch.pairs == sum(contexts)
    assert batch.centres == sum(map(bool, contexts))


def test_with_zero_vectors_every_pair_costs_what_guessing_costs():
    params = {name: np.zeros((N_WORDS, N_DIMS)) for name in ("W_in", "W_out")}
    for model in MODELS:
        (batch,) = all_batches(TOKENS, SENTENCES, make_settings(model), make_noise(4))
        # A target that is the noise word itself has no noise.
        costs = 0.0
        for i, word in enumerate(TOKENS):
            contexts = contexts_of(TOKENS, SENTENCES, i, 2)
            targets = [TOKENS[j] for j in contexts] if model == "skipgram" else [word] * bool(contexts)
            costs += sum(math.log(2) * (1 if target == 4 else 4) for target in targets)
        assert measured(model, "negative", params, batch)[0] == pytest.approx(costs)
        (batch,) = all_batches(TOKENS, SENTENCES, make_settings(model), None)
        guesses = batch.pairs if model == "skipgram" else batch.centres
        assert measured(model, "softmax", params, batch)[0] == pytest.approx(guesses * math.log(N_WORDS))


@pytest.mark.parametrize("cost", COSTS)
@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", [1e-20, 30.0, 1e4])
def test_scores_however_large_stay_finite(model, cost, size):
    noise = make_noise(2, 3) if cost == "negative" else None
    (batch,) = all_batches(TOKENS, SENTENCES, make_settings(model), noise)
    params = {name: value.astype(np.float32) for name, value in make_params(scale=size).items()}
    loss, grads = measured(model, cost, params, batch)
    assert math.isfinite(loss)
    assert all(np.isfinite(grad).all() for grad in grads.values())


@pytest.mark.parametrize("name", [f"{model}_{cost}" for model in MODELS for cost in COSTS])
def test_the_start_is_the_courses(name):
    params = OBJECTIVES[name].init(np.random.default_rng(0), 500, 10)
    assert params["W_in"].shape == params["W_out"].shape == (500, 10)
    assert params["W_in"].dtype == params["W_out"].dtype == np.float32
    assert np.abs(params["W_in"]).max() <= 0.05
    assert params["W_in"].std() == pytest.approx(0.1 / math.sqrt(12), rel=0.05)
    assert not params["W_out"].any()


def stretch_and_contexts(**settings):
    """By how much a batch's input vectors step further than its output vectors, and contexts a centre."""
    (batch,) = all_batches(TOKENS, SENTENCES, make_settings("cbow", **settings), make_noise(4))
    _, grads = OBJECTIVES["cbow_negative"].loss_and_grads(make_params(), batch)
    assert grads["W_out"].stretch == 1
    return grads["W_in"].stretch, batch.pairs / batch.centres


def test_a_mean_of_many_vectors_steps_further_in_proportion_and_a_sum_does_not():
    far, many = stretch_and_contexts(average=True)
    near, few = stretch_and_contexts(average=True, window=1)
    assert far > near > few
    assert far / near == pytest.approx(many / few)
    assert stretch_and_contexts(average=False)[0] == 1
