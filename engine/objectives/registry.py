"""The only list of objectives. A new one is a file beside this and a line here."""

from __future__ import annotations

from engine.objectives.base import Objective
from engine.objectives.cbow import Cbow
from engine.objectives.sentence_network import SentenceNetwork
from engine.objectives.skipgram import SkipGram
from engine.objectives.softmax_regression import SoftmaxRegression
from engine.objectives.two_layer import TwoLayer
from engine.objectives.word_costs import FullSoftmax, NegativeSampling

_ALL: tuple[Objective, ...] = (
    SoftmaxRegression(),
    TwoLayer(),
    SentenceNetwork(),
    SkipGram(
        FullSoftmax(),
        name="skipgram_softmax",
        title="Skip-gram, full softmax",
        formula="J = −Σ log softmax(U v_c)_o over the window",
    ),
    SkipGram(
        NegativeSampling(),
        name="skipgram_negative",
        title="Skip-gram, negative sampling",
        formula="J = −Σ [log σ(u_o·v_c) + Σ_k log σ(−u_k·v_c)] over the window",
    ),
    Cbow(
        FullSoftmax(),
        name="cbow_softmax",
        title="CBOW, full softmax",
        formula="J = −log softmax(U v̂)_c with v̂ the window's vectors together",
    ),
    Cbow(
        NegativeSampling(),
        name="cbow_negative",
        title="CBOW, negative sampling",
        formula="J = −log σ(u_c·v̂) − Σ_k log σ(−u_k·v̂) with v̂ the window's vectors together",
    ),
)

OBJECTIVES: dict[str, Objective] = {objective.name: objective for objective in _ALL}
