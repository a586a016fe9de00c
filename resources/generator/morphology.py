"""English endings for the words of the lexicons: verbs, plurals, comparatives and articles."""

from __future__ import annotations

import functools
import re
from pathlib import Path

VOWELS = "aeiou"
FORM_FOLDER = Path(__file__).parent / "forms"
VERBS, NOUNS = "irregular_verbs.txt", "irregular_plurals.txt"
# Two-syllable verbs whose last syllable is stressed double their consonant, the others do not.
DOUBLING = frozenset(
    "compel propel repel excel regret commit permit admit occur prefer control rebut abet".split()
)


@functools.cache
def _irregular(name: str) -> dict[str, list[str]]:
    """The forms of a file of `forms/` by their base."""
    lines = (FORM_FOLDER / name).read_text(encoding="utf-8").splitlines()
    rows = (line.split() for line in lines if not line.startswith("#"))
    return {base: forms for base, *forms in rows}


def third_person(verb: str) -> str:
    """Third person: "drag" becomes "drags"; the particle of "fall flat" stays."""
    head, space, rest = verb.partition(" ")
    irregular = _irregular(VERBS).get(head)
    return (irregular[0] if irregular else _with_s(head)) + space + rest


def past(verb: str) -> str:
    """Past: "drag" becomes "dragged"."""
    head, space, rest = verb.partition(" ")
    if irregular := _irregular(VERBS).get(head):
        return irregular[1] + space + rest
    if head.endswith("e"):
        return head + "d" + space + rest
    if head.endswith("y") and head[-2] not in VOWELS:
        return head[:-1] + "ied" + space + rest
    return _doubled(head) + "ed" + space + rest


def gerund(verb: str) -> str:
    """Participle: "drag" becomes "dragging"."""
    head, space, rest = verb.partition(" ")
    if irregular := _irregular(VERBS).get(head):
        return irregular[2] + space + rest
    stem = head[:-1] if head.endswith("e") and not head.endswith(("ee", "oe", "ye")) else _doubled(head)
    return stem + "ing" + space + rest


def plural(noun: str) -> str:
    """Plural: "story" becomes "stories"; so does the head of a longer phrase."""
    core = re.split(r" (?=(?:of|in|that|without) )", noun, maxsplit=1)[0]
    start, space, head = core.rpartition(" ")
    irregular = _irregular(NOUNS).get(head)
    return start + space + (irregular[0] if irregular else _with_s(head)) + noun[len(core) :]


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2] not in VOWELS:
        return word[:-1] + "ies"
    return word + "s"


def _doubled(verb: str) -> str:
    """The stem before a vowel ending: "plod" doubles its d, "falter" does not double its r."""
    short = (
        len(verb) > 2 and verb[-1] not in VOWELS + "wxyh" and verb[-2] in VOWELS and verb[-3] not in VOWELS
    )
    groups = sum(
        a in VOWELS + "y" and (i == 0 or verb[i - 1] not in VOWELS + "y") for i, a in enumerate(verb)
    )
    return verb + verb[-1] if short and (groups == 1 or verb in DOUBLING) else verb


def comparative(adjective: str) -> str:
    """Comparative: "funny" becomes "funnier"."""
    return _graded(adjective) + "er"


def superlative(adjective: str) -> str:
    """Superlative: "funny" becomes "funniest"."""
    return _graded(adjective) + "est"


def _graded(adjective: str) -> str:
    if adjective.endswith("y"):
        return adjective[:-1] + "i"
    return adjective[:-1] if adjective.endswith("e") else _doubled(adjective)


def article(following: str) -> str:
    """Article: "a" or "an", by the sound of the next word."""
    word = following.lower()
    if word.startswith(("hour", "honest", "heir", "honor", "unid", "unim", "unin")):
        return "an"
    if word.startswith(("one", "once", "uni", "use", "usual", "eu", "ubi", "uto")):
        return "a"
    return "an" if word[:1] in tuple(VOWELS) else "a"


FORMS = {"s": third_person, "ed": past, "ing": gerund, "pl": plural, "er": comparative, "est": superlative}
