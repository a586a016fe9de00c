"""The course's sentence model: exact shares, any text, files that survive."""

import contextlib
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.corpus.tokens import tokenize
from engine.errors import CheckpointError
from engine.ops.activations import softmax
from engine.sentiment.archive import FORMAT
from engine.sentiment.features import AverageVectorizer
from engine.sentiment.model import SentimentModel
from engine.vectors import WordVectors

WORDS = ("a", "good", "bad", "film", "not", ".")


def make_model():
    rng = np.random.default_rng(2)
    vectors = WordVectors(WORDS, rng.normal(size=(len(WORDS), 4)).astype(np.float32))
    return SentimentModel("own vectors", vectors, rng.normal(size=(4, 5)), rng.normal(size=5))


def by_hand(model, text):
    """Average, product, softmax, the long way."""
    known = [model.vectors.vector(word) for word in tokenize(text) if word in model.vectors]
    average = np.mean(known, axis=0) if known else np.zeros(4)
    return average.astype(float) @ model.W + model.b


@pytest.mark.parametrize("text", ["A good film.", "good good bad unknown", "zzz", "", " \n"])
def test_probabilities_are_those_of_the_averaged_vectors(text):
    model = make_model()
    found = model.predict(text)
    np.testing.assert_allclose(found.probabilities, softmax(by_hand(model, text)), atol=1e-6)
    assert found.label == np.argmax(found.probabilities)
    assert [each.word for each in found.words] == tokenize(text)
    assert [each.known for each in found.words] == [word in WORDS for word in tokenize(text)]


@given(st.text(alphabet="agodbfilmnt. zé", max_size=60))
@settings(max_examples=50, deadline=None)
def test_shares_and_intercept_add_up_to_the_scores(text):
    model = make_model()
    found = model.predict(text)
    scores = np.array(found.intercept) + sum((np.array(each.share) for each in found.words), np.zeros(5))
    np.testing.assert_allclose(softmax(scores), found.probabilities, atol=1e-12)


def test_json_has_the_promised_keys():
    answer = make_model().predict("not bad").to_json()
    assert list(answer) == ["text", "label", "probabilities", "words"]
    assert len(answer["probabilities"]) == 5
    assert list(answer["words"][0]) == ["word", "known", "share"]
    assert len(answer["words"][0]["share"]) == 5


def test_ten_thousand_words_are_answered_at_once():
    model, text = make_model(), "a good film . " * 2500
    begin = time.perf_counter()
    assert len(model.predict(text).words) == 10_000
    assert time.perf_counter() - begin < 0.5


def test_the_vectorizer_averages_text_and_word_lists_alike():
    vectors = make_model().vectors
    vectorizer = AverageVectorizer(vectors)
    averages = vectorizer.fit_transform(["Good film", ["good", "film"], ["nowhere"], []])
    expected = (vectors.vector("good") + vectors.vector("film")) / 2
    np.testing.assert_allclose(averages, [expected, expected, np.zeros(4), np.zeros(4)], rtol=1e-6)
    assert averages.dtype == np.float32
    assert len(vectorizer.get_feature_names_out()) == 4


def test_a_saved_model_answers_the_same(tmp_path):
    model = make_model()
    model.save(tmp_path / "model.npz")
    again = SentimentModel.load(tmp_path / "model.npz")
    assert again.name == model.name
    assert again.predict("not a good film") == model.predict("not a good film")
    assert [path.name for path in tmp_path.iterdir()] == ["model.npz"]


def test_missing_foreign_and_unwritable_files_are_named(tmp_path):
    with pytest.raises(CheckpointError, match="no such file"):
        SentimentModel.load(tmp_path / "none.npz")
    with pytest.raises(CheckpointError, match="cannot be read"):
        SentimentModel.load(tmp_path)
    np.savez(tmp_path / "other.npz", x=np.ones(3))
    (tmp_path / "text.npz").write_text("hello")
    for name in ("other.npz", "text.npz"):
        with pytest.raises(CheckpointError, match="not a Wordscope model"):
            SentimentModel.load(tmp_path / name)
    with pytest.raises(CheckpointError, match="cannot be written"):
        make_model().save(tmp_path / "no" / "model.npz")


def test_arrays_that_do_not_fit_are_refused(tmp_path):
    model = make_model()
    broken = SentimentModel(model.name, model.vectors, model.W[:3], model.b)
    broken.save(tmp_path / "model.npz")
    with pytest.raises(CheckpointError, match="do not fit"):
        SentimentModel.load(tmp_path / "model.npz")
    SentimentModel(model.name, model.vectors, model.W * np.nan, model.b).save(tmp_path / "model.npz")
    with pytest.raises(CheckpointError, match="not finite"):
        SentimentModel.load(tmp_path / "model.npz")


def test_pickled_content_is_never_opened(tmp_path):
    encoded = {
        key: np.frombuffer(text, dtype=np.uint8) for key, text in (("kind", b"average"), ("name", b"x"))
    }
    head = np.frombuffer(FORMAT.encode(), dtype=np.uint8)
    np.savez(tmp_path / "model.npz", format=head, **encoded, **{"array.W": np.array([{}], dtype=object)})
    with pytest.raises(CheckpointError, match="damaged"):
        SentimentModel.load(tmp_path / "model.npz")


@pytest.fixture(scope="module")
def saved(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("model") / "model.npz"
    make_model().save(path)
    return path


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_damage_gives_one_clear_error_or_none(saved, data):
    content = bytearray(saved.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    path = saved.with_name("damaged.npz")
    path.write_bytes(content[:cut] if data.draw(st.booleans()) else content)
    with contextlib.suppress(CheckpointError):
        SentimentModel.load(path)
