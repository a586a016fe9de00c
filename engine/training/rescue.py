"""The last parameters that were numbers, in case the next are not."""

from __future__ import annotations

import numpy as np

from engine.types import Params, copied


class Rescue:
    """A copy of parameters, renewed as long as they are finite.

    Parameters
    ----------
    params : dict of arrays

    Attributes
    ----------
    params : dict of arrays
        The copy, or one that serves others as well and cannot be written to; nothing after `let_go`.
    """

    def __init__(self, params: Params) -> None:
        self.params: Params = copied(params)

    @property
    def empty(self) -> bool:
        """Whether there is no copy."""
        return not self.params

    def keep(self, params: Params) -> None:
        """Remember these, unless they are already past saving."""
        if not is_finite(params):
            return
        if self.params and all(value.flags.writeable for value in self.params.values()):
            for name, value in params.items():
                np.copyto(self.params[name], value)
        else:
            self.let_go()  # before there is another
            self.params = copied(params)

    def numbers(self, otherwise: Params) -> Params:
        """The copy, or these if there is none; what is no number in either is zero.

        While a copy is made, others that share a run may write what was finite a moment before.
        """
        return {
            name: value if np.isfinite(value).all() else np.nan_to_num(value, posinf=0, neginf=0)
            for name, value in (self.params or otherwise).items()
        }

    def let_go(self) -> None:
        """Free the memory for others."""
        self.params = {}


def is_finite(params: Params) -> bool:
    """Whether all are numbers; sums tell, a sixth of the time of looking at each."""
    with np.errstate(over="ignore", invalid="ignore"):
        return all(bool(np.isfinite(value.sum())) for value in params.values())
