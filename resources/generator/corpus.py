"""Draws sentences until the splits are full: lengths and labels spread like those of real reviews."""

from __future__ import annotations

import itertools
import math
import random
from dataclasses import dataclass

from .grammar import Grammar
from .morphology import article
from .trees import Tree

LABEL_SHARES = (0.11, 0.29, 0.18, 0.29, 0.13)
SHORTEST, LONGEST = 6, 40  # the handwritten sentences go down to 3
LENGTH_SHAPE, LENGTH_SCALE = 4.0, 4.9
TRIES = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """What the next sentence should be like."""

    label: int
    length: int

    def cost(self, tree: Tree, words: list[str]) -> float:
        """How far a sentence is from the wish, in words."""
        length = len(words)
        return abs(length - self.length) + 5.0 * abs(tree.label - self.label) + 9.0 * stutters(words)


def stutters(words: list[str]) -> int:
    """How often a word stands on both sides of a conjunction or comma, as in "love and love"."""
    middles = zip(words, words[1:], words[2:], strict=False)
    return sum(a == c and b in ("and", "or", ",", "but") for a, b, c in middles)


def draw_wish(rng: random.Random) -> Wish:
    """A label by its share and a gamma-distributed length."""
    pick, label = rng.random(), 0
    while label < 4 and pick > LABEL_SHARES[label]:
        pick -= LABEL_SHARES[label]
        label += 1
    length = -LENGTH_SCALE * sum(math.log(1.0 - rng.random()) for _ in range(int(LENGTH_SHAPE)))
    return Wish(label, max(SHORTEST, min(LONGEST, round(length))))


def polish(tree: Tree) -> list[str]:
    """Put the right article before each word and a capital at the start; returns the words."""
    leaves = tree.leaves()
    for leaf, following in itertools.pairwise(leaves):
        if leaf.word in ("a", "an"):
            leaf.word = article(following.word)
        elif leaf.word == "A":
            leaf.word = article(following.word).capitalize()
        elif leaf.word == "i":
            leaf.word = "I"
    for leaf in leaves:
        if leaf.word[:1].isalpha():
            leaf.word = leaf.word[0].upper() + leaf.word[1:]
            break
    return [leaf.word for leaf in leaves]


def frame_for(wish: Wish, split: str) -> str:
    """The sentence symbol of the grammar for a wish: size, side and the pool of its split."""
    size = "short" if wish.length <= 9 else "mid" if wish.length <= 19 else "long"
    side = "-" if wish.label < 2 else "+" if wish.label > 2 else "0"
    return f"{size}_{'train' if split == 'train' else 'held'}{side}"


def draw_sentences(
    grammar: Grammar, split: str, count: int, *, seen: set[str], rng: random.Random
) -> list[Tree]:
    """New sentences of one split, none of which is in `seen` (which grows)."""
    trees: list[Tree] = []
    while len(trees) < count:
        wish = draw_wish(rng)
        tree, words = _closest(grammar, wish, frame_for(wish, split), rng)
        text = " ".join(words).lower()
        if tree is not None and text not in seen and SHORTEST <= len(words) <= LONGEST:
            seen.add(text)
            trees.append(tree)
    return trees


def _closest(grammar: Grammar, wish: Wish, symbol: str, rng: random.Random) -> tuple[Tree | None, list[str]]:
    best, best_words, best_cost = None, [""], math.inf
    for _ in range(TRIES):
        tree = grammar.expand(symbol, rng)
        words = polish(tree)
        cost = wish.cost(tree, words)
        if cost < best_cost:
            best, best_words, best_cost = tree, words, cost
        if cost <= 2:
            break
    return best, best_words
