"""The network's answers: the batch's own numbers, shares by leaving words out, and files."""

import contextlib
import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus import treebank
from engine.errors import CheckpointError
from engine.objectives.sentence_network import scores
from engine.ops.activations import softmax
from engine.resources import resource
from engine.sentiment.archive import Archive
from engine.sentiment.model import SentimentModel
from engine.sentiment.model_files import load_model
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.network_problem import NetworkProblem
from engine.sentiment.network_settings import NetworkSettings
from engine.vectors import WordVectors


@pytest.fixture(scope="module")
def demo():
    return treebank.read(resource("demo"))


@pytest.fixture(scope="module")
def model(demo):
    """Random parameters: nothing that is tested here has to be learned."""
    problem = NetworkProblem(demo, NetworkSettings(dims=8, hidden=6))
    params = problem.init()
    params["b1"] += np.float32(0.1)
    params["b2"] += np.arange(5, dtype=np.float32) / 10
    return problem.model({**params, "E": params["E"] * np.float32(20)})


def judged(model, words, *, without=None):
    """Scores of some words the long way, with all features of one of them left out."""
    features = model.index.extract(words, np.arange(len(words)), np.array([0, len(words)]))
    cell = np.repeat(np.arange(len(features.first)), np.diff(features.starts))
    heard = (features.first[cell] != without) & (features.last[cell] != without)
    pooled = model.params["E"][features.rows[heard]].sum(axis=0) * max(len(words), 1) ** -0.4
    return scores(model.params, pooled[None, :])[0]


SOME_WORDS = ["the", "film", "is", "not", "very", "good", "dull", "never", "unheard-of", ",", "."]


@given(st.lists(st.sampled_from(SOME_WORDS), max_size=15))
@settings(max_examples=40, deadline=None)
def test_shares_are_what_leaving_the_word_out_changes(model, words):
    found = model.predict(" ".join(words))
    whole = judged(model, words)
    np.testing.assert_allclose(found.probabilities, softmax(whole), atol=1e-5)
    for place, each in enumerate(found.words):
        assert (each.word, each.known) == (words[place], words[place] in model.index)
        np.testing.assert_allclose(each.share, whole - judged(model, words, without=place), atol=2e-4)
    np.testing.assert_allclose(found.intercept, judged(model, []), atol=1e-6)


def test_sentences_of_a_split_are_judged_as_typed_ones(demo, model):
    dev = demo.splits["dev"]
    found = model.probabilities(demo.lexicon, dev)
    for index in range(0, len(dev), 13):
        typed = model.predict(" ".join(demo.words("dev", index)))
        np.testing.assert_allclose(found[index], typed.probabilities, atol=1e-5)


@pytest.mark.parametrize("text", ["", "  ", "zzz", "😀", "ω" * 5000])
def test_any_text_gets_an_answer(model, text):
    found = model.predict(text)
    assert sum(found.probabilities) == pytest.approx(1)
    assert list(found.to_json()) == ["text", "label", "probabilities", "words"]


def test_long_texts_are_answered_at_once(model):
    begin = time.perf_counter()
    assert len(model.predict("not a good film " * 2500).words) == 10_000
    assert time.perf_counter() - begin < 1.0


def test_a_saved_network_answers_the_same(model, tmp_path):
    model.save(tmp_path / "network.npz")
    text = "it is not a very good film"
    assert NetworkModel.load(tmp_path / "network.npz").predict(text) == model.predict(text)
    assert load_model(tmp_path / "network.npz").predict(text) == model.predict(text)


def test_half_precision_halves_the_file_and_changes_no_answer(model, tmp_path):
    sizes = []
    for precision in ("single", "half"):
        model.save(tmp_path / "network.npz", precision=precision)
        sizes.append((tmp_path / "network.npz").stat().st_size)
    again, text = load_model(tmp_path / "network.npz"), "it is not a very good film"
    assert sizes[1] < 0.8 * sizes[0]
    np.testing.assert_allclose(
        again.predict(text).probabilities, model.predict(text).probabilities, atol=0.01
    )


def test_the_right_kind_of_model_is_opened(model, tmp_path):
    path = tmp_path / "average.npz"
    average = SentimentModel("own", WordVectors(("good",), np.ones((1, 2))), np.ones((2, 5)), np.zeros(5))
    average.save(path)
    assert load_model(path).name == "own"
    with pytest.raises(CheckpointError, match="kind 'average'"):
        NetworkModel.load(path)
    Archive("other", "x", texts={}, arrays={}).write(path)
    with pytest.raises(CheckpointError, match="knows no model"):
        load_model(path)


def test_files_that_do_not_fit_together_are_refused(model, tmp_path):
    path = tmp_path / "network.npz"
    for broken, reason in (
        (replace(model, params={**model.params, "E": model.params["E"][1:]}), "do not fit"),
        (replace(model, params={**model.params, "b1": model.params["b1"][1:]}), "do not fit"),
    ):
        broken.save(path)
        with pytest.raises(CheckpointError, match=reason):
            load_model(path)
    archive = Archive("network", "x", texts={"words": ("a", "a"), "letters": ()}, arrays={})
    archive.write(path)
    with pytest.raises(CheckpointError, match="stands in the model twice"):
        load_model(path)
    Archive("network", "x", texts={}, arrays={}).write(path)
    with pytest.raises(CheckpointError, match="lacks its list of words"):
        load_model(path)


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_damage_never_gets_further_than_one_error(model, tmp_path_factory, data):
    path = tmp_path_factory.mktemp("network") / "network.npz"
    model.save(path)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with contextlib.suppress(CheckpointError):
        load_model(path)
