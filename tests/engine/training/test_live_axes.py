"""Frames along any axes, made by the run itself between its steps."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import numpy as np
import pytest

from engine.corpus.dataset import Dataset
from engine.training import live
from engine.training.control import Control
from engine.training.events import Event, Finished, Frame, Scalars, Snapshot
from engine.training.loop import train
from engine.vectors.axes import direction, parse
from engine.vectors.placing import FROZEN, TURNED, Axes, Placed
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec, vectors

WORDS = (parse("w1 - w2"), parse("w3 + w4"))
ALONG = Axes(words=WORDS)
ENDLESS = 100_000_000


@pytest.fixture
def data() -> Dataset:
    return random_text()


class Watched:
    """A run that goes by steps, and is looked at in between."""

    def __init__(self, data: Dataset) -> None:
        self.control = Control(paused=True)
        self._events = train(small_spec(steps=ENDLESS), self.control, dataset=data)
        self._step = 0

    def go(self, steps: int) -> None:
        """Take so many steps."""
        self._step += steps
        self.control.step(steps)
        for event in self._events:
            if isinstance(event, Scalars) and event.steps[-1] == self._step:
                return

    def look(self, axes: Axes | None = None) -> tuple[Placed, Snapshot]:
        """Where the words are along these axes, or the last ones, and the vectors at that step."""
        self.control.request_frame(axes)
        self.control.request_snapshot()
        seen: dict[type, Event] = {}
        while len(seen) < 2:
            event = next(self._events)
            if isinstance(event, Frame | Snapshot):
                seen[type(event)] = event
        frame, snapshot = seen[Frame], seen[Snapshot]
        assert isinstance(frame, Frame)
        assert isinstance(snapshot, Snapshot)
        assert frame.step == snapshot.step == self._step
        return frame.placed, snapshot

    def end(self) -> list[Event]:
        """Stop, and hear what is still said."""
        self.control.stop()
        return list(self._events)


@pytest.fixture
def watched(data: Dataset) -> Iterator[Watched]:
    made = Watched(data)
    yield made
    assert isinstance(made.end()[-1], Finished)


def along_words(vectors: np.ndarray, snapshot: Snapshot, meant: np.ndarray) -> np.ndarray:
    """The products of all vectors with the directions of the words, in float64."""
    words = snapshot.vectors.with_matrix(meant)
    return vectors.astype(np.float64) @ np.stack([direction(axis, words) for axis in WORDS], axis=1)


def test_frames_along_words_follow_their_words_at_every_step(watched: Watched) -> None:
    seen = []
    for steps in (1, 2, 5):
        watched.go(steps)
        placed, snapshot = watched.look(ALONG)
        expected = along_words(snapshot.W_in, snapshot, snapshot.W_in)
        np.testing.assert_allclose(placed.coords, expected, atol=1e-6)
        assert placed.names == ("w1 − w2", "w3 + w4")
        assert placed.axes == ALONG
        assert placed.note == ""
        seen.append(placed.coords)
    assert not np.allclose(seen[1], seen[2], atol=1e-4)


def test_both_spaces_one_below_the_other(watched: Watched) -> None:
    watched.go(3)
    placed, snapshot = watched.look(Axes("both", words=WORDS))
    assert snapshot.W_out is not None
    n = len(snapshot.W_in)
    for half, matrix in ((placed.coords[:n], snapshot.W_in), (placed.coords[n:], snapshot.W_out)):
        np.testing.assert_allclose(half, along_words(matrix, snapshot, snapshot.W_in), atol=1e-6)
    placed, snapshot = watched.look(Axes("output", words=WORDS))
    assert snapshot.W_out is not None
    expected = along_words(snapshot.W_out, snapshot, snapshot.W_out)
    np.testing.assert_allclose(placed.coords, expected, atol=1e-6)


@pytest.mark.parametrize("axes", [Axes(), Axes(components=(1, 2)), Axes("both"), ALONG])
def test_frozen_axes_stay_where_they_were_shown(watched: Watched, axes: Axes) -> None:
    watched.go(2)
    shown, _ = watched.look(axes)
    watched.go(2)
    # Through a pipe they are other objects with the same numbers.
    frozen = pickle.loads(pickle.dumps(axes.frozen_at(shown)))
    held, snapshot = watched.look(frozen)
    assert shown.plane is not None
    assert held.note == FROZEN
    assert held.names == shown.names
    assert held.axes == frozen
    both = [snapshot.W_in, snapshot.W_out] if axes.space == "both" else [snapshot.W_in]
    expected = np.concatenate([shown.plane.project(part) for part in both])
    np.testing.assert_array_equal(held.coords, expected)
    watched.go(2)
    later, snapshot = watched.look()
    np.testing.assert_array_equal(later.coords[: len(snapshot.W_in)], shown.plane.project(snapshot.W_in))


def test_axes_change_in_the_middle_and_turn_towards_what_was_shown(watched: Watched) -> None:
    watched.go(4)
    first, _ = watched.look(Axes())
    assert first.names == ("PC 1", "PC 2")
    words, _ = watched.look(ALONG)
    assert words.axes == ALONG
    again, _ = watched.look(Axes())
    assert again.names == ("PC 1–2, x", "PC 1–2, y")
    assert again.note == TURNED
    # Turned or mirrored, the plane is the same, and so is what it shows.
    assert sum(again.explained) == pytest.approx(sum(first.explained))
    nearest, centred = (each.coords - each.coords.mean(axis=0) for each in (again, words))
    product = nearest.T @ centred
    np.testing.assert_allclose(product, product.T, atol=1e-4)
    assert np.linalg.eigvalsh(product).min() >= -1e-4


def test_the_same_axes_asked_for_again_go_on(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "REFITS", (1000.0, 0.005))
    axes = Axes(components=(0, 2))
    first, _ = watched.look(axes)
    watched.go(3)
    second, snapshot = watched.look(pickle.loads(pickle.dumps(axes)))
    assert first.plane is not None
    # A new placer would have found the components of the moved vectors.
    np.testing.assert_array_equal(second.coords, first.plane.project(snapshot.W_in))


@pytest.mark.parametrize(
    ("axis", "told"), [("w1 - nonsense", "'nonsense' is not in the vocabulary"), ("w1 - w1", "cancel")]
)
def test_words_that_make_no_axis_are_told_and_the_run_goes_on(watched: Watched, axis: str, told: str) -> None:
    watched.go(2)
    axes = Axes(words=(parse(axis), WORDS[1]))
    placed, snapshot = watched.look(axes)
    assert told in placed.note
    assert placed.plane is None
    assert placed.axes == axes
    assert placed.names[0].startswith("PC 1")
    assert placed.coords.shape == (len(snapshot.W_in), 2)
    watched.go(1)
    assert watched.look(ALONG)[0].names[0] == "w1 − w2"


@pytest.mark.parametrize("axes", [ALONG, Axes("both", (1, 2)), Axes(frozen=True)])
def test_a_run_learns_the_same_whether_watched_or_not(
    data: Dataset, axes: Axes, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("FRAMES", "REFITS"):
        monkeypatch.setattr(live, name, (1e-9, 1.0))
    control, events = Control(), []
    control.request_frame(axes)
    for event in train(small_spec(), control, dataset=data):
        events.append(event)
        control.request_frame()
    assert len(of_kind(events, Frame)) > 10
    alone = run(small_spec(), data)
    assert not of_kind(alone, Frame)
    np.testing.assert_array_equal(vectors(events), vectors(alone))
    assert finished(events).loss == finished(alone).loss
