"""The tokeniser: cases by hand, rules by hypothesis, agreement with the real treebank."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.corpus import treebank
from engine.corpus.tokens import normalise, tokenize

# Characters that the rules are about, so that hypothesis meets them often.
_ASCII = "aAisnt019 .,'\"`-!?*&/\\()[]<>:;$%#@_\t\n"
_BEYOND = "\u2019\u201c\u201d\u2014…é\u0301İΣ\xa0\u200d👍🏽م"
_LIVELY = st.text(alphabet=st.sampled_from(list(_ASCII + _BEYOND)))
_SNIPPETS = st.lists(
    st.sampled_from(
        ["can't", "cannot", "n't", "'s", "Mr.", "U.S.", "...", "--", '"', "''", "``", "'70s", "'", "e.g.",
         "-LRB-", "\\/", "a/b", "2\xa01/2", " ", "2,500", "no.", ".", "imdb.com", "I.", "x-", "\u2019s", "?!"]
    )
).map("".join)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("", []),
        (" \t\n\u3000", []),
        ("It's GREAT.", ["it", "'s", "great", "."]),
        ("I can't, won't; don't!", ["i", "ca", "n't", ",", "wo", "n't", ";", "do", "n't", "!"]),
        ("They'll say we're sure I'd've", ["they", "'ll", "say", "we", "'re", "sure", "i", "'d", "'ve"]),
        ("We cannot go", ["we", "can", "not", "go"]),
        ("Mr. Smith vs. the U.S.", ["mr.", "smith", "vs.", "the", "u.s."]),
        ("J.R.R. Tolkien and I.", ["j.r.r.", "tolkien", "and", "i", "."]),
        ("wait...no -- really----yes", ["wait", "...", "no", "--", "really", "--", "yes"]),
        ('"Fine," he said.', ["``", "fine", ",", "''", "he", "said", "."]),
        ('He said "(" and ("so")', ["he", "said", "``", "(", "''", "and", "(", "``", "so", "''", ")"]),
        ('a " lonely " pair', ["a", "``", "lonely", "''", "pair"]),
        ('"so " he " said"', ["``", "so", "''", "he", "``", "said", "''"]),
        ("“Isn’t” ‘it’—so…", ["``", "is", "n't", "''", "`", "it", "'", "--", "so", "..."]),
        ("'quoted' '70s 'em o'clock dogs'", ["`", "quoted", "'", "'70s", "'em", "o'clock", "dogs", "'"]),
        ("$5.50, 2,500 at 7:30; 100%", ["$", "5.50", ",", "2,500", "at", "7:30", ";", "100", "%"]),
        ("great!!! what?! S&M", ["great", "!", "!", "!", "what", "?!", "s&m"]),
        ("writer/director 9/11 well-made", ["writer/director", "9/11", "well-made"]),
        ("anti- -x", ["anti-", "-", "x"]),
        ("Bad.Very bad. See imdb.com.", ["bad", ".", "very", "bad", ".", "see", "imdb.com", "."]),
        ("-LRB- a \\/ b -RRB-", ["(", "a", "/", "b", ")"]),
        ("it is 2\xa01\\/2\xa0hours", ["it", "is", "2\xa01/2", "hours"]),
        ("ca\x00n\x07 \ud800you\u200b see", ["can", "you", "see"]),
        ("cafe\u0301 CAFÉ", ["café", "café"]),
        ("good👍🏽👩‍👩‍👧!", ["good", "👍🏽", "👩‍👩‍👧", "!"]),
        ("مرحبا، كيف؟", ["مرحبا", "،", "كيف", "؟"]),
        ("🎉🎉🇫🇷🇩🇪", ["🎉", "🎉", "🇫🇷", "🇩🇪"]),
        ("हिन्दी।", ["हिन्दी", "।"]),
    ],
)  # fmt: skip
def test_cuts_like_the_penn_treebank(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


@pytest.mark.parametrize(
    ("leaf", "token"),
    [
        ("Film", "film"), ("writer\\/director", "writer/director"), ("\\*\\*\\*", "***"), ("-LRB-", "("),
        ("-RCB-", "}"), ("``", "``"), ('"', "''"), ("’s", "'s"), ("cannot", "cannot"),
        ("2\xa01\\/2", "2\xa01/2"),
        ("\u200b", "\u200b"), ("É", "é"),
    ],
)  # fmt: skip
def test_a_leaf_is_normalised_but_never_cut(leaf: str, token: str) -> None:
    assert normalise(leaf) == token


@given(st.one_of(_LIVELY, _SNIPPETS, st.text(alphabet=st.characters())))
@example("''s 'tis '")
@example("0'n't")
@example("\u1ffd")
def test_cutting_what_is_cut_changes_nothing(text: str) -> None:
    tokens = tokenize(text)
    assert tokenize(" ".join(tokens)) == tokens


@given(st.one_of(_LIVELY, _SNIPPETS, st.text(alphabet=st.characters())))
def test_tokens_are_never_empty_and_always_encodable(text: str) -> None:
    for token in tokenize(text):
        assert token.strip()
        assert token.encode()
        assert "\n" not in token


@given(st.one_of(_LIVELY, st.text(alphabet=st.characters(), min_size=1)))
def test_normalising_twice_is_normalising_once(token: str) -> None:
    assert normalise(normalise(token)) == normalise(token)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "'",
        "a's",
        '"',
        '"hi" ',
        "a.",
        "a-",
        "1,",
        ".com",
        "👍",
        "\\/",
        "1\xa0",
        "1\xa01/1 ",
        "n't",
        "Not bad. ",
    ],
)
def test_any_hundred_thousand_characters_take_no_time(text: str) -> None:
    long = text * (100_000 // len(text))
    start = time.perf_counter()
    tokenize(long)
    # Ten times what it takes; a rule that backtracks would need minutes.
    assert time.perf_counter() - start < 2


@pytest.mark.real_data
def test_the_treebank_is_cut_as_its_leaves_are(real_data: Path) -> None:
    dataset = treebank.read(real_data / "sst")
    words = [dataset.words(split, i) for split, trees in dataset.splits.items() for i in range(len(trees))]
    agreeing = sum(tokenize(" ".join(sentence)) == sentence for sentence in words)
    assert agreeing / len(words) > 0.999
