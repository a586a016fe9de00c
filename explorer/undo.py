"""Undo and redo of moments: what was, what is, what was undone. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

Moment = TypeVar("Moment")
MOST = 200


@dataclass(slots=True)
class Undo(Generic[Moment]):
    """The present moment between those before it and those that were undone; the newest `MOST` are kept."""

    present: Moment
    _past: list[Moment] = field(default_factory=list)
    _future: list[Moment] = field(default_factory=list)

    def note(self, moment: Moment) -> None:
        """Something was done; what had been undone before is gone."""
        if moment != self.present:
            self._past = [*self._past[-MOST:], self.present]
            self._future.clear()
            self.present = moment

    def undo(self) -> Moment:
        """The moment before, or the present one if there is none."""
        return self._go(self._past, self._future)

    def redo(self) -> Moment:
        """The moment that was undone last, or the present one if there is none."""
        return self._go(self._future, self._past)

    def _go(self, source: list[Moment], other: list[Moment]) -> Moment:
        if source:
            other.append(self.present)
            self.present = source.pop()
        return self.present
