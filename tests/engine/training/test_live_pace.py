"""How often a watched run shows itself, by a clock that the test turns."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.training import cadence, live
from engine.training.control import Control, Orders
from engine.training.events import Snapshot
from engine.training.judges import AveragesJudge
from engine.training.live import LiveView
from engine.training.problem import Position, WordProblem
from tests.engine.training.texts import random_text, small_spec


def test_a_slow_judge_does_not_hold_up_the_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    clock = SimpleNamespace(perf_counter=lambda: now[0])
    for module in (live, cadence):
        monkeypatch.setattr(module, "time", clock)
    measure = AveragesJudge.measure

    def slowly(*args: object) -> None:
        now[0] += 0.1
        measure(*args)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(AveragesJudge, "measure", slowly)
    data = random_text(labelled=True)
    problem = WordProblem(small_spec(), data)
    view, params = LiveView(problem, data, Control(), 1), problem.init()
    _, batch = next(problem.batches(Position()))
    seen: list[Snapshot] = []
    for second in range(20):
        now[0] = 100.0 + 1.5 * second
        view.note(Orders(snapshot=True))
        seen += [event for event in view.serve(params, batch, second) if isinstance(event, Snapshot)]
    assert [snapshot.step for snapshot in seen] == list(range(20))
    # The first time is no measure of the next; then a tenth of a second is 1.2 % of eight seconds.
    assert sorted({snapshot.measured for snapshot in seen}) == [0, 1, 7, 13, 19]
    np.testing.assert_array_equal(seen[-1].W_in, params["W_in"])
