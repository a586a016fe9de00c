"""The last parameters that were numbers, in case the next are not."""

from __future__ import annotations

import numpy as np

from engine.types import Params


class Rescue:
    """A copy of parameters, renewed as long as they are finite.

    Parameters
    ----------
    params : dict of arrays
    """

    def __init__(self, params: Params) -> None:
        self.params = {name: value.copy() for name, value in params.items()}

    def keep(self, params: Params) -> None:
        """Remember these, unless they are already past saving."""
        if is_finite(params):
            for name, value in params.items():
                np.copyto(self.params[name], value)

    def let_go(self) -> None:
        """Nothing can diverge any more: the memory is for others."""
        self.params = {}


def is_finite(params: Params) -> bool:
    """Whether all are numbers; sums tell, a sixth of the time of looking at each."""
    with np.errstate(over="ignore", invalid="ignore"):
        return all(bool(np.isfinite(value.sum())) for value in params.values())
