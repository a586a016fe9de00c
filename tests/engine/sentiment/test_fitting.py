"""The experiment from data to figures, the sweep, and the model that follows a run."""

from pathlib import Path

import numpy as np
import pytest

from engine.corpus import treebank
from engine.corpus.dataset import Dataset, Split
from engine.corpus.tokens import normalise
from engine.errors import Cancelled, DataError, DivergedError, SettingError
from engine.resources import resource
from engine.sentiment.classifiers import SoftmaxRegression
from engine.sentiment.features import AverageVectorizer
from engine.sentiment.fitting import fit_sentiment
from engine.sentiment.live import LiveSentiment
from engine.sentiment.split_features import SplitFeatures
from engine.sentiment.sweep import REGS, best, sweep
from engine.vectors import WordVectors

REAL = Path(__file__).parents[4] / "shared" / "data"


@pytest.fixture(scope="module")
def demo():
    return treebank.read(resource("demo"))


@pytest.fixture(scope="module")
def vectors(demo):
    rng = np.random.default_rng(0)
    words = demo.lexicon[:-20]
    return WordVectors(words, rng.normal(size=(len(words), 10)).astype(np.float32))


def tiny(labels, *, dev=None):
    """One sentence `w<label>` for every label, then an empty one with the last label."""
    lexicon = tuple(f"w{label}" for label in range(5))

    def split(labels):
        tokens = np.array(labels[:-1], dtype=np.int32)
        offsets = np.append(np.arange(len(labels)), len(labels) - 1)
        return Split(tokens, offsets, np.array(labels, dtype=np.int8))

    splits = {"train": split(labels)} | ({"dev": split(dev)} if dev else {})
    return Dataset("tiny", Path("tiny"), lexicon, splits)


def one_hot():
    return WordVectors(tuple(f"w{label}" for label in range(5)), np.eye(5, dtype=np.float32))


def test_split_features_are_the_vectorizer_s_averages(demo, vectors):
    split = demo.splits["dev"]
    found = SplitFeatures(split, demo.lexicon, vectors.words).transform(vectors.matrix)
    sentences = [demo.words("dev", index) for index in range(len(split))]
    np.testing.assert_allclose(found, AverageVectorizer(vectors).transform(sentences), atol=1e-6)


def test_the_sweep_covers_the_path_and_dev_chooses():
    rng = np.random.default_rng(1)
    X = rng.normal(size=(300, 30)).astype(np.float32)
    y = np.argmax(X[:, :3] + rng.gumbel(size=(300, 3)), axis=1)
    shares = []
    points = sweep(X[:150], y[:150], X[150:], y[150:], n_classes=3, progress=shares.append)
    assert len(points) == len(REGS) >= 16
    assert [point.reg for point in points] == sorted(REGS)
    assert shares[-1] == 1.0
    assert best(points).dev == max(point.dev for point in points)
    assert points[0].train > points[-1].train
    alone = SoftmaxRegression(reg=1.0).fit(X[:150], y[:150])
    point = next(point for point in points if point.reg == 1.0)
    assert point.dev == pytest.approx(100 * alone.score(X[150:], y[150:]))


def test_the_sweep_is_the_same_however_many_walk_it():
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(80, 6)), rng.integers(0, 3, 80)
    alone, together = (sweep(X, y, X, y, n_classes=3, jobs=jobs) for jobs in (1, 2))
    assert [point.reg for point in alone] == [point.reg for point in together]
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(one.model.W, other.model.W)
        assert (one.train, one.dev) == (other.train, other.dev)


