"""The sentence network in the loop of all runs: exact, resumable, checked live, and shown."""

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus.catalogue import resolve
from engine.corpus.dataset import Dataset, Spans
from engine.errors import CheckpointError, DataError
from engine.gradcheck import check
from engine.objectives.registry import OBJECTIVES
from engine.sentiment.network_jobs import train_network
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkDetails, NetworkSettings
from engine.sentiment.preparation import EPOCHS, prepared
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Excerpt, Failed, Frame, Residuals, Saved, Scalars, Snapshot, Turned
from engine.training.loop import train
from engine.training.spec import ModelSpec, RunSpec, with_value
from tests.engine.training.texts import curves, finished, of_kind, random_text, run

DETAILS = NetworkDetails(hidden=5, sentences=8)


def spec_with(**changes: object) -> RunSpec:
    """A small network; single settings by path with __ for the dot."""
    spec = RunSpec(data="small", model=ModelSpec(model="network", dims=4), network=DETAILS, epochs=3, seed=7)
    for path, value in changes.items():
        spec = with_value(spec, path.replace("__", "."), value)
    return spec


@pytest.fixture(scope="module")
def data() -> Dataset:
    """Sixty training sentences with their words as labelled parts, sixty for dev."""
    plain = random_text(120, labelled=True)
    parts = plain.splits["train"]
    sentence = np.repeat(np.arange(len(parts)), np.diff(parts.offsets))
    start = np.arange(len(parts.tokens))
    whole = np.arange(len(parts))
    spans = Spans(
        sentence=np.concatenate((sentence, whole)),
        start=np.concatenate((start, parts.offsets[:-1])),
        end=np.concatenate((start + 1, parts.offsets[1:])),
        labels=np.concatenate((parts.tokens % 5, parts.labels)).astype(np.int8),
    )
    order = np.argsort(spans.sentence, kind="stable")
    spans = Spans(spans.sentence[order], spans.start[order], spans.end[order], spans.labels[order])
    return replace(plain, splits={**plain.splits, "train": replace(parts, spans=spans)})


def final(events) -> dict[str, np.ndarray]:
    """The parameters after the last step."""
    model = of_kind(events, Snapshot)[-1].model
    assert isinstance(model, NetworkModel)
    return model.params


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def test_it_learns_what_fitting_in_one_go_learns_bit_for_bit(data):
    settings = NetworkSettings(dims=4, hidden=5, sentences=8, epochs=3)
    assert_same(final(run(spec_with(), data)), train_network(NetworkProblem(data, settings, seed=7)))


def test_a_prepared_run_learns_what_prepared_fitting_learns_and_resumes_between_the_parts(data, tmp_path):
    spec, path = spec_with(text__before="demo", network__sentences=5000, epochs=2), tmp_path / "c.npz"
    settings = NetworkSettings(dims=4, hidden=5, sentences=5000, epochs=2)
    fitted = prepared(data, resolve("demo"), settings, seed=7)
    steps, events = EPOCHS * fitted.preparation.steps_per_epoch, []
    for event in train(spec, dataset=data, checkpoint=path, save_every=1e-12):
        events.append(event)
        if isinstance(event, Saved) and event.step == steps:
            between = Checkpoint.load(path)
    parameters = train_network(fitted)
    assert_same(final(events), parameters)
    assert_same(final(run(spec, data, None, between)), parameters)
    rates = curves(events)["rate"]
    assert rates[steps] == rates[0] == 0.05
    assert (np.diff(rates[:steps]) < 0).all()
    assert (np.diff(rates[steps:]) < 0).all()
    assert [event.step for event in of_kind(events, Turned)] == [steps]
    assert of_kind(events, Scalars)[-1].progress == 1
    assert set(fitted.index.words) == set(events[0].words)


def test_watching_and_checking_changes_nothing(data):
    control = Control(check_every=1e-9)
    for wish in (control.request_frame, control.request_snapshot, control.check_now):
        wish()
    watched = run(spec_with(), data, control)
    assert_same(final(watched), final(run(spec_with(), data)))
    assert not np.array_equal(final(watched)["E"], final(run(spec_with(seed=8), data))["E"])


