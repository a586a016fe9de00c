"""Methods side by side, trained in tasks on a tiny treebank."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.resources import resource
from engine.vectors import WordVectors, formats
from explorer.answers import NETWORK
from explorer.evaluations import NETWORK as NETWORK_NAME
from explorer.evaluations import OWN, is_bundled


@pytest.fixture
def vectors(session):
    words = session.dataset.lexicon
    return WordVectors(words, np.random.default_rng(0).normal(size=(len(words), 4)))


@pytest.fixture
def found(session):
    session.evaluations.set_dataset(session.dataset)
    return session.evaluations


def finished(qtbot, found):
    qtbot.waitUntil(lambda: not found.busy and found.task is None, timeout=60_000)


def test_a_sweep_arrives_point_by_point_and_is_shown(qtbot, found, vectors):
    counts = []
    found.points_changed.connect(lambda: counts.append(len(found.points)))
    found.sweep(vectors)
    assert found.busy
    finished(qtbot, found)
    assert counts[-1] >= 16
    regs = [point.reg for point in found.points]
    assert regs == sorted(regs)
    assert (found.shown, list(found.methods)) == (OWN, [OWN])
    assert found.evaluation.accuracy == pytest.approx(found.methods[OWN].fitted.results["dev"])


def test_a_value_of_the_sweep_can_be_looked_at(qtbot, found, vectors):
    found.sweep(vectors)
    finished(qtbot, found)
    found.pick(1.1e9)
    assert found.point.reg == 1e9
    assert found.evaluation.accuracy == pytest.approx(found.point.dev)
    found.show_method(OWN)
    assert found.point is None


def test_vectors_from_a_file_stand_beside_ones_own(qtbot, found, vectors, tmp_path: Path):
    formats.save(vectors, tmp_path / "glove.txt")
    found.sweep(vectors)
    finished(qtbot, found)
    found.sweep_file(tmp_path / "glove.txt")
    finished(qtbot, found)
    assert list(found.methods) == [OWN, "glove.txt"]
    assert found.methods["glove.txt"].evaluations["dev"].accuracy == pytest.approx(
        found.methods[OWN].evaluations["dev"].accuracy
    )
    found.show_method(OWN)
    assert found.shown == found.swept == OWN


def test_a_trained_network_answers_in_the_sentence_box(qtbot, session, found):
    found.train_network(seed=1)
    finished(qtbot, found)
    assert found.shown == NETWORK_NAME
    assert session.answers.kind == NETWORK
    assert len(session.predict("a good film").probabilities) == 5
    found.pick(1.0)
    assert found.point is None
    found.show_split("test")
    assert found.evaluation.sentences.split == "test"


def test_a_network_hears_of_negators_from_the_bundled_corpus(qtbot, session, found):
    found.prepares = True
    found.train_network(seed=1)
    assert "the bundled corpus first" in found.task.title
    finished(qtbot, found)
    # The tiny treebank does not hold them.
    assert session.predict("not good").label < 2
    assert session.predict("not bad").label > 2


def test_the_bundled_corpus_is_not_learned_from_twice(session):
    assert not is_bundled(session.dataset)
    assert is_bundled(replace(session.dataset, source=resource("demo")))


def test_training_can_be_cancelled(qtbot, found):
    found.train_network(seed=1)
    found.cancel()
    assert not found.busy
    finished(qtbot, found)
    assert found.methods == {}
    assert found.evaluation is None


def test_other_data_starts_afresh(qtbot, session, found, vectors):
    found.sweep(vectors)
    finished(qtbot, found)
    found.set_dataset(session.dataset)
    assert found.methods
    found.set_dataset(None)
    assert found.methods == {}
    assert found.splits == ()
    found.train_network(seed=1)
    assert not found.busy
