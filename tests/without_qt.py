"""Pytest plugin that makes Qt unimportable: ``pytest -p no:pytest-qt -p tests.without_qt tests/engine``.

Proof that the engine is useful on a machine where no Qt is installed.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType

import pytest

BLOCKED = frozenset({"PySide6", "shiboken6", "pyqtgraph", "qtawesome", "qtpy", "PyQt5", "PyQt6", "explorer"})


class QtBlocker:
    """Meta-path finder that answers for Qt, what stands on it, and the window: not here."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the blocked packages, leave all others to the finders that follow."""
        if name.partition(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name!r} (blocked in this run)", name=name)
        return None


def pytest_addoption(parser: pytest.Parser) -> None:
    """Keep pyproject's options of the absent pytest-qt from counting as misspelt."""
    parser.addini("qt_log_level_fail", "read by pytest-qt")
    parser.addini("qt_log_ignore", "read by pytest-qt", type="linelist")


def pytest_configure() -> None:
    """Block before the first test module is read."""
    sys.meta_path.insert(0, QtBlocker())
