"""A run from its first event to its last: order, bits, curves, and what is said before it starts."""

import math

import numpy as np
import pytest

from engine.errors import CheckpointError, SettingError, VocabularyError, WordscopeError
from engine.gradcheck import check
from engine.objectives.registry import OBJECTIVES
from engine.training import problem
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Excerpt, Finished, Residuals, Scalars, Snapshot, Started
from engine.training.loop import train
from tests.engine.training.texts import (
    curves,
    dataset,
    finished,
    of_kind,
    random_text,
    run,
    small_spec,
    vectors,
)

KINDS = [(model, cost) for model in ("skipgram", "cbow") for cost in ("negative", "softmax")]


@pytest.fixture
def data():
    return random_text()


@pytest.mark.parametrize(("model", "cost"), KINDS)
def test_the_order_of_events(data, model, cost):
    events = run(small_spec(model__model=model, model__cost=cost), data, run_id=42)
    assert isinstance(events[0], Started)
    assert isinstance(events[-2], Snapshot)
    assert isinstance(events[-1], Finished)
    assert {event.run_id for event in events} == {42}
    steps = [event.step for event in events]
    assert steps == sorted(steps)
    assert events[0].step == 0
    end = finished(events)
    assert end.reason == "done"
    assert end.steps == end.step == steps[-1]
    assert end.epochs == pytest.approx(2)
    assert end.seconds > 0
    assert end.words_per_second > 0


def test_it_starts_by_saying_what_is_learned(data):
    started = run(small_spec(), data)[0]
    assert set(started.words) == set(data.lexicon)
    assert (np.diff(started.counts) <= 0).all()
    assert started.counts.sum() == len(data.splits["train"].tokens)
    assert started.parameters == 2 * 4 * len(started.words)
    assert not started.resumed


@pytest.mark.parametrize(("model", "cost"), KINDS)
def test_the_same_seed_gives_the_same_bits(data, model, cost):
    spec = small_spec(model__model=model, model__cost=cost)
    one, other, third = (vectors(run(each, data)) for each in (spec, spec, small_spec(seed=8)))
    assert one.dtype == np.float32
    np.testing.assert_array_equal(one, other)
    assert not np.array_equal(one, third)


def test_checking_in_the_middle_changes_nothing(data):
    spec = small_spec(epochs=3)
    plain = run(spec, data, Control())
    checked = run(spec, data, Control(check_every=1e-9))
    assert of_kind(checked, Residuals)
    np.testing.assert_array_equal(vectors(checked), vectors(plain))


@pytest.mark.parametrize(("model", "cost"), KINDS)
def test_live_gradients_are_right(data, model, cost):
    spec = small_spec(model__model=model, model__cost=cost, epochs=3)
    checked = of_kind(run(spec, data, Control(check_every=1e-9)), Residuals)
    assert checked
    for event in checked:
        assert event.report.passed, event.report
        assert event.report.objective == f"{model}_{cost}"
        assert {residual.parameter for residual in event.report.residuals} == {"W_in", "W_out"}


def test_the_worst_coordinate_is_named_by_its_word(data):
    words = len(run(small_spec(), data)[0].words)
    for event in of_kind(run(small_spec(), data, Control(check_every=1e-9)), Residuals):
        for residual in event.report.residuals:
            assert residual.worst == () or (residual.worst[0] < words and residual.worst[1] < 4)


@pytest.mark.parametrize(("model", "cost"), KINDS)
def test_an_excerpt_can_be_checked_thoroughly(data, model, cost):
    control = Control()
    control.check_now()
    (excerpt,) = of_kind(run(small_spec(model__model=model, model__cost=cost), data, control), Excerpt)
    assert all(not value.flags.writeable and value.dtype == np.float64 for value in excerpt.params.values())
    assert len(excerpt.words) == len(excerpt.params["W_in"]) == len(excerpt.params["W_out"])
    objective = OBJECTIVES[excerpt.objective]
    assert check(lambda x: objective.loss_and_grads(x, excerpt.batch), excerpt.params).passed


