"""Vectors from files: chosen, dropped, cut to the first, refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from engine.vectors import WordVectors, formats
from explorer import vector_files
from explorer.session import Session
from explorer.vector_files import VectorFiles, holds_vectors

WORDS = ("the", "good", "bad", "film", "plot")
VECTORS = WordVectors(WORDS, np.random.default_rng(2).normal(size=(5, 3)))
ENDINGS = ("txt", "vec", "bin", "npz", "tsv", "txt.gz", "bin.gz")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def others() -> list[Path]:
    """What was passed on because it holds no vectors."""
    return []


@pytest.fixture
def files(window: QWidget, session: Session, others: list[Path]) -> VectorFiles:
    return VectorFiles(window, session, others.append)


def drop(window: QWidget, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    no, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    entering = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, mime, left, no)
    QApplication.sendEvent(window, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(window, QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, left, no))


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_can_be_dropped(
    window: QWidget, session: Session, files: VectorFiles, qtbot: QtBot, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"vectors.{ending}"
    formats.save(VECTORS, path)
    drop(window, path)
    qtbot.waitUntil(lambda: session.words == WORDS)
    assert session.vectors is not None
    np.testing.assert_array_equal(session.vectors.matrix, VECTORS.matrix)
    assert session.frame is not None
    assert session.frame.coords.shape == (5, 2)


@pytest.mark.parametrize(
    "text", ["it was 3 hours long and dull\n", "one line\n", "5 stars\nfine\n", "\x00\x01"]
)
def test_everything_else_is_passed_on(
    window: QWidget, files: VectorFiles, others: list[Path], tmp_path: Path, text: str
) -> None:
    path = tmp_path / "text.txt"
    path.write_text(text)
    assert not holds_vectors(path)
    drop(window, path)
    drop(window, tmp_path)
    assert others == [path, tmp_path]


def test_of_a_large_file_one_is_asked_how_much(
    session: Session, files: VectorFiles, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats.save(VECTORS, tmp_path / "v.txt")
    monkeypatch.setattr(vector_files, "LARGE", 1)
    monkeypatch.setattr(vector_files, "CHOICES", {"two": 2, "some": 3, "three": 3})
    answers = [("two", False), ("two", True)]
    monkeypatch.setattr(QInputDialog, "getItem", lambda *_args, **_named: answers.pop(0))
    files.ask_and_open(tmp_path / "v.txt")
    assert session.tasks.running == ()
    files.ask_and_open(tmp_path / "v.txt")
    qtbot.waitUntil(lambda: session.words == WORDS[:2])


def test_a_damaged_row_is_told_with_its_number_and_the_map_stays(
    session: Session, files: VectorFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    session.show_vectors(VECTORS)
    (tmp_path / "v.txt").write_text("a 1 2\nb 1 nan\n")
    with qtbot.waitSignal(session.failed) as caught:
        files.open(tmp_path / "v.txt")
    assert "line 2" in caught.args[0]
    assert session.words == WORDS


def test_what_a_reader_passed_over_is_told(
    session: Session, files: VectorFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "v.txt").write_text("a 1 2\nb 1 3\na 4 5\n")
    with qtbot.waitSignal(session.noticed) as caught:
        files.open(tmp_path / "v.txt")
    assert "occurs again" in caught.args[0]
