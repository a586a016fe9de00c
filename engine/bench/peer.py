"""gensim's word2vec, given the settings of a run of ours. It carries no types: hence `Any`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.training.spec import RunSpec


def untrained(path: Path, spec: RunSpec) -> Any:
    """A model with its vocabulary.

    Parameters
    ----------
    path : Path
        The text, one sentence a line, which is what gensim reads fastest.
    spec : RunSpec
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        vector_size=spec.model.dims,
        window=spec.model.window,
        negative=spec.model.negatives,
        sample=spec.text.sample,
        min_count=spec.text.min_count,
        sg=int(spec.model.model == "skipgram"),
        alpha=spec.step.rate,
        workers=spec.threads,
        seed=spec.seed,
    )
    model.build_vocab(corpus_file=str(path))
    return model


def train(model: Any, path: Path, epochs: int) -> None:
    """All passes over the text."""
    model.train(
        corpus_file=str(path),
        total_examples=model.corpus_count,
        total_words=model.corpus_total_words,
        epochs=epochs,
    )


def trained(path: Path, spec: RunSpec) -> Any:
    """A model that has learned."""
    model = untrained(path, spec)
    train(model, path, spec.epochs)
    return model


def load_vectors(path: Path) -> None:
    """Read a GloVe text file."""
    import warnings

    from gensim.models import KeyedVectors

    with warnings.catch_warnings():
        # gensim leaves the file open when there is no header.
        warnings.simplefilter("ignore", ResourceWarning)
        KeyedVectors.load_word2vec_format(str(path), no_header=True)
