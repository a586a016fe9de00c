"""``predict``: what a saved sentence model says."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.commands.output import Json, print_json, print_line
from engine.corpus.dataset import LABELS
from engine.errors import FileError
from engine.sentiment.bundled import SENTENCES, bundled
from engine.sentiment.model_files import load_model
from engine.sentiment.prediction import Prediction

WORDS_SHOWN = 12
# Control characters, which could command the terminal, and those that turn the direction of the rest.
COMMANDS = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u202a-\\u202e\\u2066-\\u2069]")


def predict(
    text: Annotated[list[str], typer.Argument(help="Sentences, or - for one a line on standard input.")],
    model: Annotated[
        Path | None, typer.Option(help="A saved sentence model; the bundled one if left out.")
    ] = None,
    json: Json = False,
) -> None:
    """The sentiment of sentences, with the share of every word."""
    judge = load_model(model or bundled(SENTENCES))
    sentences = _lines() if text == ["-"] else text
    predictions = [judge.predict(sentence) for sentence in sentences]
    if json:
        print_json([prediction.to_json() for prediction in predictions])
        return
    for prediction in predictions:
        _tell(prediction)


def _lines() -> list[str]:
    try:
        lines = [line.rstrip("\r\n") for line in sys.stdin]
        # In the C locale Python lets foreign bytes through, as halves of characters that cannot be encoded.
        "".join(lines).encode()
    except UnicodeError as error:
        raise FileError("standard input is not UTF-8 text: convert it first") from error
    return lines


def _tell(prediction: Prediction) -> None:
    names = LABELS if len(prediction.probabilities) == len(LABELS) else ("-", "+")
    shares = "  ".join(
        f"{name} {share:.2f}" for name, share in zip(names, prediction.probabilities, strict=True)
    )
    print_line(f"{names[prediction.label]:>2}  [{shares}]  {_harmless(prediction.text)}")
    unknown = [word.word for word in prediction.words if not word.known]
    if unknown:
        more = "" if len(unknown) <= WORDS_SHOWN else f" and {len(unknown) - WORDS_SHOWN} more"
        print_line(f"    unknown: {_harmless(', '.join(unknown[:WORDS_SHOWN]))}{more}")


def _harmless(text: str) -> str:
    """The text with a sign in place of whatever a terminal would obey instead of showing it."""
    return COMMANDS.sub("\N{REPLACEMENT CHARACTER}", text)
