"""A second map: turned to match, one selection for both, and what the two have in common."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QInputDialog
from pytestqt.qtbot import QtBot

from engine.vectors import WordVectors, formats
from engine.vectors.compare import common_rows, shared_by_word
from engine.vectors.projection import pca
from explorer import map_beside, vector_files
from explorer import theme as themes
from explorer.map_beside import matched
from explorer.panels.map_panel import MapPanel
from explorer.session import Session

RNG = np.random.default_rng(12)
WORDS = tuple(f"w{number}" for number in range(40))
MATRIX = RNG.normal(size=(40, 6)) * [6, 4, 1, 1, 1, 1]
FIRST = WordVectors(WORDS, MATRIX)
TURN, _ = np.linalg.qr(RNG.normal(size=(6, 6)))
ORDER = RNG.permutation(40)
SECOND = WordVectors(
    (*(WORDS[row] for row in ORDER), "only here"), np.vstack([(MATRIX @ TURN)[ORDER], MATRIX[:1] * 2])
)


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> MapPanel:
    made = MapPanel(session, themes.LIGHT)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_the_second_map_lies_as_the_first_whatever_its_turn_and_order() -> None:
    coords = pca(FIRST.matrix).project(FIRST.matrix)
    whole = SECOND.head(40)
    other = matched("second", whole, FIRST, coords * np.float32([-1, 1]))
    np.testing.assert_allclose(other.coords, (coords * [-1, 1])[ORDER], atol=1e-3)


def test_both_maps_have_one_selection(
    panel: MapPanel, session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    counted: list[bool] = []
    session.noticed.connect(told.append)
    monkeypatch.setattr(map_beside, "AGAIN_MS", 0)
    show = panel.beside.view.show_colouring
    monkeypatch.setattr(
        panel.beside.view, "show_colouring", lambda shown: (counted.append(True), show(shown))
    )
    session.show_vectors(FIRST)
    formats.save(SECOND, tmp_path / "second.npz")
    panel.beside.open(tmp_path / "second.npz")
    qtbot.waitUntil(lambda: panel.beside.isVisible(), timeout=5000)
    assert "41 words, 40 shared" in panel.beside.title.text()
    session.select_word("w7")
    shared = shared_by_word("w7", FIRST, SECOND, rows=common_rows(FIRST, SECOND))
    qtbot.waitUntil(lambda: f"“w7” shares {len(shared)} of 10" in panel.beside.facts.text(), timeout=5000)
    qtbot.waitUntil(lambda: "all words share 10.0 of 10" in panel.beside.facts.text(), timeout=5000)
    assert panel.beside.other is not None
    qtbot.waitUntil(lambda: panel.beside.describe(0) != "", timeout=5000)
    assert panel.beside.describe(0) == "shares 10 of 10 neighbours with the first map"
    assert panel.beside.describe(40) == ""
    panel.beside.view.word_clicked.emit(3)
    assert session.selection.word == SECOND.words[3]
    panel.beside.view.word_clicked.emit(40)
    assert "“only here” is not in the vocabulary" in told[-1]
    panel.beside.view.background_clicked.emit()
    assert session.selection.index is None
    session.snapshot_changed.emit()
    qtbot.waitUntil(lambda: len(counted) > 1, timeout=5000)
    panel.beside.close_button.click()
    assert not panel.beside.isVisible()


def test_of_a_large_second_file_one_is_asked_how_much(
    panel: MapPanel, session: Session, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.show_vectors(FIRST)
    path, second = tmp_path / "second.txt", SECOND.head(40)
    formats.save(second, path)
    monkeypatch.setattr(vector_files, "LARGE", path.stat().st_size - 1)
    monkeypatch.setattr(vector_files, "CHOICES", {"five": 5, "ten": 10, "all": None})
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(path), ""))
    asked: list[str] = []
    answers = [("five", False), ("five", True)]

    def answer(_parent: object, title: str, rule: str, *_args: object, **_named: object) -> tuple[str, bool]:
        asked.append(f"{title}: {rule}")
        return answers.pop(0)

    monkeypatch.setattr(QInputDialog, "getItem", answer)
    panel.beside.ask()
    assert session.tasks.running == ()
    panel.beside.ask()
    qtbot.waitUntil(lambda: panel.beside.isVisible(), timeout=5000)
    assert panel.beside.other is not None
    assert panel.beside.other.vectors.words == SECOND.words[:5]
    assert asked == [f"Open second.txt: {vector_files.RULE}"] * 2
    monkeypatch.setattr(vector_files, "LARGE", path.stat().st_size)
    panel.beside.ask()
    qtbot.waitUntil(lambda: "40 words" in panel.beside.title.text(), timeout=5000)
    assert len(asked) == 2


def test_what_cannot_be_compared_is_told(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.failed) as caught:
        panel.beside.show_vectors(SECOND, "second")
    assert "no first map yet" in caught.args[0]
    session.show_vectors(FIRST)
    with qtbot.waitSignal(session.failed) as caught:
        panel.beside.show_vectors(WordVectors(("x", "w1"), np.eye(2)), "foreign")
    assert "shares fewer than two words" in caught.args[0]
    assert not panel.beside.isVisible()


def test_another_vocabulary_closes_the_second_map(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    session.show_vectors(FIRST)
    panel.beside.show_vectors(SECOND, "second")
    qtbot.waitUntil(lambda: panel.beside.isVisible())
    session.show_vectors(FIRST.head(5))
    assert not panel.beside.isVisible()
