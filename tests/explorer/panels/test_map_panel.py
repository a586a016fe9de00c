"""The panel of the map: search, selection, undo, axes, colours, facts and files, on hand-made vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from engine.sentiment.model import SentimentModel
from engine.vectors import WordVectors
from engine.vectors.layout import LAYOUTS, available
from engine.vectors.placing import FROZEN, Axes
from explorer import colouring, positions
from explorer.map import picking
from explorer.panels.map_panel import COURSE, MapPanel
from explorer.positions import survivors
from explorer.session import RunState, Session
from tests.explorer.panels.conftest import BuildPanel

WORDS = ("the", "good", "great", "fine", "bad", "awful", "film", "plot", "king", "queen", "man", "woman")


@pytest.fixture
def panel(session: Session, vectors: WordVectors, build_panel: BuildPanel) -> MapPanel:
    made = build_panel("map", session)
    assert isinstance(made, MapPanel)
    session.show_vectors(vectors)
    return made


def give_outputs(session: Session) -> None:
    """A snapshot such as a run sends."""
    assert session.vectors is not None
    session.outputs = session.vectors.matrix[::-1].copy()
    session.first_vectors = session.vectors.matrix * np.float32(0.5)
    session.snapshot_changed.emit()


def differing(one: QImage, other: QImage) -> npt.NDArray[np.intp]:
    """Row and column of every pixel in which two pictures differ, (n, 2)."""
    first, second = (
        np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
        for image in (one.convertToFormat(QImage.Format.Format_RGB32), other)
    )
    return np.argwhere((first != second).any(axis=2))


def test_search_lights_up_completes_and_flies(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    panel.search.setText("OO")
    assert panel.found.text() == "1 found"
    panel.search.setText("g")
    assert panel.completer.offered.stringList()[0] == "good"
    with qtbot.waitSignal(session.search_changed):
        panel.search.setText("/^wo?man$|^king$/")
    assert panel.found.text() == "2 found"
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert session.selection.word == "king"
    with qtbot.waitSignal(session.search_changed):
        panel.search.setText("/(/")
    assert panel.found.text() == "not an expression"
    assert "no regular expression" in panel.found.toolTip()
    panel.search.clear()
    assert panel.found.text() == ""


def test_swept_words_are_selected_the_most_frequent_first(panel: MapPanel, session: Session) -> None:
    panel.view.swept.emit(np.array([5, 1, 4]), False)
    assert session.selection.chosen.tolist() == [1, 4, 5]
    panel.view.swept.emit(np.array([0, 1]), True)
    assert session.selection.chosen.tolist() == [1, 4, 5, 0]
    panel.view.word_added.emit(4)
    assert session.selection.chosen.tolist() == [1, 5, 0]
    panel.view.word_clicked.emit(7)
    assert session.selection.chosen.tolist() == [7]
    panel.view.background_clicked.emit()
    assert session.selection.index is None


def test_undo_and_redo_of_selection_and_view(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    session.selection.select(1)
    session.selection.choose([2, 3])
    qtbot.keyClick(panel.view, Qt.Key.Key_Plus)
    near = panel.view.outlook
    panel.view.setFocus()
    for expected in ([2, 3], [1], []):
        qtbot.keyClick(panel.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert session.selection.chosen.tolist() == expected
        assert panel.view.outlook is None
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for _ in range(3):
        qtbot.keyClick(panel.view, Qt.Key.Key_Z, both)
    assert session.selection.chosen.tolist() == [2, 3]
    assert panel.view.outlook == near
    qtbot.waitUntil(lambda: not panel.view.is_moving)


def test_pins_and_their_key(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    session.selection.select(4)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_P)
    assert session.selection.pinned == (4,)
    qtbot.keyClick(panel.view, Qt.Key.Key_P)
    assert session.selection.pinned == ()


def test_the_selected_word_is_readable_without_seeing(panel: MapPanel, session: Session) -> None:
    session.select_word("good")
    told = panel.view.accessibleDescription()
    near = session.vectors.neighbours("good", 12) if session.vectors else []
    assert told.startswith("Selected: good. Nearest by cosine: ")
    assert all(each.word in told for each in near)


def test_the_facts_count_surviving_neighbours(
    panel: MapPanel, session: Session, qtbot: QtBot, vectors: WordVectors
) -> None:
    qtbot.waitUntil(lambda: panel.positions.kept is not None, timeout=8000)
    placed = panel.positions.placed
    assert placed is not None
    kept, of, asked = survivors(vectors.matrix, placed.coords)
    assert (panel.positions.kept, of, asked) == (kept, 10, 12)
    assert f"{kept:.1f} of 10 neighbours kept (12 asked)" in panel.facts.text()
    assert f"{100 * sum(placed.explained):.0f} % of variance shown" in panel.facts.text()


def test_words_on_the_screen_weigh_in_the_next_alignment(panel: MapPanel, session: Session) -> None:
    session.frame_changed.emit()
    assert session.words_seen is None
    assert panel.positions.placed is not None
    place = panel.view.camera.to_screen(panel.positions.placed.coords[[1]])[0]
    panel.view.look(panel.view.camera.zoomed(200, (float(place[0]), float(place[1]))))
    session.frame_changed.emit()
    assert session.words_seen is not None
    assert np.flatnonzero(session.words_seen).tolist() == [1]


def test_torn_neighbours_of_the_selected_word_are_counted(panel: MapPanel, session: Session) -> None:
    session.neighbourhood.set_k(3)
    session.select_word("good")
    placed, near = panel.positions.placed, np.array(session.neighbourhood.rows)
    assert placed is not None
    torn = picking.torn(placed.coords, 1, near)
    assert (f"{len(torn)} of 3 neighbours of “good” torn off" in panel.facts.text()) == (len(torn) > 0)
    assert panel.view._scene.torn.tolist() == torn.tolist()
    session.selection.select(None)
    assert "torn" not in panel.facts.text()


def test_survivors_leave_out_words_without_a_place() -> None:
    matrix = np.random.default_rng(0).normal(size=(8, 2))
    coords = matrix / np.linalg.norm(matrix, axis=1, keepdims=True)
    coords[3] = np.nan
    kept, of, asked = survivors(matrix, coords)
    assert (kept, of, asked) == (pytest.approx(6.0), 6, 7)


def test_axes_of_words_and_back(panel: MapPanel, session: Session) -> None:
    failed: list[str] = []
    session.failed.connect(lambda told, _details: failed.append(told))
    panel.axes_bar.upward.setText("man - woman")
    panel.axes.choose("words")
    assert panel.axes_bar.isVisible()
    assert panel.positions.placed is not None
    assert panel.positions.placed.names == ("good − bad", "man − woman")
    panel.axes_bar.across.setText("good bad")
    panel.axes_bar.submit()
    assert "no sign before 'bad'" in failed[-1]
    panel.axes_bar.across.setText("nonsense")
    panel.axes_bar.submit()
    assert "'nonsense' is not in the vocabulary" in failed[-1]
    assert panel.positions.axes == Axes()
    assert not panel.axes_bar.isVisible()
    panel.axes.choose("words")
    panel.axes_bar.close_button.click()
    assert panel.positions.axes == Axes()


def test_a_run_places_its_words_and_the_window_those_it_has_left(panel: MapPanel, session: Session) -> None:
    session.state = RunState.RUNNING
    panel.axes_bar.upward.setText("man - woman")
    panel.axes.choose("words")
    assert panel.positions.placed is session.frame
    session.state = RunState.FINISHED
    session.state_changed.emit()
    assert panel.positions.placed is not None
    assert panel.positions.placed.names == ("good − bad", "man − woman")


def test_components_and_frozen_axes(panel: MapPanel, session: Session) -> None:
    panel.axes.choose("1 2")
    assert panel.positions.placed is not None
    assert panel.positions.placed.names == ("PC 2–3, x", "PC 2–3, y")
    panel.menu.freeze.setChecked(True)
    assert panel.positions.placed.note == FROZEN
    assert FROZEN in panel.facts.text()
    session.snapshot_changed.emit()
    assert panel.positions.placed.note == FROZEN
    panel.menu.freeze.setChecked(False)
    panel.axes.choose("0 1")
    assert panel.positions.placed.names == ("PC 1", "PC 2")


def test_output_vectors_need_a_run_and_both_show_every_word_twice(panel: MapPanel, session: Session) -> None:
    told: list[str] = []
    session.noticed.connect(told.append)
    panel.menu.space_chosen.emit("both")
    assert "Only a run has output vectors" in told[-1]
    give_outputs(session)
    panel.menu.space_chosen.emit("both")
    assert panel.view.n_words == 2 * len(WORDS)
    assert panel.positions.placed is not None
    place = panel.view.camera.to_screen(panel.positions.placed.coords[[len(WORDS) + 1]])[0]
    panel.view.look(panel.view.camera.zoomed(200, (float(place[0]), float(place[1]))))
    panel.positions.changed.emit()
    assert session.words_seen is not None
    # The output vectors are the input vectors in reverse, so the second one lies where the last but one does.
    assert np.flatnonzero(session.words_seen).tolist() == [len(WORDS) - 2, len(WORDS) + 1]
    panel.view.word_clicked.emit(len(WORDS) + 3)
    assert session.selection.word == "fine"
    panel.menu.space_chosen.emit("input")
    assert panel.view.n_words == len(WORDS)


def test_every_colour_can_be_chosen(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    give_outputs(session)
    for name in ("frequency", "vector length", "distance moved", "one colour", "groups"):
        panel.colour.setCurrentText(name)
        panel.colour.activated.emit(panel.colour.currentIndex())
        if name != "one colour":
            qtbot.waitUntil(lambda: panel.colours.colouring is not None)
        assert panel.colours.name == name
    session.snapshot_changed.emit()


def test_what_colours_lack_is_told(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    with qtbot.waitSignal(session.noticed) as caught:
        panel.colours.choose("sentiment")
    assert "train on labelled sentences" in caught.args[0]


def test_colours_that_cannot_be_made_say_why_where_the_legend_would_be(
    panel: MapPanel, session: Session, vectors: WordVectors
) -> None:
    assert panel.colours.name == "sentiment"
    told = panel.view.image()
    assert panel.colours.lacking == "Sentiment needs a classifier: train on labelled sentences."
    panel.colours.choose("one colour")
    assert panel.colours.lacking == ""
    bare = panel.view.image()
    found = differing(told, bare)
    assert len(found)
    assert found[:, 1].min() > panel.view.width() / 2
    assert found[:, 0].min() > panel.view.height() / 2
    panel.colours.choose("frequency")
    assert panel.colours.lacking == ""
    session.show_vectors(WordVectors(WORDS, vectors.matrix))
    assert panel.colours.lacking == "These vectors came without counts."
    panel.colours.choose("sentiment")
    session.show_model(SentimentModel("given", vectors, np.zeros((8, 5)), np.zeros(5)), "given")
    assert panel.colours.lacking == ""


def test_many_words_are_coloured_and_placed_in_tasks(
    panel: MapPanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(colouring, "AT_ONCE", 1)
    monkeypatch.setattr(positions, "AT_ONCE", 1)
    with qtbot.waitSignal(panel.colours.changed):
        panel.colours.choose("frequency")
    with qtbot.waitSignal(panel.positions.changed):
        panel.axes.choose("0 2")
    assert panel.positions.placed is not None
    assert panel.positions.placed.names[0] == "PC 1–3, x"


def test_a_column_of_a_file_colours_the_map(
    panel: MapPanel, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "kinds.tsv"
    file.write_text("word\tkind\n" + "\n".join(f"{word}\t{len(word)}" for word in WORDS))
    panel.files.read_columns(file)
    qtbot.waitUntil(lambda: panel.colours.colouring is not None)
    assert panel.colours.colouring is not None
    assert panel.colours.colouring.title == "kind"
    assert panel.colour.currentText() == "column of a file…"


def test_the_map_is_saved_in_three_ways(
    panel: MapPanel, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    told: list[str] = []
    session.noticed.connect(told.append)
    session.failed.connect(lambda text, _details: told.append(text))
    for kind in ("png", "svg", "csv"):
        panel.files.save(tmp_path / f"map.{kind}", kind)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert all(text.startswith("Saved") for text in told)
    assert (tmp_path / "map.csv").read_text().startswith("word,PC 1,PC 2\n")
    for kind in ("png", "svg", "csv"):
        panel.files.save(tmp_path / "no" / f"map.{kind}", kind)
    qtbot.waitUntil(lambda: len(told) == 6)
    assert all("cannot be written" in text for text in told[3:])


def test_tsne_is_found_in_a_task(panel: MapPanel, session: Session, qtbot: QtBot) -> None:
    session.vectors_step = 1234
    panel.axes.choose("tsne")
    qtbot.waitUntil(lambda: panel.positions.layout == "tsne", timeout=30_000)
    assert "t-SNE at step 1,234" in panel.facts.text()
    assert panel.positions.placed is not None
    assert panel.positions.placed.names == ("t-SNE x", "t-SNE y")
    assert "variance" not in panel.facts.text()
    panel.axes.choose("0 1")
    assert panel.positions.layout == ""


def test_labels_of_the_course_and_sizes(panel: MapPanel) -> None:
    panel.menu.mark("labels_chosen", COURSE)
    panel.menu.labels_chosen.emit(COURSE)
    panel.view.grab()
    assert {WORDS[label.index] for label in panel.view.labels} == {"the", "good", "great", "bad"}
    plain = panel.view.image()
    panel.menu.point_size.setValue(200)
    assert panel.view.image() != plain


def test_the_menu_offers_the_layouts_that_are_installed(panel: MapPanel) -> None:
    offered = set(panel.menu.choices["axes_chosen"]) & set(LAYOUTS)
    assert offered == {layout.key for layout in available()}
