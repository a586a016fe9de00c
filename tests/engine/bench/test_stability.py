"""The grid of runs that must not diverge: it runs, and a run that does is counted."""

from __future__ import annotations

import numpy as np
import pytest

from engine.bench import stability
from engine.training import loop
from engine.training.spec import RunSpec
from engine.types import Params


def test_every_run_of_a_small_grid_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stability, "MOST", 2)
    monkeypatch.setattr(stability, "FEWEST", 1)
    finite, largest = stability.stability([(2, 10)])
    assert "of 72" in finite.what
    assert finite.value == 72
    assert 0 < largest.value < 100


def test_a_run_that_diverges_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    spec = next(iter(stability.grid(30)))[0]
    assert stability.endings(30, 300, [spec])[0].finite

    def blown_up(self: loop.WordProblem) -> Params:
        return {name: np.full(shape, 1e25, np.float32) for name, shape in self.shapes.items()}

    monkeypatch.setattr(loop.WordProblem, "init", blown_up)
    assert not stability.endings(30, 300, [spec])[0].finite


def test_the_grid_holds_every_edge() -> None:
    specs: list[RunSpec] = [spec for part in stability.grid(2_000) for spec in part]
    assert len(specs) == len(set(specs)) == 72
    assert {spec.model.model for spec in specs} == {"skipgram", "cbow"}
    assert {spec.step.rate for spec in specs} >= {0.01, 0.3}
    assert {spec.model.dims for spec in specs} == {10, 300}
    assert {spec.model.window for spec in specs} == {1, 15}
    assert all(spec == spec.validated() for spec in specs)
