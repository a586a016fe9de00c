"""Binary trees with a value at every node, from -2 (very negative) to 2 (very positive)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SEPARATORS = frozenset({",", ";", "--", ":"})


@dataclass(slots=True)
class Tree:
    """A word, or two subtrees.

    Attributes
    ----------
    value : float
        Sentiment from -2 to 2.
    word : str
        The word of a leaf, empty for an inner node.
    left, right : Tree or None
        The two parts of an inner node.
    fixed : bool
        Whether the value was given with the phrase, which then modifies no other.
    opening : str
        The first real word in small letters; commas and dashes before it do not count.
    """

    value: float
    word: str = ""
    left: Tree | None = None
    right: Tree | None = None
    fixed: bool = False
    opening: str = ""

    @classmethod
    def leaf(cls, word: str, value: float) -> Tree:
        """A single word."""
        small = word.lower()
        return cls(value, word, opening="" if small in SEPARATORS else small)

    @property
    def label(self) -> int:
        """The value on the treebank's scale, 0 (very negative) to 4 (very positive)."""
        size = abs(self.value)
        step = 0 if size < 0.5 else 1 if size <= 1.5 else 2
        return 2 + step if self.value > 0 else 2 - step

    def leaves(self) -> list[Tree]:
        """The words from left to right."""
        return list(self.walk())

    def walk(self) -> Iterator[Tree]:
        """Leaf by leaf from left to right."""
        stack = [self]
        while stack:
            node = stack.pop()
            if node.left is None or node.right is None:
                yield node
            else:
                stack += (node.right, node.left)

    def words(self) -> list[str]:
        """The words from left to right, as strings."""
        return [leaf.word for leaf in self.walk()]

    def __str__(self) -> str:
        if self.left is None or self.right is None:
            return f"({self.label} {self.word})"
        return f"({self.label} {self.left} {self.right})"
