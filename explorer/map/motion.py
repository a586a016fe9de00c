"""Eased motion from one frame to the next, as a function of time that the caller supplies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.types import Floats2d

SHORTEST, LONGEST = 0.08, 0.45
"""Seconds a move may take; in between it lasts as long as frames are apart, so that motion is steady."""


@dataclass(frozen=True, slots=True)
class Motion:
    """A move of all words that started at `begin` and takes `duration` seconds."""

    source: Floats2d
    target: Floats2d
    begin: float
    duration: float

    def share(self, now: float) -> float:
        """How far the move has come, eased: fast at first, settling softly; 1 once it is over."""
        return eased((now - self.begin) / self.duration)

    def at(self, now: float) -> Floats2d:
        """Positions at a moment; the very target once the move is over."""
        share = self.share(now)
        if share >= 1:
            return self.target
        moved = self.target - self.source
        moved *= np.float32(share)
        moved += self.source
        return moved

    def is_over(self, now: float) -> bool:
        """Whether nothing moves any more."""
        return now - self.begin >= self.duration


def eased(share: float) -> float:
    """0 to 1 as a quadratic that ends at rest; clipped outside."""
    left = 1 - min(max(share, 0.0), 1.0)
    return 1 - left * left


def duration_for(interval: float | None) -> float:
    """Seconds for a move, from the seconds since the frame before (None: there was none)."""
    return LONGEST if interval is None else float(np.clip(1.25 * interval, SHORTEST, LONGEST))
