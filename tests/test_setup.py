"""The set-up: a binding that does not crash, a lock that is whole, rules between packages, a clean tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtCore import QObject, Signal

from tools.lock import EDITABLE_BUILD, pins, requirements

PIN = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)==(?P<version>[0-9][0-9a-z.]*)")
TARGETS = ["run", "test", "test-engine", "check", "setup", "bench", "demo-corpus", "models"]
TARGETS += ["screenshots", "lock", "clean", "help"]
# Written in halves, so that this file does not hold what it forbids.
PACKAGE_HOSTS = re.compile(r"py" r"pi\.(?:org|io)|python" r"hosted\.org|deb\." r"debian\.org|/simple" r"/\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:root|work|opt|Users/\w+|home/\w+)/\w")


class Sender(QObject):
    """A signal of the kind on which a broken binding lost references."""

    fired = Signal(bool)


def test_emitting_loses_no_reference_to_true() -> None:
    """PySide6 6.12.0 on Python 3.11 dies of this within seconds of a moving curve."""
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(100_000):
        sender.fired.emit(True)
    assert abs(sys.getrefcount(True) - before) < 1_000


def test_binding_is_a_version_without_the_leak(project_root: Path) -> None:
    """Where booleans are immortal (Python 3.12 on) the count above proves nothing: look at the version."""
    bounds = bounds_of(project_root, "pyside6-essentials")
    assert bounds.specifier.contains(version("PySide6-Essentials"))
    assert not bounds.specifier.contains("6.12.0")


def test_lock_holds_names_and_versions_only(project_root: Path) -> None:
    lines = lock_lines(project_root)
    assert [line for line in lines if PIN.fullmatch(line) is None] == []
    assert lines == sorted(lines)


def test_lock_meets_every_bound_of_the_project(project_root: Path) -> None:
    pinned = locked(project_root)
    for text in requirements(project_root / "pyproject.toml"):
        wanted = Requirement(text)
        assert wanted.specifier.contains(pinned[canonicalize_name(wanted.name)]), text


def test_lock_covers_what_the_requirements_require(project_root: Path) -> None:
    """Walks the installed metadata: a gap would be filled with whatever is newest that day."""
    pinned = locked(project_root)
    waiting = [Requirement(text).name for text in requirements(project_root / "pyproject.toml")]
    seen: set[str] = set()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in seen:
            seen.add(name)
            waiting += needed_by(name)
    assert seen - set(pinned) == set()


def test_build_tool_of_editable_installs_is_locked(project_root: Path) -> None:
    assert {Requirement(text).name for text in EDITABLE_BUILD} <= set(locked(project_root))


def test_pins_are_normalised_and_sorted() -> None:
    report = {"install": [{"metadata": {"name": name, "version": "1.0"}} for name in ("QtPy", "a.B_c")]}
    assert pins(report) == ["a-b-c==1.0", "qtpy==1.0"]


def test_packages_import_each_other_only_as_allowed(project_root: Path) -> None:
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=project_root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_and_lists_the_target(project_root: Path, target: str) -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("make is not installed here")
    listed = subprocess.run([make, "help"], cwd=project_root, capture_output=True, text=True, check=True)
    assert re.search(rf"^  make {target}  ", listed.stdout, re.MULTILINE)
    subprocess.run([make, "--dry-run", target], cwd=project_root, capture_output=True, check=True)


def test_no_file_names_a_package_host_or_a_place_on_one_machine(project_root: Path) -> None:
    found = [
        f"{path}:{number}: {match[0]}"
        for path in committed_files(project_root)
        for number, line in enumerate(text_of(project_root / path).splitlines(), start=1)
        for match in (PACKAGE_HOSTS.search(line) or MACHINE_PATHS.search(line),)
        if match is not None
    ]
    assert found == []


def bounds_of(project_root: Path, name: str) -> Requirement:
    """What pyproject.toml asks of a run-time dependency."""
    project = tomllib.loads((project_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = map(Requirement, project["dependencies"])
    return next(one for one in asked if canonicalize_name(one.name) == name)


def lock_lines(project_root: Path) -> list[str]:
    """The lines of constraints.txt without its comments."""
    lines = (project_root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def locked(project_root: Path) -> dict[str, str]:
    """Name -> version, as locked."""
    return dict(line.split("==", 1) for line in lock_lines(project_root))


def needed_by(name: str) -> list[str]:
    """What a distribution requires on this Python, extras left out; nothing is known of one not installed."""
    try:
        asked = map(Requirement, requires(name) or [])
    except PackageNotFoundError:
        return []
    return [one.name for one in asked if one.marker is None or one.marker.evaluate({"extra": ""})]


def committed_files(project_root: Path) -> list[str]:
    """The paths git tracks."""
    listing = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    done = subprocess.run(listing, cwd=project_root, capture_output=True, text=True, check=True)
    return [path for path in done.stdout.split("\0") if path and (project_root / path).is_file()]


def text_of(path: Path) -> str:
    """The text of a file; nothing for pictures, models and the like."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
