"""Methods side by side: each with its answers on every split, the sweep watched and looked into."""

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus import treebank
from engine.errors import DataError
from engine.resources import resource
from engine.sentiment.method import averages, finished, labelled_sentences, network
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors
from tests.engine.sentiment.test_network_problem import head

QUICK = NetworkSettings(dims=4, hidden=4, epochs=1)


@pytest.fixture(scope="module")
def demo():
    return head(treebank.read(resource("demo")), 100)


@pytest.fixture(scope="module")
def vectors(demo):
    return WordVectors(demo.lexicon, np.random.default_rng(1).normal(size=(len(demo.lexicon), 5)))


def test_averages_come_with_their_sweep(demo, vectors):
    seen = []
    method = averages(demo, vectors, name="random", watch=seen.append)
    assert {point.reg for point in seen} == {point.reg for point in method.fitted.points}
    assert set(method.evaluations) == {"train", "dev", "test"}
    assert method.evaluations["dev"].accuracy == pytest.approx(method.fitted.results["dev"])
    point = method.fitted.points[3]
    again = method.at(point, "dev")
    assert again.accuracy == pytest.approx(point.dev)
    assert again.name == f"random, penalty {point.reg:g}"
    assert method.seconds > 0


def test_a_network_and_a_finished_model(demo):
    method = network(demo, seed=3, settings=QUICK)
    assert method.name == "sentence network"
    assert method.fitted is None
    other = finished(method.model, demo)
    assert np.array_equal(other.evaluations["test"].probabilities, method.evaluations["test"].probabilities)
    assert network(demo, seed=3, members=2, settings=QUICK).name == "2 sentence networks"


def test_text_without_labels_is_refused(demo):
    silent = {name: replace(split, labels=None, spans=None) for name, split in demo.splits.items()}
    with pytest.raises(DataError, match="no labelled sentences"):
        labelled_sentences(replace(demo, splits=silent))
