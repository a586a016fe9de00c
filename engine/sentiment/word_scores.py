"""What the classifier thinks of every single word, all at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.corpus.dataset import Split
from engine.objectives.sentence_network import scores
from engine.ops.activations import softmax
from engine.sentiment.model import SentimentModel
from engine.sentiment.network_model import NetworkModel
from engine.sentiment.prediction import SentenceModel
from engine.types import Floats1d, Floats2d


def word_scores(model: SentimentModel) -> Floats1d:
    """The expected class of each word as a sentence of its own, centred.

    Parameters
    ----------
    model : SentimentModel
        Of n words and c classes, the worst first.

    Returns
    -------
    float64 (n,)
        From -(c-1)/2 for certainly the worst class to (c-1)/2 for certainly the best; with five classes
        from -2 to 2.
    """
    classes = np.arange(len(model.b)) - (len(model.b) - 1) / 2
    # The product in the precision of the vectors: four times as fast, and far below what colours show.
    scores = model.vectors.matrix @ model.W.astype(np.float32)
    return np.asarray(softmax(scores.astype(np.float64) + model.b) @ classes)


def word_weights(model: SentenceModel, words: Sequence[str]) -> tuple[tuple[str, ...], Floats2d]:
    """What each word adds to the scores of the classes when it is the whole sentence.

    For averages that is ``v_w W``; for the network, the scores of the word alone less those of nothing.

    Parameters
    ----------
    model : SentenceModel
    words : sequence of str

    Returns
    -------
    tuple of str
        Those of the words that the model knows.
    float (n, classes)
        Their weights.
    """
    if isinstance(model, NetworkModel):
        known = tuple(word for word in words if word in model.index)
        places = np.arange(len(known))
        alone = Split(places.astype(np.int32), np.arange(len(known) + 1))
        empty = np.zeros((1, model.params["E"].shape[1]), dtype=np.float32)
        return known, scores(model.params, model.pooled(known, alone)) - scores(model.params, empty)
    assert isinstance(model, SentimentModel)
    index = model.vectors.index
    known = tuple(word for word in words if word in index)
    return known, model.vectors.matrix[[index[word] for word in known]] @ model.W
