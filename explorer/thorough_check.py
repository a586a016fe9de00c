"""The check of many coordinates of a live objective, for a task: training goes on meanwhile."""

from __future__ import annotations

import numpy as np

from engine.gradcheck import GradientReport, check_steps
from engine.objectives.registry import OBJECTIVES
from engine.training.events import Excerpt
from explorer.run.tasks import Report

COORDINATES, DIRECTIONS = 600, 30


def thorough_check(excerpt: Excerpt, report: Report) -> GradientReport:
    """Compare the gradient with differences in a few hundred places, telling the share done."""
    objective, residuals = OBJECTIVES[excerpt.objective], []
    steps = check_steps(
        lambda x: objective.loss_and_grads(x, excerpt.batch),
        excerpt.params,
        coordinates=COORDINATES,
        directions=DIRECTIONS,
        rng=np.random.default_rng(excerpt.step),
    )
    for share, residual in steps:
        report(share)
        if residual is not None:
            residuals.append(residual)
    return GradientReport(objective.name, tuple(residuals))
