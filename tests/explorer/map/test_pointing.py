"""Sweeping words up, adding to the selection, trails, colours, sizes and drawings of the map."""

from __future__ import annotations

import csv
import io
import itertools
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from engine.errors import Cancelled, FileError
from explorer.map import export, labels, picking, raster, region, scene, trails
from explorer.map.camera import Camera
from explorer.map.labels import Label
from explorer.map.trails import Trails
from explorer.map.view import MapView
from explorer.theme import SMALL_POINTS, font

WORDS = ["great", "good", "bad", "awful", "film, the"]
PLACES = np.array([[1, 1], [1, 0.5], [-1, -1], [-1, -0.4], [0, 0]], dtype=np.float32)
LEFT, SHIFT, CTRL = (
    Qt.MouseButton.LeftButton,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    qtbot.waitExposed(made)
    made.set_words(WORDS)
    made.set_frame(PLACES, (0.41, 0.12))
    return made


def place(view: MapView, index: int) -> QPoint:
    x, y = view.camera.to_screen(PLACES[[index]])[0].tolist()
    return QPoint(round(x), round(y))


def sweep(qtbot: QtBot, view: MapView, points: list[QPoint], keys: Qt.KeyboardModifier) -> list[object]:
    """Drag along some points and return what the map told."""
    told: list[object] = []
    view.swept.connect(lambda found, adds: told.append((found.tolist(), adds)))
    qtbot.mousePress(view, LEFT, keys, points[0])
    for point in points[1:]:
        qtbot.mouseMove(view, point)
    qtbot.mouseRelease(view, LEFT, keys, points[-1])
    return told


def around(view: MapView, first: int, second: int) -> list[QPoint]:
    one, other = place(view, first), place(view, second)
    left, right = sorted((one.x(), other.x()))
    top, bottom = sorted((one.y(), other.y()))
    return [QPoint(left - 9, top - 9), QPoint(right + 9, top), QPoint(right + 9, bottom + 9)]


def test_shift_and_drag_selects_by_a_box(view: MapView, qtbot: QtBot) -> None:
    assert sweep(qtbot, view, around(view, 0, 1), SHIFT) == [([0, 1], False)]


def test_ctrl_and_drag_selects_by_a_lasso(view: MapView, qtbot: QtBot) -> None:
    at = place(view, 2)
    corners = [at + QPoint(*step) for step in ((-9, -9), (9, -9), (9, 9), (-9, 9), (-9, -5))]
    camera = view.camera
    assert sweep(qtbot, view, corners, CTRL) == [([2], False)]
    assert view.camera == camera


@pytest.mark.parametrize("tool", ["box", "lasso"])
def test_a_tool_sweeps_without_keys_and_shift_adds(view: MapView, qtbot: QtBot, tool: str) -> None:
    view.set_tool(tool)
    box = around(view, 2, 3)
    corners = box if tool == "box" else [*box, QPoint(box[0].x(), box[2].y())]
    assert sweep(qtbot, view, corners, SHIFT) == [([2, 3], True)]
    view.set_tool("move")


def test_the_outline_is_seen_while_one_sweeps(view: MapView, qtbot: QtBot) -> None:
    before = view.grab().toImage()
    qtbot.mousePress(view, LEFT, SHIFT, QPoint(100, 100))
    qtbot.mouseMove(view, QPoint(200, 200))
    assert view.grab().toImage() != before
    qtbot.mouseRelease(view, LEFT, SHIFT, QPoint(200, 200))


def test_shift_and_click_adds_a_word(view: MapView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.word_added) as caught, qtbot.assertNotEmitted(view.word_clicked):
        qtbot.mouseClick(view, LEFT, SHIFT, place(view, 3))
    assert caught.args == [3]
    with qtbot.assertNotEmitted(view.background_clicked):
        qtbot.mouseClick(view, LEFT, SHIFT, QPoint(320, 10))


def test_a_region_is_what_the_rule_of_ray_crossings_says() -> None:
    rng = np.random.default_rng(1)
    coords = rng.uniform(-2, 2, (3000, 2)).astype(np.float32)
    coords[7] = np.nan
    camera = Camera(0, 0, 100, 400, 400)
    corners = [(50, 60), (350, 90), (200, 380), (120, 200), (300, 30)]
    found = region.inside(coords, corners, camera)
    at = camera.to_screen(coords)
    within = np.zeros(len(at), dtype=bool)
    nearest = np.full(len(at), np.inf)
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        crosses = (y1 > at[:, 1]) != (y2 > at[:, 1])
        within ^= crosses & (at[:, 0] < (x2 - x1) * (at[:, 1] - y1) / (y2 - y1) + x1)
        along = np.clip(((at - [x1, y1]) @ [x2 - x1, y2 - y1]) / ((x2 - x1) ** 2 + (y2 - y1) ** 2), 0, 1)
        edge = np.hypot(*(at - [x1, y1] - along[:, None] * [x2 - x1, y2 - y1]).T)
        nearest = np.fmin(nearest, edge)
    sure = nearest > 1.5
    np.testing.assert_array_equal(np.isin(np.flatnonzero(sure), found), within[sure])


def test_several_selected_words_grey_the_others_and_hide_none(view: MapView) -> None:
    state = scene.Scene()
    state.rename(WORDS, None)
    state.chosen = np.array([1])
    assert state.grey is None
    state.chosen = np.array([1, 3])
    assert state.grey is not None
    assert state.grey.tolist() == [True, False, True, False, True]
    view.set_chosen([1, 3])
    view.grab()
    assert {label.index for label in view.labels} == set(range(5))


def test_torn_neighbours_are_those_not_among_the_nearest_on_the_map() -> None:
    rng = np.random.default_rng(3)
    coords = rng.normal(size=(200, 2)).astype(np.float32)
    coords[9] = np.nan
    neighbours = rng.choice(np.arange(1, 200), 12, replace=False)
    distance = np.hypot(*(coords - coords[0]).T)
    distance[[0, 9]] = np.inf
    nearest = set(np.argsort(distance)[:12].tolist())
    expected = [word for word in neighbours.tolist() if word not in nearest]
    assert picking.torn(coords, 0, neighbours).tolist() == expected
    assert picking.torn(coords, 9, neighbours).tolist() == []


def test_torn_lines_look_different(view: MapView) -> None:
    view.set_selected(0)
    view.set_neighbours([1, 2])
    kept = view.image()
    view.set_neighbours([1, 2], [2])
    assert view.image() != kept


def test_trails_follow_their_words_and_thin_themselves() -> None:
    followed = Trails()
    followed.follow((0, 2))
    for step in range(3 * trails.MOST):
        followed.add(PLACES + step)
    followed.add(np.full((5, 2), np.nan))
    way = followed.paths[2]
    assert set(followed.paths) == {0, 2}
    assert trails.MOST // 2 < len(way) <= trails.MOST
    assert (np.diff(way[:, 0]) > 0).all()
    np.testing.assert_array_equal(way[0], PLACES[2])
    followed.follow((2, 3))
    assert len(followed.paths[2]) == len(way)
    assert len(followed.paths[3]) == 0
    followed.clear()
    assert [len(each) for each in followed.paths.values()] == [0, 0]


def test_trails_sizes_and_axes_change_the_picture(view: MapView) -> None:
    seen = [view.image()]
    view.set_trails({0: np.array([[-1, 1], [0, 0.5], [1, 1]], dtype=np.float32)})
    seen.append(view.image())
    view.set_sizes(points=2.0)
    seen.append(view.image())
    view.set_sizes(points=2.0, labels=1.6)
    seen.append(view.image())
    view.set_axes(("good − bad", "he − she"))
    seen.append(view.image())
    assert all(one != other for one, other in itertools.pairwise(seen))


def test_groups_are_listed_by_name(view: MapView) -> None:
    view.set_colouring(np.array([0, 0, 1, 1, np.nan]), "categorical", labels=("one", "two"))
    first = view.image()
    view.set_colouring(np.array([0, 0, 1, 1, np.nan]), "categorical", labels=("one", "other"))
    assert view.image() != first
    with pytest.raises(ValueError, match="5 words but got 2 values"):
        view.show_colouring(scene.colouring(np.zeros(2), "sequential"))


def test_a_sure_label_is_written_over_points_but_never_over_labels() -> None:
    def arranged(sure: int) -> list[Label]:
        return labels.arrange(
            [0],
            np.array([], dtype=np.intp),
            lambda indices: np.array([[50.0, 50.0]])[: len(indices)],
            extent=lambda index: (30, 12),
            screen=(100, 100),
            limit=5,
            before={},
            points=[(0, 0, 100, 100)],
            sure=sure,
        )

    assert arranged(0) == []
    assert [label.index for label in arranged(1)] == [0]


def test_undoing_the_view_goes_back_to_it(view: MapView, qtbot: QtBot) -> None:
    assert view.outlook is None
    with qtbot.waitSignal(view.looked):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    near = view.outlook
    view.look_again(None)
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view.outlook is None
    view.look_again(near)
    assert view.outlook == near
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view.camera == near


def test_the_table_quotes_words_and_leaves_out_those_without_a_place(view: MapView) -> None:
    coords = PLACES.copy()
    coords[1] = np.nan
    view.set_frame(coords, None, animate=False)
    words, places, names = view.table
    rows = list(csv.reader(io.StringIO(export.csv_text(words, places, names).decode())))
    assert rows[0] == ["word", "PC 1", "PC 2"]
    assert [row[0] for row in rows[1:]] == ["great", "bad", "awful", "film, the"]
    np.testing.assert_allclose(np.array([row[1:] for row in rows[1:]], dtype=float), PLACES[[0, 2, 3, 4]])


def test_the_drawing_has_letters_and_a_circle_for_every_word(view: MapView) -> None:
    view.set_selected(0)
    view.set_neighbours([1])
    view.set_colouring(np.arange(5.0), "diverging", title="Mood")
    root = ElementTree.fromstring(export.svg(view.still))
    texts = [node.text for node in root.iter("{http://www.w3.org/2000/svg}text")]
    assert set(WORDS) <= set(texts)
    assert "Mood" in texts
    circles = list(root.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) >= 5


def test_a_drawing_that_cannot_be_written_says_so(view: MapView, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        export.write(tmp_path / "missing" / "map.svg", export.svg(view.still))


def test_drawn_letters_fill_their_places_and_have_a_halo(view: MapView) -> None:
    screen = QImage(view.size(), QImage.Format.Format_RGB32)
    root = ElementTree.fromstring(export.svg(view.still))
    sizes = [float(node.attrib["font-size"]) for node in root.iter("{http://www.w3.org/2000/svg}text")]
    expected = font(SMALL_POINTS).pointSizeF() * screen.logicalDpiY() / 72
    np.testing.assert_allclose(sizes, expected, atol=0.5)
    around = [
        group
        for group in root.iter("{http://www.w3.org/2000/svg}g")
        if group.get("stroke") == view.still.theme.panel.lower() and group.get("stroke-width") == "2.6"
    ]
    paths = [path for group in around for path in group.iter("{http://www.w3.org/2000/svg}path")]
    assert len(paths) == len(view.labels) == len(WORDS)


def test_a_drawing_that_is_cancelled_stops(view: MapView) -> None:
    def stop(_: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        export.svg(view.still, stop)


def test_an_empty_map_draws_an_empty_page(qtbot: QtBot) -> None:
    made = MapView()
    qtbot.addWidget(made)
    assert ElementTree.fromstring(export.svg(made.still)).tag.endswith("svg")


def test_very_many_hits_only_change_colour(view: MapView, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = view.image()
    view.set_highlight([0, 1, 2])
    large = view.image()
    monkeypatch.setattr(raster, "MOST_HITS", 2)
    view.set_highlight([0, 1, 2])
    small = view.image()
    assert plain != small != large
    view.set_highlight([0, 1])
    assert view.image() != small


def test_the_maps_keys_go_before_the_windows(qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    view = MapView(window)
    window.setCentralWidget(view)
    taken: list[str] = []
    window.addAction("undo a setting", "Ctrl+Z", lambda: taken.append("window"))
    view.undo_pressed.connect(lambda: taken.append("map"))
    window.show()
    qtbot.waitExposed(window)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Z, CTRL)
    assert taken == ["map"]
