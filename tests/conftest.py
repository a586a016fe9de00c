"""Fixtures and rules of the whole suite: off-screen Qt, private user folders, nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.leaks import Leftovers

# Before any Qt import. On a desktop, QT_QPA_PLATFORM=xcb shows the windows while they are tested.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

settings.register_profile(
    "wordscope",
    max_examples=50,
    derandomize=True,  # the same examples everywhere: a red run can be repeated
    database=None,
    deadline=None,  # a busy machine is not a failing test
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("wordscope")

USER_FOLDERS = {
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
}
_failed = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives widgets as `gui`: whatever needs the application, directly or through qtbot."""
    for item in items:
        if "qapp" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gui)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure until the fixtures are taken down."""
    report = yield
    if report.failed:
        item.stash[_failed] = True
    return report


@pytest.fixture(autouse=True)
def user_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home for each test, so that none reads or writes the folders of whoever runs the suite."""
    home = tmp_path_factory.mktemp("home")
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(home))
    for variable, name in USER_FOLDERS.items():
        folder = home / name
        folder.mkdir(mode=0o700)
        monkeypatch.setenv(variable, str(folder))
    return home


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest, user_home: Path) -> Iterator[None]:
    """Fail a GUI test that leaves a thread, a running timer or a visible window."""
    if "qapp" not in request.fixturenames:
        yield
        return
    from tests import leaks

    _keep_settings_in(user_home)
    with leaks.watched() as left:
        yield
        found = _settle(left)
        left.clear()
    leaks.delete_discarded(if_more_than=100)
    # The traceback of a failed test keeps its windows alive: one report is enough.
    if found and not request.node.stash.get(_failed, False):
        pytest.fail("left behind: " + "; ".join(found))


def _settle(left: Leftovers) -> list[str]:
    from tests import leaks

    found = left.find()
    if found:  # collecting garbage is too slow to do after every test
        leaks.delete_discarded()
        found = left.find()
    return found


def _keep_settings_in(home: Path) -> None:
    """Qt reads the environment for its settings once only; say it again for each test."""
    from PySide6.QtCore import QSettings

    for kind in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
        QSettings.setPath(kind, QSettings.Scope.UserScope, str(home / "config"))


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data(project_root: Path) -> Path:
    """The folder of real data sets beside the checkout; skips the test where there is none."""
    folder = project_root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the real data sets in ../shared/data beside the checkout, which are not there")
    return folder
