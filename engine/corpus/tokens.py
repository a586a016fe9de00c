"""THE tokeniser: the sentence box, the text readers and the treebank all see words as this file does.

Text is cut in the manner of the Penn Treebank, as the sentiment treebank was: punctuation apart, clitics
apart (`do n't`, `it 's`), `...` and `--` whole, double quotes as `` and '', everything in lower case.
Text that is cut already stays as it is, so ``tokenize(" ".join(tokenize(x))) == tokenize(x)``.
"""

from __future__ import annotations

import re
import unicodedata

_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\uff07", "'"),
        **dict.fromkeys("\u201c\u201e\u00ab", "``"),
        **dict.fromkeys("\u201d\u201f\u2033\u00bb", "''"),
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\u2012\u2013\u2014\u2015\u2212", "--"),
        "\u2026": "...",
    }
)
# What leaves no mark on paper: control characters that are not white space, directional marks, zero-width
# space, byte order mark, soft hyphen, and halves of surrogate pairs that could not be written to a file.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]+"
)
_ESCAPES = {
    "-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "-lcb-": "{", "-rcb-": "}", r"\/": "/", r"\*": "*"
}  # fmt: skip
_ESCAPE = re.compile(r"-[lr][rsc]b-|\\[/*]")

# Before an opening quote there is a blank or one of ([{<-/ and behind it there is none.
_OPENING = re.compile(r'(?<![^\s(\[{<\-/])"(?=\S)')
_CLOSING = re.compile(r'(?<=[^\s(\[{<\-/])"')
_QUOTE = re.compile(r"``|''|\"")
# White space apart from a no-break space inside a mixed number: the treebank has "2 1/2" as one word.
_CHUNK_WITH_NBSP = re.compile(r"\S+(?:(?<=\d)\xa0(?=\d+/\d)\S+)*")

_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
_JOINERS = "\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff"
_PUNCTUATION = (
    "!-/:-@\\[-`{-~"  # ASCII
    "\u00a1-\u00a9\u00ab-\u00b1\u00b6-\u00b8\u00bb\u00bf\u00d7\u00f7"
    "\u037e\u055d\u055e\u0589\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965"
    "\u2010-\u2027\u2030-\u205e\u20a0-\u20cf\u3001-\u3003\u3008-\u3011\u3014-\u301f"
    "\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
)
_WORD = rf"[^\s{_PUNCTUATION}{_EMOJI}{_JOINERS}]"
_INNER = "'&/-.,:"
_CLITICS = ("n't", "'s", "'re", "'ve", "'ll", "'d", "'m")
_ABBREVIATIONS = (
    "mr|mrs|ms|messrs|dr|prof|rev|st|jr|sr|vs|etc|al|bros|inc|co|corp|ltd|gen|sen|gov|sgt|capt|mt"
)
_MONTHS = "jan|feb|aug|sept|oct|nov|dec"
_ELISIONS = "'n'|'(?:n|em|til|tis|twas|cause|bout|round)|ol'"
_DOMAINS = "com|org|net|edu|gov|info|tv|co|uk|de|fr"
# Alternatives are tried in order; each consumes what it matches and none nests a repetition in another
# over the same characters, so the time grows with the length of the text alone.
_PIECE = re.compile(
    rf"""
      \d+\xa0\d+/\d+                                        # 2 1/2 with a no-break space
    | (?P<dots>\.{{2,}}) | (?P<dashes>-{{2,}})
    | (?P<mixed>[!?]{{2,}}) | \*+ | `` | ''
    | '\d\ds?(?!{_WORD})                                    # '70s
    | (?:{_ELISIONS})(?!{_WORD})
    | '(?:s|re|ve|ll|d|m)(?!{_WORD})
    | (?:[^\W\d_]\.){{2,}}(?!{_WORD})                       # U.S.
    | [^\W\d_i]\.(?=\Z|[^\w.])                              # J.
    | (?:{_ABBREVIATIONS}|{_MONTHS}|no(?=\.\Z))\.(?=\Z|[^\w.])
    | (?P<word>{_WORD}+
        (?:(?: ['&/-] | (?<=\d)[.,:](?=\d) | (?<=\b[^\W\d_])\.(?=[^\W\d_](?!\w))
             | \.(?=(?:{_DOMAINS})\b) ){_WORD}+)*
        (?:-(?![\w-]))?)
    | [\U0001f1e6-\U0001f1ff]{{2}}                            # a flag
    | [{_EMOJI}](?:[{_JOINERS}]|(?<=\u200d)[{_EMOJI}])*
    | [{_JOINERS}]+
    | (?P<mark>\S)
    """,
    re.VERBOSE,
)


