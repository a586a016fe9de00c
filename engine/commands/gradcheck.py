"""``gradcheck``: every formula against central differences."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.commands.output import Json, print_json, print_table
from engine.errors import SettingError
from engine.gradcheck import GradientReport, WrongSign, check_objective
from engine.objectives.registry import OBJECTIVES


def gradcheck(
    objective: Annotated[
        str | None, typer.Option(help=f"One of {', '.join(OBJECTIVES)}; all if left out.")
    ] = None,
    break_sign: Annotated[
        bool, typer.Option(help="Start from y - softmax(z), the slip of the write-up: the check must fail.")
    ] = False,
    json: Json = False,
) -> None:
    """Check the gradients of the objectives that train; exit status 1 if any is wrong."""
    if objective is not None and objective not in OBJECTIVES:
        raise SettingError(f"there is no objective {objective!r}: choose one of {', '.join(OBJECTIVES)}.")
    chosen = [OBJECTIVES[objective]] if objective is not None else list(OBJECTIVES.values())
    reports = [check_objective(WrongSign(each) if break_sign else each) for each in chosen]
    rows = [row for report in reports for row in _rows(report)]
    if json:
        print_json(rows)
    else:
        _print(reports)
    if not all(report.passed for report in reports):
        raise typer.Exit(1)


def _rows(report: GradientReport) -> list[dict[str, object]]:
    return [
        {
            "objective": report.objective,
            "parameter": each.parameter,
            "max_residual": each.max_residual,
            "median_residual": each.median_residual,
            "max_strict": each.max_strict,
            "worst": list(each.worst),
            "checked": each.checked,
            "tolerance": each.tolerance,
            "passed": each.passed,
        }
        for each in report.residuals
    ]


def _print(reports: list[GradientReport]) -> None:
    print_table(
        ["objective", "parameter", "max residual", "median", "strict", "worst at", "checked", ""],
        [
            [
                report.objective,
                each.parameter,
                f"{each.max_residual:.1e}",
                f"{each.median_residual:.1e}",
                f"{each.max_strict:.1e}",
                ", ".join(map(str, each.worst)) or "a direction",
                str(each.checked),
                "passes" if each.passed else "FAILS",
            ]
            for report in reports
            for each in report.residuals
        ],
    )
