"""Layouts on request: neighbours stay together, they can be stopped, and what they cannot do is told."""

from __future__ import annotations

import re
import time

import numpy as np
import pytest

from engine.errors import Cancelled, SettingError
from engine.vectors import layout
from engine.vectors.layout import LAYOUTS, Layout, available, lay_out

KEYS = [
    pytest.param(
        key,
        marks=pytest.mark.skipif(
            not entry.available, reason=f"{entry.name} is an extra: pip install 'wordscope[{key}]'"
        ),
    )
    for key, entry in LAYOUTS.items()
]


@pytest.mark.parametrize("key", KEYS)
def test_groups_stay_together_and_progress_rises(key: str) -> None:
    rng = np.random.default_rng(0)
    group = np.repeat([0, 1, 2], 20)
    vectors = np.eye(6)[group] * 3 + rng.normal(scale=0.1, size=(60, 6))
    told: list[float] = []
    found = lay_out(key, vectors, progress=told.append)
    assert found.shape == (60, 2)
    assert found.dtype == np.float32
    nearest = np.argsort(((found[:, None] - found[None]) ** 2).sum(axis=2), axis=1)[:, 1]
    np.testing.assert_array_equal(group[nearest], group)
    assert told == sorted(told)
    assert told[-1] > 0.5


@pytest.mark.parametrize("key", KEYS)
def test_the_fewest_words_have_places_even_if_all_are_equal(key: str) -> None:
    found = lay_out(key, np.ones((4, 3)))
    assert found.shape == (4, 2)
    assert np.isfinite(found).all()


@pytest.mark.parametrize("key", KEYS)
def test_it_stops_at_once_when_told(key: str) -> None:
    def stop(share: float) -> None:
        raise Cancelled

    begin = time.perf_counter()
    with pytest.raises(Cancelled):
        lay_out(key, np.random.default_rng(0).normal(size=(500, 5)), progress=stop)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize("key", KEYS)
def test_too_few_words_and_infinite_ones_are_told(key: str) -> None:
    with pytest.raises(SettingError, match="at least 4 words, and there are 3"):
        lay_out(key, np.ones((3, 2)))
    with pytest.raises(SettingError, match="finite vectors"):
        lay_out(key, np.full((9, 2), np.inf))


def test_every_layout_has_a_name_of_its_own_and_t_sne_is_always_there() -> None:
    assert all(entry.key == key for key, entry in LAYOUTS.items())
    assert len({entry.name for entry in LAYOUTS.values()}) == len(LAYOUTS)
    assert "tsne" in {entry.key for entry in available()}
    assert {entry.key for entry in available()} == {key for key, each in LAYOUTS.items() if each.available}


def test_what_is_not_installed_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Layout("absent", "Absent", "no_such_library", re.compile("x"), 0.0, lambda rows, seed: rows)
    monkeypatch.setitem(layout.LAYOUTS, "absent", absent)
    assert absent not in available()
    with pytest.raises(SettingError, match=r"not installed; pip install 'wordscope\[absent\]'"):
        lay_out("absent", np.eye(5))
    with pytest.raises(SettingError, match="unknown; choose one of tsne, umap"):
        lay_out("ump", np.eye(5))