@pytest.mark.parametrize("changes", [{}, {"steps": 30, "step__schedule": "constant"}])
def test_from_any_step_on_the_bits_are_the_same(data, tmp_path, changes):
    spec, path = spec_with(**changes), tmp_path / "c.npz"
    whole = run(spec, data)
    steps = finished(whole).steps
    per_epoch = -(-len(data.splits["train"]) // 8)
    saved = {
        event.step: Checkpoint.load(path)
        for event in train(spec, dataset=data, checkpoint=path, save_every=1e-12)
        if isinstance(event, Saved)
    }
    assert steps == (30 if changes else 3 * per_epoch)
    for step in (1, per_epoch - 1, per_epoch, per_epoch + 1, steps):
        events = run(spec, data, None, saved[step])
        assert_same(final(events), final(whole))
        assert finished(events).steps == steps
        assert finished(events).epochs == pytest.approx(finished(whole).epochs)
    assert set(saved[1].memory) == set(saved[1].params)
    assert any(saved[1].memory[name].any() for name in saved[1].memory)


def test_it_tells_words_curves_and_progress(data):
    events = run(spec_with(epochs=20), data)
    started, scalars = events[0], of_kind(events, Scalars)
    assert set(started.words) == {data.lexicon[token] for token in data.splits["train"].tokens}
    assert (np.diff(started.counts) <= 0).all()
    assert started.counts.sum() == len(data.splits["train"].tokens)
    told = curves(events)
    assert told["steps"].tolist() == list(range(1, finished(events).steps + 1))
    assert told["loss"][-8:].mean() < 0.7 * told["loss"][:8].mean()
    np.testing.assert_array_equal(told["loss"], told["cost"])
    assert (np.diff(told["rate"]) < 0).all()
    assert scalars[-1].progress == 1
    assert scalars[-1].epoch == 20


def test_live_gradients_are_right(data):
    checked = of_kind(run(spec_with(), data, Control(check_every=1e-9)), Residuals)
    assert checked
    for event in checked:
        assert event.report.objective == "sentence_network"
        assert {residual.parameter for residual in event.report.residuals} == {"E", "W1", "b1", "W2", "b2"}
        assert event.report.passed, event.report


def test_an_excerpt_can_be_checked_thoroughly_and_names_its_features(data):
    control = Control()
    control.check_now()
    (excerpt,) = of_kind(run(spec_with(), data, control), Excerpt)
    objective = OBJECTIVES[excerpt.objective]
    assert check(lambda x: objective.loss_and_grads(x, excerpt.batch), excerpt.params).passed
    assert len(excerpt.words) == len(excerpt.params["E"])
    assert all(excerpt.words)
    assert set(excerpt.words) & set(data.lexicon)


def test_frames_and_snapshots_show_the_words_of_the_network(data):
    control = Control()
    control.request_frame()
    events = run(spec_with(), data, control)
    words, frame, snapshot = events[0].words, of_kind(events, Frame)[-1], of_kind(events, Snapshot)[-1]
    assert frame.placed.coords.shape == (len(words), 2)
    assert snapshot.vectors.words == words
    assert snapshot.W_out is None
    model = snapshot.model
    row = model.index.words.index(words[3])
    np.testing.assert_array_equal(snapshot.W_in[3], model.params["E"][row])
    # Before the softmax is sure, each word alone is judged as the sentence of that word is.
    alone = model.predict(words[3]).probabilities
    assert snapshot.word_scores[3] == pytest.approx(np.dot(alone, [-2, -1, 0, 1, 2]), abs=1e-5)
    assert 0 <= snapshot.dev_accuracy <= 100
    assert snapshot.measured == finished(events).steps
    p = model.probabilities(data.lexicon, data.splits["dev"])
    right = 100 * np.mean(p.argmax(axis=1) == data.splits["dev"].labels)
    assert snapshot.dev_accuracy == pytest.approx(right)


def test_a_snapshot_is_not_changed_afterwards(data):
    control = Control()
    control.request_snapshot()
    seen = [
        (event.model.params["E"], event.model.params["E"].copy())
        for event in train(spec_with(), control, dataset=data)
        if isinstance(event, Snapshot)
    ]
    assert len(seen) == 2
    assert not np.array_equal(seen[0][0], seen[1][0])
    assert all(np.array_equal(given, kept) for given, kept in seen)


def test_the_rate_changes_on_the_way(data):
    control = Control(paused=True)
    control.step(2)
    rates = []
    for event in train(spec_with(step__schedule="constant"), control, dataset=data):
        if isinstance(event, Scalars):
            rates += event.rate.tolist()
            if event.step == 2:
                control.set_rate(0.2)
                control.resume()
    assert rates[:2] == [0.05, 0.05]
    assert set(rates[2:]) == {0.2}


def test_data_without_labels_or_with_one_class_is_refused(data):
    silent = replace(data.splits["train"], labels=None, spans=None)
    with pytest.raises(DataError, match="no sentiment labels"):
        run(spec_with(), replace(data, splits={"train": silent}))
    glad = replace(data.splits["train"], labels=np.full_like(data.splits["train"].labels, 4))
    with pytest.raises(DataError, match="at least two are needed"):
        run(spec_with(), replace(data, splits={"train": glad}))


def test_sentences_without_trees_are_examples_themselves():
    events = run(spec_with(), random_text(60, labelled=True))
    assert finished(events).reason == "done"


def test_other_labels_other_settings_and_lost_parameters_are_not_gone_on_with(data, tmp_path):
    path = tmp_path / "c.npz"
    run(spec_with(), data, checkpoint=path)
    start = Checkpoint.load(path)
    labels = data.splits["train"].labels[::-1].copy()
    turned = {**data.splits, "train": replace(data.splits["train"], labels=labels)}
    with pytest.raises(CheckpointError, match="other data"):
        run(spec_with(), replace(data, splits=turned), None, start)
    with pytest.raises(CheckpointError, match="other settings"):
        run(spec_with(network__word_dropout=0.1), data, None, start)
    short = replace(start, params={**start.params, "E": start.params["E"][:-1]})
    with pytest.raises(CheckpointError, match="lost some of its parameters"):
        run(spec_with(), data, None, short)


@pytest.mark.parametrize("name", ["memory_E", "memory_b1", "param_W1"])
def test_a_checkpoint_that_lacks_a_part_is_refused(data, tmp_path, name):
    path = tmp_path / "c.npz"
    run(spec_with(), data, checkpoint=path)
    with np.load(path) as archive:
        arrays = {key: archive[key] for key in archive.files if key != name}
    np.savez(path, **arrays)
    with pytest.raises(CheckpointError, match="not a whole checkpoint"):
        Checkpoint.load(path)


def test_divergence_is_told_and_keeps_finite_numbers(data):
    events = run(spec_with(step__rate=100.0, epochs=200), data)
    reason = finished(events).reason
    assert np.isfinite(final(events)["E"]).all()
    assert (reason == "failed") == bool(of_kind(events, Failed))
