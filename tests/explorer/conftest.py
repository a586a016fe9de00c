"""A session on a tiny treebank, closed after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.corpus import catalogue
from engine.training.spec import RunSpec
from explorer.session import Session
from tests.corpora import quick_spec, write_trees

MakeSession = Callable[..., Session]


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A folder of tiny labelled trees."""
    return write_trees(tmp_path / "trees")


@pytest.fixture
def make_session(qtbot: QtBot, trees: Path) -> Iterator[MakeSession]:
    """Makes a session with its data read; closes all of them in the end."""
    made: list[Session] = []

    def make(*, read: bool = True, **changes: object) -> Session:
        spec: RunSpec = quick_spec(trees, **changes)
        session = Session(spec)
        session.dataset = catalogue.resolve(trees) if read else None
        # Some seconds a network, which only the test of just that needs.
        session.evaluations.prepares = False
        made.append(session)
        return session

    yield make
    for session in made:
        session.close()


@pytest.fixture
def session(make_session: MakeSession) -> Session:
    """A session whose run takes 30 steps."""
    return make_session()
