"""Rewriting rules: reads ``rules/*.txt`` and expands a symbol to a tree.

A line without indent names a symbol, the indented lines below are its expansions. In an expansion

- ``<name>`` is a symbol or word list, ``<name.ed>`` one of its forms (see `morphology.FORMS`),
  ``<name?>`` is left out every other time, ``<a|b>`` is one of several;
- ``[ ... ]`` is a phrase of its own; ``[+ ... ]``, ``[++ ... ]``, ``[- ... ]``,
  ``[-- ... ]`` and ``[0 ... ]`` give it a value;
- ``*5`` in front makes it five times as likely.

A rule with ``$`` or ``~`` stands for two rules: in one ``$`` is praise (``+``) and ``~`` blame (``-``), in
the other the reverse.
"""

from __future__ import annotations

import bisect
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

from .bracket import Bracketer
from .lexicon import WordList
from .morphology import FORMS
from .trees import Tree

MARKS = {"+": 1.0, "++": 2.0, "-": -1.0, "--": -2.0, "0": 0.0}


@dataclass(slots=True)
class Rule:
    """The expansions of a symbol and their running sums of weight."""

    bodies: list[list[str]] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)

    def add(self, body: list[str], weight: float) -> None:
        """Append one expansion."""
        self.bodies.append(body)
        self.sums.append((self.sums[-1] if self.sums else 0.0) + weight)

    def draw(self, rng: random.Random) -> list[str]:
        """One expansion, by chance."""
        return self.bodies[bisect.bisect(self.sums, rng.random() * self.sums[-1])]


def read_rules(folder: Path) -> dict[str, Rule]:
    """All rules of the ``*.txt`` files of a folder, by symbol.

    Raises
    ------
    ValueError
        If the brackets of a line do not match; says which.
    """
    rules: dict[str, Rule] = {}
    for path in sorted(folder.glob("*.txt")):
        symbol = ""
        for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            line = raw.partition("#")[0].rstrip()
            if line.count("[") != line.count("]"):
                raise ValueError(f"{path.name}, line {number}: close each bracket that is opened.")
            if not line:
                continue
            if not line[0].isspace():
                symbol = line.strip()
                continue
            for praise, blame in (("+", "-"), ("-", "+")) if "$" in symbol + line else (("", ""),):
                name = symbol.replace("$", praise).replace("~", blame)
                _add(rules.setdefault(name, Rule()), line.replace("$", praise).replace("~", blame))
    return rules


def _add(rule: Rule, line: str) -> None:
    body = tokens_of(line)
    weight = float(body.pop(0)[1:]) if re.fullmatch(r"\*[\d.]+", body[0]) else 1.0
    rule.add(body, weight)


def tokens_of(line: str) -> list[str]:
    """The items of an expansion or sentence, brackets apart."""
    opened = re.sub(r"\[(?:(\+\+|\+|--|-|0)(?=\s))?", lambda match: f" [{match[1] or ''} ", line)
    return opened.replace("]", " ] ").split()


class Grammar:
    """Expands symbols by rules and word lists.

    Parameters
    ----------
    rules, lists : dict
        By symbol; a rule hides a list of the same name.
    bracketer : Bracketer
        Gives each expansion its structure.
    """

    def __init__(self, rules: dict[str, Rule], lists: dict[str, WordList], bracketer: Bracketer) -> None:
        self.rules, self.lists, self.bracketer = rules, lists, bracketer
        self.values: dict[str, float] = {}
        for entry in (e for words in lists.values() for e in words.entries):
            self.values[entry.text] = self.values.get(entry.text) or entry.value

    def expand(self, symbol: str, rng: random.Random) -> Tree:
        """A tree for a symbol.

        Raises
        ------
        KeyError
            If there is neither a rule nor a list of that name.
        """
        name, _, form = symbol.partition(".")
        if name in self.rules:
            return self.realise(self.rules[name].draw(rng), rng)
        entry = self.lists[name].draw(rng)
        text = FORMS[form](entry.text) if form else entry.text
        return self.phrase(text, entry.value)

    def phrase(self, text: str, value: float) -> Tree:
        """A fixed phrase: its words may be neutral alone, the whole has the value."""
        words = text.split()
        if len(words) == 1:
            return Tree.leaf(words[0], value)
        tree = self.bracketer.build([Tree.leaf(word, self.values.get(word, 0.0)) for word in words])
        tree.value, tree.fixed = value, True
        return tree

    def realise(self, body: list[str], rng: random.Random) -> Tree:
        """A tree for one expansion."""
        stack: list[tuple[str, list[Tree]]] = [("", [])]
        for item in body:
            if item.startswith("["):
                stack.append((item[1:], []))
            elif item == "]":
                mark, parts = stack.pop()
                stack[-1][1].append(self._marked(mark, parts))
            else:
                stack[-1][1].extend(self._part(item, rng))
        return self.bracketer.build(stack[0][1])

    def _marked(self, mark: str, parts: list[Tree]) -> Tree:
        tree = self.bracketer.build(parts)
        if mark:
            tree.value, tree.fixed = MARKS[mark], True
        return tree

    def _part(self, item: str, rng: random.Random) -> list[Tree]:
        if not (item.startswith("<") and item.endswith(">")):
            return [Tree.leaf(item, self.values.get(item, 0.0))]
        choices = item[1:-1].split("|")
        chosen = choices[int(rng.random() * len(choices))]
        if chosen.endswith("?"):
            if rng.random() < 0.5:
                return []
            chosen = chosen[:-1]
        return [self.expand(chosen, rng)]