@pytest.mark.parametrize("jobs", [1, 2])
def test_points_of_the_sweep_arrive_one_at_a_time(jobs):
    X, y = np.eye(4), np.array([0, 1, 0, 1])
    seen, shares = [], []
    points = sweep(X, y, X, y, n_classes=2, jobs=jobs, watch=seen.append, progress=shares.append)
    assert {point.reg for point in seen} == {point.reg for point in points}
    assert shares == [number / len(REGS) for number in range(1, len(REGS) + 1)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_sweep_stops_when_told(jobs):
    seen = []

    def stop(share):
        seen.append(share)
        if len(seen) == 3:
            raise Cancelled

    X, y = np.eye(4), np.array([0, 1, 0, 1])
    with pytest.raises(Cancelled):
        sweep(X, y, X, y, n_classes=2, jobs=jobs, progress=stop)
    assert len(seen) == 3


def test_a_sweep_of_one_penalty_and_of_nobody():
    X, y = np.eye(4), np.array([0, 1, 0, 1])
    assert [point.reg for point in sweep(X, y, X, y, n_classes=2, regs=(2.0,))] == [2.0]
    with pytest.raises(SettingError, match="Jobs is 0"):
        sweep(X, y, X, y, n_classes=2, jobs=0)


def test_the_experiment_reports_what_the_command_promises(demo, vectors):
    fitted = fit_sentiment(demo, vectors, regs=(0.1, 10.0, 1000.0))
    results = fitted.results
    assert set(results) == {
        "classifier", "train", "dev", "test", "binary_dev", "binary_test", "sweep", "best_reg",
        "confusion", "seconds",
    }  # fmt: skip
    assert results["best_reg"] == best(fitted.points).reg
    assert results["dev"] == pytest.approx(best(fitted.points).dev, abs=2.0)
    assert np.sum(results["confusion"]) == len(demo.splits["dev"])
    right = [
        fitted.model.predict(" ".join(demo.words("test", index))).label == label
        for index, label in enumerate(demo.splits["test"].labels)
    ]
    assert results["test"] == pytest.approx(100 * np.mean(right))


def test_two_classes_leave_neutral_sentences_out(demo, vectors):
    fitted = fit_sentiment(demo, vectors, classes=2, reg=1.0)
    assert fitted.results["sweep"] == []
    assert fitted.results["test"] == fitted.results["binary_test"] > 50
    assert len(fitted.model.predict("good").probabilities) == 2


def test_without_dev_a_tenth_of_train_chooses_and_empty_sentences_count():
    fitted = fit_sentiment(tiny([0, 1, 3, 4] * 10), one_hot())
    assert fitted.results["dev"] is None
    assert fitted.results["test"] is None
    assert fitted.results["train"] > 90
    assert fitted.model.predict("w3").label == 3


def test_a_class_that_never_occurs_is_never_predicted():
    model = fit_sentiment(tiny([0, 4] * 6), one_hot(), reg=0.01).model
    assert model.predict("w2 w1").probabilities[2] == 0.0


def test_few_sentences_without_dev_choose_for_themselves():
    assert fit_sentiment(tiny([0, 4, 0]), one_hot()).results["train"] > 60


def test_data_that_cannot_be_learned_is_named(demo, vectors):
    with pytest.raises(DataError, match="at least two"):
        fit_sentiment(tiny([3, 3, 3]), one_hot())
    with pytest.raises(SettingError, match="5 or 2"):
        fit_sentiment(demo, vectors, classes=3)
    train = demo.splits["train"]
    plain = Dataset("plain", Path("plain.txt"), demo.lexicon, {"train": Split(train.tokens, train.offsets)})
    with pytest.raises(DataError, match="no sentiment labels"):
        fit_sentiment(plain, vectors)


def test_the_live_model_follows_the_vectors(demo, vectors):
    live = LiveSentiment(demo, vectors.words)
    first = live.refit(vectors)
    moved = WordVectors(vectors.words, vectors.matrix[:, ::-1] * np.float32(1.5))
    again = live.refit(moved)
    exact = fit_sentiment(demo, moved, reg=1.0)
    assert again.train == pytest.approx(exact.results["train"], abs=2.0)
    assert again.dev == pytest.approx(exact.results["dev"], abs=3.0)
    assert first.model.predict("a good film") != again.model.predict("a good film")
    fewer = WordVectors(vectors.words, vectors.matrix[:, :4])
    assert live.refit(fewer).model.W.shape == (4, 5)


def test_the_live_model_names_vectors_that_diverged(demo, vectors):
    with pytest.raises(DivergedError):
        LiveSentiment(demo, vectors.words).refit(WordVectors(vectors.words, vectors.matrix * np.nan))


@pytest.mark.real_data
def test_glove_reaches_the_course_s_accuracy():
    if not (REAL / "glove").exists():
        pytest.skip("needs ../shared/data, which is not part of the project")
    dataset = treebank.read(REAL / "sst")
    lines = (REAL / "glove" / "glove.6B.50d.subset.txt").read_text(encoding="utf-8").splitlines()
    words = tuple(normalise(line.split(" ", 1)[0]) for line in lines)
    matrix = np.array([line.split(" ")[1:] for line in lines], dtype=np.float32)
    first = np.unique(words, return_index=True)[1]
    glove = WordVectors(tuple(words[row] for row in first), matrix[first])
    fitted = fit_sentiment(dataset, glove, name="GloVe", regs=(1.0, 3.16, 10.0, 31.6))
    assert fitted.results["dev"] > 35
    assert fitted.results["test"] > 34
