"""Learning from another corpus first: what is kept of it, and that it is learned."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.corpus.dataset import Dataset
from engine.corpus.lexicon import Lexicon
from engine.errors import DataError
from engine.resources import resource
from engine.sentiment.network_jobs import network_steps, train_network
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.sentiment.preparation import EPOCHS, prepared, telling_phrases
from tests.engine.sentiment.test_network_problem import head

SMALL = NetworkSettings(dims=8, hidden=6, epochs=2)
RULES = """\
(3 (3 good) (2 film))
(3 (2 it) (3 (2 is) (3 (2 never) (1 dull))))
(1 (2 the) (1 (2 dull) (2 ones)))
(1 (3 good) (1 (2 but) (0 dire)))
"""


def trees(text):
    lexicon = Lexicon()
    train = treebank.parse(text, lexicon)
    return Dataset("trees", Path("trees"), lexicon.words(), {"train": train})


@pytest.fixture(scope="module")
def demo():
    return head(treebank.read(resource("demo")), 200)


def phrases(dataset, wanted):
    spans, tokens = dataset.splits["train"].spans, dataset.splits["train"].tokens
    return {
        " ".join(dataset.lexicon[token] for token in tokens[spans.start[i] : spans.end[i]])
        for i in np.flatnonzero(wanted)
    }


def test_phrases_tell_that_hold_a_negator_or_turn_or_weigh_their_words():
    rules = trees(RULES.replace("(1 (2 dull) (2 ones))", "(3 (1 dull) (2 ones))"))
    assert phrases(rules, telling_phrases(rules)) == {
        "it is never dull", "is never dull", "never dull", "dull ones", "good but dire",
    }  # fmt: skip


def test_only_sentences_with_such_phrases_stay_and_only_these_of_them(demo):
    rules = trees(RULES)
    problem = prepared(demo, rules, SMALL)
    (more,) = [problem.steps_per_epoch * SMALL.sentences - len(demo.splits["train"])]
    assert 0 <= more < SMALL.sentences
    assert "dire" in problem.index
    whole, alone = (
        sum(len(batch.labels) for batch in each.batches(0)) for each in (problem, NetworkProblem(demo, SMALL))
    )
    assert whole - alone == 4
    assert sum(len(batch.labels) for batch in problem.preparation.batches(0)) == 3 + 7 + 5 + 5


def test_both_parts_are_learned_from_and_follow_the_seed(demo):
    problem = prepared(demo, trees(RULES * 3), SMALL, seed=2)
    shares = []
    params = train_network(problem, progress=shares.append)
    assert len(shares) == EPOCHS * problem.preparation.steps_per_epoch + 2 * problem.steps_per_epoch
    assert shares[-1] == 1.0
    by_hand = problem.init()
    for stage in (problem.preparation, problem):
        list(network_steps(stage, by_hand))
    assert all(np.array_equal(params[name], by_hand[name]) for name in params)
    other = train_network(problem.seeded(3))
    assert other["E"].shape == params["E"].shape
    assert not np.array_equal(other["E"], params["E"])


def test_data_with_labels_of_sentences_alone_prepares_too(demo):
    train = trees(RULES).splits["train"]
    plain = replace(trees(RULES), splits={"train": replace(train, spans=None)})
    problem = prepared(demo, plain, SMALL)
    assert problem.preparation.steps_per_epoch == 1
    assert len(telling_phrases(plain)) == 0


def test_without_labels_there_is_nothing_to_prepare_by(demo):
    silent = replace(trees(RULES), splits={"train": replace(trees(RULES).splits["train"], labels=None)})
    with pytest.raises(DataError, match="no sentiment labels"):
        prepared(demo, silent, SMALL)
