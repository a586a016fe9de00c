"""Reads the sentences written one by one: ``sentences/*.txt``.

A line is ``label<TAB>sentence`` with PTB tokens; ``[+ ... ]``, ``[- ... ]`` and so on mark a clause as in
the rules.
Words get the values of the lexicons, all phrases between follow from the rules of composition.
"""

from __future__ import annotations

import random
from pathlib import Path

from .grammar import Grammar, tokens_of
from .trees import Tree


def read_sentences(folder: Path, grammar: Grammar) -> list[Tree]:
    """One tree for each line, in the order of the files and lines.

    Raises
    ------
    ValueError
        If a line is not ``label<TAB>sentence``; says which.
    """
    rng = random.Random(0)
    trees = []
    for path in sorted(folder.glob("*.txt")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            label, tab, text = line.partition("\t")
            if not tab or label not in ("0", "1", "2", "3", "4"):
                raise ValueError(f"{path.name}, line {number}: write label, tab, sentence.")
            tree = grammar.realise(tokens_of(text), rng)
            tree.value = float(int(label) - 2)
            trees.append(tree)
    return trees
