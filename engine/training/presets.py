"""Runs worth starting from, by the name the window and the command line show."""

from __future__ import annotations

from engine.errors import SettingError
from engine.sentiment.network_settings import NetworkSettings
from engine.training.spec import ModelSpec, RunSpec, StepSpec, TextSpec

_NETWORK = NetworkSettings()

PRESETS: dict[str, RunSpec] = {
    "Good vectors": RunSpec(
        model=ModelSpec(dims=50, negatives=5),
        text=TextSpec(min_count=2),
        epochs=40,
    ),
    # The course's run: 50 centres a step, cost averaged over them, U(-0.5, 0.5)/d and zeros to start. It
    # draws sentences evenly, and short ones have fewer contexts (2.9 a centre instead of 3.5): so the cost a
    # centre ends at 9.6 in place of 11.4. Five chunks of ten centres with ten negatives each are as near to
    # 50 single draws as whole products go; 32 or 64 negatives a chunk change the cost by less than 0.1.
    "Assignment 1": RunSpec(
        model=ModelSpec(dims=10, negatives=10),
        text=TextSpec(min_count=1, sample=1e-5, sampling="course", splits="all"),
        step=StepSpec(
            rate=0.3,
            schedule="halving",
            halve_every=20_000,
            mean_cost=True,
            count="sentences",
            chunk=10,
            chunks=5,
            shared_negatives=10,
            sharing=1,
            exact_windows=True,
        ),
        steps=40_000,
    ),
    # Its vectors meet the negatives of several draws (`engine.objectives.chunks`), so each may be small.
    # Similarity, 18 seeds each, before inputs stepped further: shared by four chunks .350, by two .342, by
    # eight .314; twenty shared by four .341 (such a mean scatters by .007). Now, 16
    # seeds: .350, at rate 0.05 .344.
    "CBOW": RunSpec(
        model=ModelSpec(model="cbow", context="mean"),
        text=TextSpec(min_count=2),
        step=StepSpec(rate=0.1, chunk=24, chunks=64, shared_negatives=16, sharing=4),
        epochs=40,
    ),
    "Full softmax": RunSpec(
        model=ModelSpec(cost="softmax"),
        text=TextSpec(min_count=2),
        step=StepSpec(chunk=16, chunks=32),
        epochs=5,
    ),
    # Needs labels: what is learned is the sentiment of every labelled phrase. Some seconds on the bundled
    # corpus first teach what reviews hardly ever show, such as the praise in "never dull".
    "Sentence network": RunSpec(
        model=ModelSpec(model="network", dims=_NETWORK.dims),
        text=TextSpec(before="demo"),
        step=StepSpec(rate=_NETWORK.rate),
        epochs=_NETWORK.epochs,
    ),
}

DEFAULT_PRESET = "Good vectors"


def preset(name: str) -> RunSpec:
    """The preset of that name, however it is capitalised.

    Raises
    ------
    SettingError
        If there is none; the sentence lists those there are.
    """
    by_name = {known.casefold(): spec for known, spec in PRESETS.items()}
    if name.casefold() not in by_name:
        raise SettingError(f"there is no preset {name!r}: choose one of {', '.join(PRESETS)}.")
    return by_name[name.casefold()]
