"""Checkpoints: complete or not there, read back exactly, and never trusted blindly."""

import errno
import json
import os
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import CheckpointError
from engine.training import checkpoint as module
from engine.training.checkpoint import Checkpoint
from engine.training.events import Saved, Warned
from engine.training.loop import train
from engine.training.problem import Position
from tests.engine.training.texts import finished, of_kind, random_text, run, small_spec, vectors


def make(**changes):
    rng = np.random.default_rng(0)
    words = ("the", "käse", "it's", "🙂", "-LRB-")
    usual = {
        "spec": small_spec(step__rate=0.125),
        "params": {name: rng.normal(size=(5, 4)).astype(np.float32) for name in ("W_in", "W_out")},
        "position": Position(1, 2, 3),
        "step": 77,
        "words_seen": 1234.5,
        "seconds": 0.1,
        "words": words,
        "counts": np.array([9, 5, 5, 2, 1]),
        "data": "abc",
    }
    return Checkpoint(**(usual | changes))


def arrays_of(path):
    with np.load(path) as archive:
        return {name: archive[name] for name in archive.files}


def refused(path):
    with pytest.raises(CheckpointError) as caught:
        Checkpoint.load(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_what_was_saved_is_read(tmp_path):
    saved, path = make(), tmp_path / "run.npz"
    saved.save(path)
    read = Checkpoint.load(str(path))
    assert replace(read, params={}, counts=None) == replace(saved, params={}, counts=None)
    np.testing.assert_array_equal(read.counts, saved.counts)
    for name, value in saved.params.items():
        assert read.params[name].dtype == np.float32
        np.testing.assert_array_equal(read.params[name], value)
    assert os.listdir(tmp_path) == ["run.npz"]


def test_the_name_needs_no_ending(tmp_path):
    make().save(tmp_path / "run")
    assert os.listdir(tmp_path) == ["run"]
    assert Checkpoint.load(tmp_path / "run").step == 77


def test_a_new_save_replaces_the_old(tmp_path):
    for step in (1, 2):
        make(step=step).save(tmp_path / "run.npz")
    assert Checkpoint.load(tmp_path / "run.npz").step == 2


def test_a_missing_file(tmp_path):
    assert "no such checkpoint" in refused(tmp_path / "none.npz")


def test_a_folder(tmp_path):
    refused(tmp_path)


def test_foreign_files(tmp_path):
    path = tmp_path / "foreign.npz"
    for content in (b"", b"hello", b"PK\x03\x04", b"\x93NUMPY", pickle.dumps({"step": 1})):
        path.write_bytes(content)
        refused(path)
    with path.open("wb") as file:
        np.save(file, np.zeros(3))
    refused(path)
    np.savez(path, W=np.zeros(3))
    refused(path)


class Trap:
    """Its pickle opens a file when it is read."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return open, (str(self.path), "w")


@pytest.mark.parametrize("name", ["about", "words", "counts", "param_W_in"])
def test_pickled_objects_are_not_read(tmp_path, name):
    path, sprung = tmp_path / "run.npz", tmp_path / "sprung"
    make().save(path)
    trap = np.empty(1, dtype=object)
    trap[0] = Trap(sprung)
    np.savez(path, allow_pickle=True, **{**arrays_of(path), name: trap})
    refused(path)
    assert not sprung.exists()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    path = tmp_path_factory.mktemp("whole") / "run.npz"
    make().save(path)
    return path.read_bytes()


@settings(max_examples=60)
@given(st.data())
def test_a_file_cut_short_is_refused(whole, tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "cut.npz"
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 1))])
    refused(path)


@settings(max_examples=120)
@given(st.data())
def test_damage_is_refused_or_harmless(whole, tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(damaged)
    try:
        read = Checkpoint.load(path)
    except CheckpointError as error:
        said = str(error)
    else:
        said = ""
        assert read.params["W_in"].shape == (5, 4)
    assert "\n" not in said


NOT_A_RUN = {
    "another format": {"format": 2},
    "no spec": {"spec": None},
    "a spec out of range": {"spec": {"epochs": -1}},
    "an unknown setting": {"spec": {"colour": 1}},
    "another number of dimensions": {"spec": json.loads(small_spec(model__dims=5).to_json())},
    "an endless step": {"step": float("inf")},
    "a negative step": {"step": -1},
    "a step in words": {"step": "ten"},
    "a broken step": {"step": 1.5},
    "a position in words": {"position": {"epoch": "one", "block": 0, "batch": 0}},
    "a negative position": {"position": {"epoch": 0, "block": -1, "batch": 0}},
    "a position too many": {"position": {"epoch": 0, "block": 0, "batch": 0, "line": 0}},
    "no position": {"position": []},
    "time that is none": {"seconds": float("nan")},
    "words without end": {"words_seen": float("inf")},
}


@pytest.mark.parametrize("name", NOT_A_RUN)
def test_what_is_said_about_the_run_must_make_sense(tmp_path, name):
    path = tmp_path / "run.npz"
    make().save(path)
    arrays = arrays_of(path)
    about = json.loads(str(arrays["about"]))
    arrays["about"] = np.array(json.dumps({**about, **NOT_A_RUN[name]}))
    np.savez(path, **arrays)
    refused(path)


BAD_ARRAYS = {
    "a number for a matrix": {"param_W_in": np.float32(1)},
    "a row too few": {
        "param_W_in": np.zeros((4, 4), np.float32),
        "param_W_out": np.zeros((4, 4), np.float32),
    },
    "two sizes": {"param_W_in": np.zeros((5, 3), np.float32)},
    "another matrix": {"param_W_more": np.zeros((5, 4), np.float32)},
    "whole numbers": {name: np.zeros((5, 4), np.int64) for name in ("param_W_in", "param_W_out")},
    "text": {name: np.full((5, 4), "a") for name in ("param_W_in", "param_W_out")},
    "not finite": {"param_W_out": np.full((5, 4), np.inf, np.float32)},
    "a count too few": {"counts": np.ones(4, np.int64)},
    "words that are no text": {"words": np.array([255, 254], np.uint8)},
    "about that is no JSON": {"about": np.array("hello")},
    "about that is a list": {"about": np.array("[]")},
}


@pytest.mark.parametrize("name", BAD_ARRAYS)
def test_arrays_must_fit_together(tmp_path, name):
    path = tmp_path / "run.npz"
    make().save(path)
    np.savez(path, **{**arrays_of(path), **BAD_ARRAYS[name]})
    refused(path)


def no_room(*_args, **_more):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("failing", ["savez", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, failing):
    path = tmp_path / "run.npz"
    make(step=1).save(path)
    owner = {"savez": np, "fsync": os, "replace": module.Path}[failing]
    with monkeypatch.context() as patched:
        patched.setattr(owner, failing, no_room)
        with pytest.raises(CheckpointError, match="No space left on device"):
            make(step=2).save(path)
    assert os.listdir(tmp_path) == ["run.npz"]
    assert Checkpoint.load(path).step == 1


@pytest.mark.parametrize("where", ["file/run.npz", "missing/run.npz", "folder"])
def test_a_place_that_cannot_be_written_is_named(tmp_path, where):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    with pytest.raises(CheckpointError, match="could not be written") as caught:
        make().save(tmp_path / where)
    assert where in str(caught.value)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_a_run_that_cannot_save_warns_and_goes_on(tmp_path, monkeypatch):
    data, path = random_text(), tmp_path / "run.npz"
    make(step=1).save(path)
    monkeypatch.setattr(np, "savez", no_room)
    events = run(small_spec(), data, checkpoint=path, save_every=1e-9)
    warned = of_kind(events, Warned)
    assert warned
    assert all("No space left" in event.message and "\n" not in event.message for event in warned)
    assert not of_kind(events, Saved)
    assert finished(events).reason == "done"
    assert os.listdir(tmp_path) == ["run.npz"]
    assert Checkpoint.load(path).step == 1
    np.testing.assert_array_equal(vectors(events), vectors(run(small_spec(), data)))


def test_a_run_without_a_checkpoint_saves_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not of_kind(run(small_spec(), random_text(), save_every=1e-9), Saved)
    assert os.listdir(tmp_path) == []


def test_what_a_run_says_it_saved_is_there(tmp_path):
    path = tmp_path / "run.npz"
    for event in train(small_spec(), dataset=random_text(), checkpoint=path, save_every=1e-9):
        if isinstance(event, Saved):
            assert event.path == str(path)
            assert Checkpoint.load(path).step == event.step
