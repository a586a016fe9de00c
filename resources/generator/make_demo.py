"""Makes the three files of the demo corpus, always the same bytes."""

from __future__ import annotations

import random
from pathlib import Path

from .bracket import Bracketer
from .corpus import draw_sentences, polish
from .grammar import Grammar, read_rules
from .handwritten import read_sentences
from .lexicon import read_lists
from .seal import SEAL, seal_text
from .trees import Tree

HERE = Path(__file__).parent
SEED = 20240229
SIZES = {"train": 13_680, "dev": 1_710, "test": 3_610}
HAND_CYCLE = ("train",) * 18 + ("dev",) * 2 + ("test",) * 5


def load_grammar() -> Grammar:
    """The grammar with all lexicons."""
    lists = read_lists(HERE / "lexicon")
    nouns = {e.text for name, words in lists.items() if name.startswith("n_") for e in words.entries}
    return Grammar(read_rules(HERE / "rules"), lists, Bracketer(frozenset(nouns)))


def make_splits(sizes: dict[str, int]) -> dict[str, list[Tree]]:
    """The sentences of each split: the handwritten ones dealt out, then drawn ones up to its size.

    Parameters
    ----------
    sizes : dict
        Sentences by split; a small size yields part of the handwritten ones only.
    """
    grammar = load_grammar()
    splits: dict[str, list[Tree]] = {name: [] for name in sizes}
    seen: set[str] = set()
    hand = read_sentences(HERE / "sentences", grammar)
    for i, tree in enumerate(hand):
        text = " ".join(polish(tree)).lower()
        if text not in seen:
            seen.add(text)
            splits[HAND_CYCLE[(7 * i) % len(HAND_CYCLE)]].append(tree)
    for index, (name, size) in enumerate(sizes.items()):
        rng = random.Random(SEED + index)
        written = splits[name][:size]
        drawn = draw_sentences(grammar, name, size - len(written), seen=seen, rng=rng)
        splits[name] = _mixed(written + drawn, rng)
    return splits


def _mixed(trees: list[Tree], rng: random.Random) -> list[Tree]:
    keys = [rng.random() for _ in trees]
    return [trees[i] for i in sorted(range(len(trees)), key=keys.__getitem__)]


def write_splits(splits: dict[str, list[Tree]], folder: Path) -> None:
    """One tree a line in ``train.txt``, ``dev.txt`` and ``test.txt``, and their checksums."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, trees in splits.items():
        _write(folder / f"{name}.txt", "".join(f"{tree}\n" for tree in trees))
    names = [f"{name}.txt" for name in splits]
    _write(folder / SEAL, seal_text(folder, names, HERE))


def _write(path: Path, text: str) -> None:
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_text(text, encoding="utf-8", newline="\n")
    unfinished.replace(path)
