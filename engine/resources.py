"""Where the bundled files lie: beside the packages in a checkout, inside the engine once installed."""

from __future__ import annotations

from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a bundled file, for instance ``resource("demo", "train.txt")``."""
    package = Path(__file__).parent
    installed = package / "_resources"
    root = installed if installed.is_dir() else package.parent / "resources"
    return root.joinpath(*parts)
