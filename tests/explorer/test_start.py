"""The window's start: what is slow to import waits until it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

SLOW = ("scipy", "sklearn", "joblib", "pandas", "pooch")
LOADED = "import {module}, sys; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"


@pytest.mark.parametrize("module", ["explorer.app", "explorer.__main__"])
def test_no_slow_library_is_imported_before_the_window_is_there(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    assert "numpy" in loaded
    assert loaded.isdisjoint(SLOW), sorted(loaded & set(SLOW))
