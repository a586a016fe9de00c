"""What `make` does before Wordscope is installed: when an environment is good, what the system lacks."""

from __future__ import annotations

import dataclasses
import os
import shutil
from pathlib import Path

import pytest

from tools import prepare, system_packages


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder with the programs that a complete environment has."""
    for name in ("python", "wordscope", "pytest"):
        path = prepare.program(tmp_path, name)
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def test_stamp_is_read_as_written(environment: Path) -> None:
    stamp = prepare.wanted_stamp(environment, ["test"])
    prepare.write_stamp(environment, stamp)
    assert prepare.read_stamp(environment) == stamp


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"python": 3', '{"python": "3", "location": "", "files": ""}']
)
def test_damaged_stamp_counts_as_none(environment: Path, text: str) -> None:
    (environment / "wordscope.json").write_text(text, encoding="utf-8")
    assert prepare.read_stamp(environment) is None


def test_stamp_is_not_believed_when_a_program_is_gone(environment: Path) -> None:
    prepare.write_stamp(environment, prepare.wanted_stamp(environment, ["test"]))
    prepare.program(environment, "pytest").unlink()
    assert prepare.read_stamp(environment) is None


def test_environment_serves_whoever_asks_for_no_more_than_it_has(environment: Path) -> None:
    plain, tests = (prepare.wanted_stamp(environment, extras) for extras in ([], ["test"]))
    assert tests.serves(plain)
    assert not plain.serves(tests)


@pytest.mark.parametrize(
    ("change", "same_base"),
    [({"python": "cpython 3.99"}, False), ({"location": "elsewhere"}, False), ({"files": "0"}, True)],
)
def test_other_python_place_or_files_need_work(
    environment: Path, change: dict[str, str], same_base: bool
) -> None:
    wanted = prepare.wanted_stamp(environment, [])
    other = dataclasses.replace(wanted, **change)  # type: ignore[arg-type]
    assert not other.serves(wanted)
    assert other.same_base(wanted) is same_base


def test_folder_without_python_is_not_an_environment(tmp_path: Path) -> None:
    assert not prepare.has_same_python(tmp_path)


def test_libraries_depend_on_the_display() -> None:
    none = system_packages.wanted_libraries({"DISPLAY": ""})
    x11 = system_packages.wanted_libraries({"DISPLAY": ":0"})
    both = system_packages.wanted_libraries({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    assert "libGL.so.1" in none
    assert "libxcb-cursor.so.0" in x11.keys() - none.keys()
    assert "libwayland-client.so.0" in both.keys() - x11.keys()


def test_missing_library_is_noticed() -> None:
    assert not system_packages.can_load("libNoSuchThing.so.0")


def test_without_root_the_line_to_type_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(system_packages.MissingPackages, match=r"sudo apt-get install .* libgl1 libegl1"):
        system_packages.install(["libgl1", "libegl1"])


def test_without_apt_the_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(system_packages.MissingPackages, match="libgl1"):
        system_packages.install(["libgl1"])
