"""Binary structure for a flat row of parts: brackets, clauses, noun phrases, then right-branching."""

from __future__ import annotations

from dataclasses import dataclass

from .compose import join
from .trees import Tree

FINAL = frozenset({".", "?", "!"})
BREAKS = (";", "--", ":")
PAIRS = {"-LRB-": "-RRB-", "``": "''"}
LINKS = frozenset("but yet and or nor though although while whereas because so which who".split())
DETERMINERS = frozenset(
    "a an the this that these those its his her their our my your every each some".split()
)
STOPS = frozenset(
    "is are was were be been being has have had does do did will would could should can may might "
    "must 's 're 've 'd n't not of in on at by for from with without to into about like as than "
    "and or but yet so that which who when where while if though although because until just only "
    "even still never always it they he she we you i them him us me".split()
)
FIXED_BUT = frozenset("anything nothing all everything none last".split())


@dataclass(frozen=True, slots=True)
class Bracketer:
    """Builds trees over flat rows of parts.

    Attributes
    ----------
    nouns : frozenset of str
        Words that close a noun phrase.
    """

    nouns: frozenset[str]

    def build(self, parts: list[Tree]) -> Tree:
        """One binary tree over the parts, in their order.

        Parameters
        ----------
        parts : list of Tree
            At least one.
        """
        if len(parts) <= 2:
            return right_branching(parts)
        parts = self._closed_pairs(parts)
        if len(parts) <= 2:
            return right_branching(parts)
        if parts[-1].word in FINAL:
            return join(self.build(parts[:-1]), parts[-1])
        at = clause_border([part.word.lower() for part in parts])
        if at:
            return join(self.build(parts[:at]), self.build(parts[at:]))
        return right_branching(self._noun_phrases(parts))

    def _closed_pairs(self, parts: list[Tree]) -> list[Tree]:
        """Brackets and quotation marks with all between them become one part."""
        for start, part in enumerate(parts):
            closing = PAIRS.get(part.word)
            ends = [i for i in range(start + 2, len(parts)) if parts[i].word == closing] if closing else []
            if not ends or (start == 0 and ends[0] == len(parts) - 1):
                continue
            inside = join(part, join(self.build(parts[start + 1 : ends[0]]), parts[ends[0]]))
            return self._closed_pairs([*parts[:start], inside, *parts[ends[0] + 1 :]])
        return parts

    def _noun_phrases(self, parts: list[Tree]) -> list[Tree]:
        """A determiner takes the words up to the noun that closes its phrase."""
        grouped: list[Tree] = []
        i = 0
        while i < len(parts):
            size = self._phrase_size(parts, i)
            grouped.append(right_branching(parts[i : i + size]))
            i += size
        return grouped

    def _phrase_size(self, parts: list[Tree], start: int) -> int:
        if parts[start].word.lower() not in DETERMINERS:
            return 1
        end = start + 1
        while end < len(parts) and parts[end].word.lower() not in STOPS:
            end += 1
            if parts[end - 1].word.lower() in self.nouns:
                break
        return min(end - start, 5)


def clause_border(words: list[str]) -> int:
    """Where the right one of two clauses begins, or 0."""
    inner = range(1, len(words) - 1)
    for mark in BREAKS:
        for i in inner:
            if words[i] == mark:
                return i
    commas = [i for i in inner if words[i] == ","]
    for i in commas:
        if words[i + 1] in LINKS:
            return i
    if commas:
        return commas[0]
    return next((i for i in inner if words[i] == "but" and words[i - 1] not in FIXED_BUT), 0)


def right_branching(parts: list[Tree]) -> Tree:
    """The first part beside all the rest, and so on down."""
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = join(part, whole)
    return whole
