"""The command line without a window: ``python -m engine``. The program's own adds window and picture."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import typer

from engine.commands import bench, data, gradcheck, near, predict, sentiment, train
from engine.errors import Cancelled, WordscopeError

BAD_INPUT, INTERRUPTED = 2, 130

COMMANDS: dict[str, Callable[..., Any]] = {
    "train": train.command,
    "sentiment": sentiment.sentiment,
    "predict": predict.predict,
    "near": near.near,
    "gradcheck": gradcheck.gradcheck,
    "bench": bench.bench,
}


def make_app(more: dict[str, Callable[..., Any]] | None = None, **options: Any) -> typer.Typer:
    """The commands of the engine, for a program to add its own to.

    Parameters
    ----------
    more : dict, optional
        Further commands by name; one of a known name takes its place.
    **options
        Passed to `typer.Typer`.
    """
    # Without Rich: its columns cut long names of options on a narrow terminal.
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None, **options)
    for name, command in {**COMMANDS, **(more or {})}.items():
        app.command(name)(command)
    app.add_typer(data.app, name="data")
    return app


def run(app: typer.Typer, argv: list[str]) -> int:
    """Run a command line; whatever a user can put right is one line on stderr and exit status 2.

    Returns
    -------
    int
        The exit status.
    """
    try:
        status = app(args=argv, prog_name="wordscope", standalone_mode=False)
    except typer.TyperException as error:
        return _complain(f"{_message(error).rstrip('.')}: see wordscope --help")
    except WordscopeError as error:
        return _complain(str(error))
    except (KeyboardInterrupt, typer.Abort, Cancelled):
        _complain("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        return 0
    return status if isinstance(status, int) else 0


def _message(error: typer.TyperException) -> str:
    """What the parser of the command line found wrong, in one sentence."""
    told: Callable[[], str] = getattr(error, "format_message", lambda: str(error))
    return told()


def _complain(sentence: str) -> int:
    """One line on stderr, however many the message has."""
    sys.stderr.write(f"wordscope: {' '.join(sentence.split())}\n")
    return BAD_INPUT


def main() -> None:
    """Entry point of ``python -m engine``."""
    sys.exit(run(make_app(help="Word vectors and sentiment without a window."), sys.argv[1:] or ["--help"]))
