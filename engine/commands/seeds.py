"""One experiment under several seeds: the mean, how far the figures scatter, and every single one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import mean, stdev
from typing import Any

from engine.commands.output import Report
from engine.errors import SettingError

FIGURES = ("train", "dev", "test", "binary_dev", "binary_test")
MOST = 100


def checked(count: int) -> int:
    """The number of seeds, or a SettingError."""
    if not 1 <= count <= MOST:
        raise SettingError(f"Seeds is {count}: choose 1 to {MOST}.")
    return count


def part_of(report: Report, done: int, total: int) -> Callable[[float], None]:
    """A progress for one of `total` equal parts, of which `done` are behind it."""
    text = f"seed {done + 1} of {total}" if total > 1 else ""
    return lambda share: report((done + share) / total, text)


def counted(report: Report, total: int) -> Callable[[float], None]:
    """A progress for `total` repetitions that may go on side by side."""

    def tell(share: float) -> None:
        report(share, f"{int(share * total)} of {total} seeds" if total > 1 else "")

    return tell


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The figures of several runs as one result.

    Parameters
    ----------
    runs : sequence of dict
        The results of one seed each; at least one.

    Returns
    -------
    dict
        The keys of a single run, the accuracies as means, the rest from the first run; further `spread`, the
        sample standard deviation of each accuracy, and `seeds`, the figures of every run.
    """
    first = dict(runs[0])
    if len(runs) == 1:
        return first
    known = [key for key in FIGURES if first.get(key) is not None]
    return {
        **first,
        **{key: mean(run[key] for run in runs) for key in known},
        "seconds": sum(run["seconds"] for run in runs),
        "spread": {key: stdev(run[key] for run in runs) for key in known},
        "seeds": [{key: run[key] for key in ("seed", *known, "seconds")} for run in runs],
    }
