"""``gradcheck``: passes as it is, fails with the planted slip."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.objectives.registry import OBJECTIVES
from tests.engine.commands.conftest import Command

KEYS = {"objective", "parameter", "max_residual", "median_residual", "checked", "tolerance", "passed"}


def test_all_objectives_pass(command: Command) -> None:
    said = command("gradcheck", "--json")
    assert (said.status, said.err) == (0, "")
    rows = said.json
    assert all(set(row) >= KEYS for row in rows)
    assert {row["objective"] for row in rows} == set(OBJECTIVES)
    assert all(row["passed"] and row["max_residual"] <= row["tolerance"] for row in rows)


@pytest.mark.parametrize("objective", ["softmax_regression", "skipgram_negative", "cbow_softmax"])
def test_one_objective_alone(command: Command, objective: str) -> None:
    rows = command("gradcheck", "--objective", objective, "--json").json
    assert {row["objective"] for row in rows} == {objective}


def test_wrong_sign_is_caught_and_the_table_says_so(command: Command) -> None:
    said = command("gradcheck", "--break-sign", "--objective", "softmax_regression", "--json")
    assert said.status == 1
    assert not any(row["passed"] for row in said.json)
    table = command("gradcheck", "--break-sign", "--objective", "softmax_regression")
    assert table.status == 1
    assert "FAILS" in table.out


def test_unknown_objective_is_refused_with_the_known_ones(refused: Callable[..., str]) -> None:
    told = refused("gradcheck", "--objective", "perceptron")
    assert "perceptron" in told
    assert "skipgram_negative" in told
