"""Which words of the vocabulary are selected, and which are pinned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QObject, Signal

from engine.types import Ints1d


class Selection(QObject):
    """Words by their place in the vocabulary.

    Attributes
    ----------
    chosen : int64 (n,)
        The selected words, each once; the first is the one that is told of.
    index : int or None
        That first one.
    pinned : tuple of int
        In the order in which they were pinned.
    """

    changed = Signal()
    pins_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: tuple[str, ...] = ()
        self.chosen: Ints1d = np.empty(0, dtype=np.int64)
        self.index: int | None = None
        self.pinned: tuple[int, ...] = ()

    @property
    def word(self) -> str | None:
        """The selected word, if there is one."""
        return None if self.index is None else self._words[self.index]

    def move_to(self, words: tuple[str, ...]) -> None:
        """Follow the first and the pinned words into another vocabulary, if they are there.

        Nobody is told of it before `announce`, so that first the words can be.
        """
        before, pinned = self.word, [self._words[index] for index in self.pinned]
        self._words = words
        self.index = words.index(before) if before in words else None
        self.chosen = np.array([] if self.index is None else [self.index], dtype=np.int64)
        self.pinned = tuple(words.index(word) for word in pinned if word in words)

    def announce(self) -> None:
        """Tell of everything, as it is now."""
        self.pins_changed.emit()
        self.changed.emit()

    def select(self, index: int | None) -> None:
        """Select a word, or none."""
        self.choose([] if index is None else [index])

    def choose(self, indices: Sequence[int] | Ints1d) -> None:
        """Select words; the first is the one that is told of."""
        given = np.asarray(indices, dtype=np.int64)
        # Written from the last to the first, the first place of each word stays. Sorting takes far longer.
        first = np.empty(len(self._words), dtype=np.int64)
        first[given[::-1]] = np.arange(len(given))[::-1]
        self.chosen = given[first[given] == np.arange(len(given))]
        self.index = int(self.chosen[0]) if len(self.chosen) else None
        self.changed.emit()

    def choose_also(self, indices: Sequence[int] | Ints1d) -> None:
        """Add words to the selection; a single one that is in it already leaves it."""
        given = np.asarray(indices, dtype=np.int64)
        if len(given) == 1 and given[0] in self.chosen:
            self.choose(self.chosen[self.chosen != given[0]])
        else:
            self.choose(np.concatenate([self.chosen, given]))

    def toggle_pin(self, index: int) -> None:
        """Pin a word, or let it go."""
        left = tuple(pinned for pinned in self.pinned if pinned != index)
        self.pinned = left if len(left) < len(self.pinned) else (*left, index)
        self.pins_changed.emit()