def normalise(token: str) -> str:
    r"""The normal form of a token that is already split, such as a leaf of a treebank.

    Lower case; bracket codes and escapes (``-LRB-``, ``\/``, ``\*``) undone; curly quotes, dashes and the
    ellipsis as ASCII; composed Unicode without invisible characters. It never cuts and never gives an
    empty token: one of invisible characters alone is returned unchanged.
    """
    if token.isalpha() and token.isascii():
        return token.lower()
    return "''" if token == '"' else _clean(token) or token


def tokenize(text: str) -> list[str]:
    """The words of a text as a person types it, cut and normalised like those of the treebank.

    Parameters
    ----------
    text : str
        Anything: a sentence, a page, nothing at all. Text that is cut already comes back as it is.

    Returns
    -------
    list of str
        Tokens in order, without white space or control characters; empty for blank text.
    """
    clean = _clean(text)
    if '"' in clean:
        clean = _direct_quotes(clean)
    tokens: list[str] = []
    for chunk in _CHUNK_WITH_NBSP.findall(clean) if "\xa0" in clean else clean.split():
        if chunk.isalnum() and chunk != "cannot":
            tokens.append(chunk)
        else:
            _cut(chunk, tokens)
    return tokens


def _clean(text: str) -> str:
    """Lower case, ASCII quotes and dashes, no escapes, no invisible characters, composed Unicode."""
    text = _INVISIBLE.sub("", text)
    if text.isascii():
        text = text.lower()
    else:
        # Composed before, as some marks have a twin that composes to one of the table, and again afterwards,
        # as a lower-case letter may come in two parts.
        text = unicodedata.normalize("NFC", text).translate(_TYPOGRAPHY)
        text = unicodedata.normalize("NFC", text.lower())
    return _ESCAPE.sub(lambda found: _ESCAPES[found[0]], text) if "-" in text or "\\" in text else text


def _direct_quotes(text: str) -> str:
    """Straight double quotes as opening `` or closing '', by their neighbours, else in turn."""
    text = _CLOSING.sub("''", _OPENING.sub("``", text))
    return _close_in_turn(text) if '"' in text else text


def _close_in_turn(text: str) -> str:
    """A quote that stands alone closes if the last one before it opened."""
    is_open = False

    def direct(found: re.Match[str]) -> str:
        nonlocal is_open
        is_open = found[0] == "``" or (found[0] == '"' and not is_open)
        return "``" if is_open else "''"

    return _QUOTE.sub(direct, text)


def _cut(chunk: str, tokens: list[str]) -> None:
    """Append the tokens of a piece of text without white space."""
    for piece in _PIECE.finditer(chunk):
        kind, token = piece.lastgroup, piece[0]
        if kind == "word":
            _cut_clitics(token, tokens)
        elif kind == "dots":
            tokens.append("...")
        elif kind == "dashes":
            tokens.append("--")
        elif kind == "mixed" and len(set(token)) == 1:
            tokens.extend(token)
        elif token == "'" and _opens(chunk, piece.start()):
            tokens.append("`")
        else:
            tokens.append(token)


def _opens(chunk: str, at: int) -> bool:
    """Whether the single quote at this place stands before a word and not behind one."""
    return at + 1 < len(chunk) and (at == 0 or chunk[at - 1] in "([{<-/`")


def _cut_clitics(word: str, tokens: list[str]) -> None:
    """Append a word and, apart, the clitics at its end: `should n't 've`."""
    end, clitics = len(word), []
    while (clitic := _clitic(word, end)) is not None:
        clitics.append(clitic)
        end -= len(clitic)
    stem = word[:end]
    tokens.extend(("can", "not") if stem == "cannot" else (stem,))
    tokens.extend(reversed(clitics))


def _clitic(word: str, end: int) -> str | None:
    """The clitic that ends ``word[:end]``, unless it is all of it."""
    for clitic in _CLITICS:
        start = end - len(clitic)
        if start > 0 and word[start - 1] not in _INNER and word.endswith(clitic, 0, end):
            return clitic
    return None
