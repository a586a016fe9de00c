"""What the window can be told on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class WindowOptions:
    """Options of ``wordscope`` without a command.

    Attributes
    ----------
    data : str or None
        Catalogue name or path to learn from; None for the last one used.
    session : str or None
        A saved run to go on with.
    run : bool
        Start training at once.
    preset : str or None
    theme : "light", "dark" or None
        None follows the system.
    """

    data: str | None = None
    session: str | None = None
    run: bool = False
    preset: str | None = None
    theme: str | None = None

    @classmethod
    def parse(cls, argv: Sequence[str]) -> Self:
        """The options in a list of arguments, without the program's name."""
        parser = argparse.ArgumentParser(prog="wordscope")
        parser.add_argument("--data")
        parser.add_argument("--session")
        parser.add_argument("--run", action="store_true")
        parser.add_argument("--preset")
        parser.add_argument("--theme", choices=("light", "dark"))
        return cls(**vars(parser.parse_args(list(argv))))