def test_curves_have_every_step_once(data):
    events = run(small_spec(), data)
    found = curves(events)
    assert found["steps"].tolist() == list(range(1, finished(events).steps + 1))
    assert all(len(values) == len(found["steps"]) for values in found.values())
    assert all(np.isfinite(values).all() for values in found.values())
    last = of_kind(events, Scalars)[-1]
    assert last.progress == pytest.approx(1)
    assert last.epoch == pytest.approx(2)
    assert last.seconds_left == pytest.approx(0, abs=1e-6)


def test_the_loss_starts_at_guessing_and_falls(data):
    loss = curves(run(small_spec(epochs=40), data))["loss"]
    # Zero output vectors: log 2 for the target and as much for each of at most two negatives.
    assert 2.5 * math.log(2) < loss[0] <= 3 * math.log(2) + 1e-6
    assert loss[-50:].mean() < 0.95 * loss[:50].mean()


@pytest.mark.parametrize("schedule", ["linear", "halving", "constant"])
def test_the_rate_follows_the_schedule(data, schedule):
    spec = small_spec(step__schedule=schedule, step__halve_every=5, steps=20)
    rate = curves(run(spec, data))["rate"]
    expected = {
        "linear": 0.05 * (1 - np.arange(20) / 20),
        "halving": 0.05 * 0.5 ** (np.arange(20) // 5),
        "constant": np.full(20, 0.05),
    }[schedule]
    np.testing.assert_allclose(rate, expected)


@pytest.mark.parametrize("steps", [1, 2, 17])
def test_as_many_steps_as_asked_for(data, steps):
    end = finished(run(small_spec(steps=steps), data))
    assert (end.steps, end.reason) == (steps, "done")


def test_steps_may_be_more_than_an_epoch(data):
    per_epoch = finished(run(small_spec(epochs=1), data)).steps
    assert finished(run(small_spec(steps=3 * per_epoch), data)).epochs > 2


def test_blocks_of_text_are_all_read(data, monkeypatch):
    whole = finished(run(small_spec(), data))
    monkeypatch.setattr(problem, "BLOCK_WORDS", 40)
    in_blocks = finished(run(small_spec(), data))
    assert in_blocks.epochs == pytest.approx(whole.epochs)
    assert in_blocks.steps > whole.steps


def test_all_words_known_to_the_text_are_learned(data):
    events = run(small_spec(epochs=20, text__sample=0.0), data)
    assert (np.abs(vectors(events)[:, 4:]).max(axis=1) > 0).all()


def test_words_below_the_minimum_count_have_no_vector(data):
    counts = np.sort(data.counts())
    started = run(small_spec(text__min_count=int(counts[5])), data)[0]
    assert len(started.words) == int((counts >= counts[5]).sum())
    assert started.counts.min() >= counts[5]


@pytest.mark.parametrize(
    ("changes", "error", "says"),
    [
        ({"model__dims": 0}, SettingError, "Dimensions"),
        ({"model__negatives": 30}, SettingError, "Negatives is 30, but there are only 29"),
        ({"text__min_count": 10_000}, VocabularyError, "occurs"),
        ({"step__rate": math.nan}, SettingError, "Learning rate"),
    ],
)
def test_what_cannot_be_is_said_before_the_start(data, changes, error, says):
    with pytest.raises(error, match=says) as caught:
        next(train(small_spec(**changes), dataset=data))
    assert "\n" not in str(caught.value)


def test_an_empty_vocabulary_says_how_often_the_commonest_word_occurs(data):
    with pytest.raises(VocabularyError, match=rf"\b{data.counts().max()} times"):
        run(small_spec(text__min_count=10_000), data)


def test_the_softmax_has_no_use_for_negatives(data):
    assert finished(run(small_spec(model__cost="softmax", model__negatives=200), data)).reason == "done"


NO_PAIR = {
    "one token": [["a"]],
    "no sentence of two": [["a"], ["b"], ["c"]],
    "pairs only with rare words": [["a", "b"], ["a", "c"], ["a"]],
}


@pytest.mark.parametrize("name", NO_PAIR)
def test_text_without_a_pair_is_refused(name):
    spec = small_spec(model__negatives=1, text__min_count=3 if "rare" in name else 1)
    with pytest.raises(VocabularyError, match="no sentence has two words"):
        run(spec, dataset(NO_PAIR[name]))


LITTLE = {
    "one sentence": [["the", "cat", "sat"]],
    "one word": [["buffalo", "buffalo", "buffalo"]],
    "two tokens": [["a", "b"]],
    "the same pair again": [["a", "a"]] * 3,
    "empty sentences between": [[], ["a", "b"], [], ["b", "a"], []],
}


@pytest.mark.parametrize("exact", [False, True])
@pytest.mark.parametrize(("model", "cost"), KINDS)
@pytest.mark.parametrize("name", LITTLE)
def test_little_text_is_enough(name, model, cost, exact):
    spec = small_spec(
        model__model=model, model__cost=cost, model__negatives=1, model__window=50, step__exact_windows=exact
    )
    events = run(spec, dataset(LITTLE[name]), Control(check_every=1e-9))
    assert finished(events).reason == "done"
    assert np.isfinite(vectors(events)).all()


@pytest.mark.parametrize("window", [1, 15, 100])
@pytest.mark.parametrize("chunk", [2, 16, 512])
def test_windows_wider_than_any_sentence_or_chunk(data, window, chunk):
    for exact in (False, True):
        events = run(
            small_spec(model__window=window, step__chunk=chunk, step__exact_windows=exact, steps=5), data
        )
        assert finished(events).reason == "done"
        assert np.isfinite(vectors(events)).all()


def test_everything_sub_sampled_away_still_ends(data):
    events = run(small_spec(text__sample=1e-12), data)
    assert finished(events).reason == "done"
    assert finished(events).epochs == pytest.approx(2)
    assert np.isfinite(curves(events)["loss"]).all()


def test_unlabelled_text_has_no_classifier(data):
    (snapshot,) = of_kind(run(small_spec(), data), Snapshot)
    assert snapshot.model is None
    assert snapshot.dev_accuracy is None


def test_labelled_text_has_a_classifier_on_its_vectors():
    events = run(small_spec(epochs=5), random_text(200, labelled=True))
    snapshot = of_kind(events, Snapshot)[-1]
    assert snapshot.W_in.shape == snapshot.W_out.shape == (len(events[0].words), 4)
    assert 0 <= snapshot.dev_accuracy <= 100
    prediction = snapshot.model.predict("w1 w2 nonsense")
    assert sum(prediction.probabilities) == pytest.approx(1)
    np.testing.assert_array_equal(snapshot.model.vectors.matrix[:, :4], snapshot.W_in)


def test_a_snapshot_is_not_changed_afterwards(data):
    control = Control()
    control.request_snapshot()
    seen = []
    for event in train(small_spec(), control, dataset=data):
        if isinstance(event, Snapshot):
            assert not event.W_in.flags.writeable
            seen.append((event.W_in, event.W_in.copy()))
    assert len(seen) == 2
    assert not np.array_equal(seen[0][0], seen[1][0])
    assert all(np.array_equal(given, kept) for given, kept in seen)


def test_an_abandoned_run_can_be_closed(data):
    events = train(small_spec(), dataset=data)
    next(events)
    events.close()


@pytest.mark.parametrize("other", ["text", "count", "model", "chunk", "seed"])
def test_a_checkpoint_of_something_else_is_refused(data, tmp_path, other):
    run(small_spec(), data, checkpoint=tmp_path / "c.npz", save_every=60)
    start = Checkpoint.load(tmp_path / "c.npz")
    spec, text = small_spec(epochs=4), data
    if other == "text":
        text = random_text(seed=5)
    elif other == "count":
        spec = small_spec(text__min_count=8)
    elif other == "model":
        spec = small_spec(model__window=3)
    elif other == "chunk":
        spec = small_spec(step__chunk=7)
    else:
        spec = small_spec(seed=8)
    with pytest.raises(CheckpointError) as caught:
        run(spec, text, None, start)
    assert isinstance(caught.value, WordscopeError)
    assert "\n" not in str(caught.value)
    assert "resume with" in str(caught.value) or "only rate, length and" in str(caught.value)
