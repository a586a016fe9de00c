"""The pieces a model heard: named rightly, and their effect equal to leaving each out by hand."""

from dataclasses import replace

import numpy as np
import pytest

from engine.corpus import catalogue
from engine.objectives.sentence_network import scores
from engine.sentiment import evidence as heard
from engine.sentiment.evidence import evidence
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_fitting import fit_network
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors
from tests.corpora import tree, write_trees

TEXT = "not lovely , awfully never so dull"


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    folder = write_trees(tmp_path_factory.mktemp("trees"))
    more = [tree("not dull at all".split(), 3), tree("never so good".split(), 1)] * 3
    more += ["(1 (1 not) (3 (2 so) (4 lovely)))", "(1 (1 not) (4 lovely))"] * 2
    with (folder / "train.txt").open("a", encoding="utf-8") as file:
        file.write("\n".join(more) + "\n")
    settings = NetworkSettings(dims=8, hidden=8, epochs=2)
    return fit_network(catalogue.resolve(folder), settings=settings).model


def named(found):
    return {(each.kind, each.piece, each.places) for each in found}


def test_words_parts_and_pairs_are_named(network):
    found = named(evidence(network, TEXT))
    assert (heard.WORD, "not", (0,)) in found
    assert (heard.BEGINNING, "awfu…", (3,)) in found
    assert (heard.END, "…ely", (1,)) in found
    assert (heard.PAIR, "never so", (4, 5)) in found
    pairs = {piece for kind, piece, _ in found if kind == heard.PAIR_WITH_CLASS}
    assert any(piece in ("not +", "not + +") for piece in pairs)
    # "awfully" is no word of the training text, so only parts of it are heard.
    assert not any(kind == heard.WORD and 3 in places for kind, _, places in found)


def test_pairs_at_a_distance_show_it(network):
    found = named(evidence(network, "not so lovely"))
    assert any("_" in piece and places == (0, 2) for kind, piece, places in found if "pair" in kind)


def test_an_effect_is_what_leaving_the_piece_out_changes(network):
    words = TEXT.split()
    found = evidence(network, TEXT)
    index, E = network.index, network.params["E"].astype(np.float64)
    features = index.extract(words, np.arange(len(words)), np.array([0, len(words)]))
    params = {name: value.astype(np.float64) for name, value in network.params.items()}
    whole = E[features.rows].sum(axis=0)
    scale = len(words) ** -network.pooling
    full = scores(params, whole[None] * scale)[0]
    by_hand = [full - scores(params, (whole - E[row])[None] * scale)[0] for row in features.rows]
    ours = sorted(each.share for each in found)
    np.testing.assert_allclose(ours, sorted(map(tuple, by_hand)), atol=1e-5)


def test_the_strongest_comes_first(network):
    pulls = [abs(each.pull) for each in evidence(network, TEXT)]
    assert pulls == sorted(pulls, reverse=True)


def test_of_averages_the_exact_shares_are_told():
    vectors = WordVectors(("good", "bad"), np.array([[1.0, 0.0], [0.0, 1.0]]))
    model = SentimentModel("own", vectors, np.array([[0, 0, 0, 0, 1.0], [2, 0, 0, 0, 0]]), np.zeros(5))
    found = evidence(model, "good xyzzy bad")
    assert [(each.piece, each.kind, each.places) for each in found] == [
        ("bad", heard.WORD, (2,)),
        ("good", heard.WORD, (0,)),
    ]
    assert found[0].pull == pytest.approx(-2.0)
    assert found[0].share == model.predict("good xyzzy bad").words[2].share


@pytest.mark.parametrize("text", ["", "  ", "\u202e\u0000", "🎬🎬", "qqq", "עברית"])
def test_odd_text_does_no_harm(network, text):
    assert all(np.isfinite(each.pull) for each in evidence(network, text))


def test_the_score_is_the_class_to_expect(network):
    said = network.predict(TEXT)
    assert said.score == pytest.approx(np.dot(said.probabilities, [-2, -1, 0, 1, 2]))
    assert replace(said, probabilities=(0.25, 0.75)).score == pytest.approx(0.25)
