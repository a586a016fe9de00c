"""The advice to the C library is taken where it exists and harmless elsewhere."""

from __future__ import annotations

import platform
import sys

import pytest

from explorer.map import memory


def test_glibc_takes_the_advice_and_others_are_left_alone() -> None:
    assert memory.keep_freed_memory() == (platform.libc_ver()[0] == "glibc")
    assert memory.keep_freed_memory() == memory.keep_freed_memory()


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not memory.keep_freed_memory()
