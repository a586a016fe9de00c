"""Training the network from end to end: learns, repeats, stops when told, refuses what it cannot learn."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.errors import Cancelled, DataError, DivergedError, SettingError
from engine.resources import resource
from engine.sentiment.network_fitting import fit_network, fit_networks, measured
from engine.sentiment.network_jobs import network_steps, train_network, train_networks
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.report import accuracy
from tests.engine.sentiment.test_network_problem import head

REAL = Path(__file__).parents[4] / "shared" / "data" / "sst"
SMALL = NetworkSettings(dims=8, hidden=6, epochs=15)


@pytest.fixture(scope="module")
def demo():
    return head(treebank.read(resource("demo")), 300)


QUICK = replace(SMALL, epochs=1)


@pytest.fixture(scope="module")
def fitted(demo):
    return fit_network(demo, settings=SMALL, seed=4)


def test_it_learns_and_reports_every_figure(demo, fitted):
    found = fitted.results
    assert found["classifier"] == "sentence_network"
    assert found["train"] > 50
    assert found["binary_dev"] > 60
    assert np.sum(found["confusion"]) == len(demo.splits["dev"])
    truth, p = demo.splits["test"].labels, fitted.model.probabilities(demo.lexicon, demo.splits["test"])
    assert found["test"] == accuracy(truth, p.argmax(axis=1))


def test_a_seed_repeats_bit_for_bit_and_another_does_not(demo, fitted):
    problem = NetworkProblem(demo, SMALL)
    again, other = (fit_network(demo, problem=problem, seed=seed).model.params for seed in (4, 5))
    assert all(np.array_equal(again[name], value) for name, value in fitted.model.params.items())
    assert not np.array_equal(other["E"], again["E"])


def test_an_ensemble_answers_with_its_members_mean(demo):
    problem = NetworkProblem(demo, QUICK)
    ensemble = fit_network(demo, problem=problem, members=2, seed=7)
    members = [problem.seeded(seed).model(train_network(problem.seeded(seed))) for seed in (7, 8)]
    text = "a dull film with a wonderful cast"
    mean = np.mean([np.log(member.predict(text).probabilities) for member in members], axis=0)
    p = np.exp(mean) / np.exp(mean).sum()
    np.testing.assert_allclose(ensemble.model.predict(text).probabilities, p, atol=1e-5)
    assert ensemble.results["classifier"] == "ensemble"
    assert ensemble.results["members"] == 2


def test_two_classes_count_the_sides(demo, fitted):
    found = measured(fitted.model, demo, classes=2)
    assert found["test"] == found["binary_test"] == fitted.results["binary_test"]
    assert np.sum(found["confusion"]) == np.sum(demo.splits["dev"].labels != 2)


def test_progress_rises_to_one_over_all_members(demo):
    shares = []
    fit_network(demo, settings=QUICK, members=2, progress=shares.append)
    assert np.all(np.diff(shares) > 0)
    assert shares[-1] == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_it_stops_when_told(demo, jobs):
    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        fit_network(demo, settings=QUICK, members=2, jobs=jobs, progress=stop)


def test_processes_find_what_one_finds(demo):
    problem, shares = NetworkProblem(demo, QUICK), []
    alone = train_networks(problem, (7, 8, 9))
    together = train_networks(problem, (7, 8, 9), jobs=2, progress=shares.append)
    for one, other in zip(alone, together, strict=True):
        assert all(np.array_equal(one.params[name], value) for name, value in other.params.items())
    assert shares == pytest.approx([1 / 3, 2 / 3, 1])
    with pytest.raises(SettingError, match="Jobs is 0"):
        train_networks(problem, (7,), jobs=0)


def test_repetitions_have_seeds_of_their_own(demo):
    problem = NetworkProblem(demo, QUICK)
    found = fit_networks(demo, problem, count=2, members=2, seed=7)
    assert [each.results["seed"] for each in found] == [7, 9]
    second = fit_network(demo, problem=problem, members=2, seed=9)
    np.testing.assert_array_equal(found[1].model.params["E"], second.model.params["E"])
    assert {**found[1].results, "seconds": 0} == {**second.results, "seconds": 0}


def test_the_loss_falls(demo):
    problem = NetworkProblem(demo, SMALL)
    losses = [done.loss for done in network_steps(problem, problem.init())]
    assert len(losses) == SMALL.epochs * problem.steps_per_epoch
    assert losses[-1] < 0.8 * losses[0]


def test_a_start_that_is_not_finite_is_told(demo):
    problem = NetworkProblem(demo, SMALL)
    params = problem.init()
    params["W2"][:] = np.nan
    with pytest.raises(DivergedError, match="diverged at step 1"):
        list(network_steps(problem, params))


def test_what_cannot_be_learned_is_refused(demo):
    train = demo.splits["train"]
    glad = replace(train, labels=np.full(len(train), 3, dtype=np.int8))
    with pytest.raises(DataError, match="at least two are needed"):
        fit_network(replace(demo, splits={"train": glad}))
    silent = replace(train, labels=None, spans=None)
    with pytest.raises(DataError, match="no sentiment labels"):
        fit_network(replace(demo, splits={"train": silent}))
    with pytest.raises(SettingError, match="5 classes or 2"):
        fit_network(demo, classes=3)


def test_without_dev_and_test_the_figures_are_none(demo):
    found = fit_network(replace(demo, splits={"train": demo.splits["train"]}), settings=QUICK).results
    assert found["dev"] is found["test"] is found["binary_test"] is None
    assert np.sum(found["confusion"]) == len(demo.splits["train"])
