"""The map as a widget: real clicks, keys, frames and pictures, off screen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.errors import FileError
from engine.types import Floats2d
from explorer.map import captions, export, overlay, raster, strips
from explorer.map.labels import Label
from explorer.map.view import MapView
from explorer.theme import DARK, LIGHT, Theme

WORDS = ["great", "good", "bad", "awful", "film"]
PLACES = np.array([[1, 1], [1, 0.5], [-1, -1], [-1, -0.4], [0, 0]], dtype=np.float32)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def filled(view: MapView) -> MapView:
    view.set_words(WORDS)
    view.set_frame(PLACES, (0.41, 0.12))
    return view


def cloud(n_words: int, seed: int = 0) -> Floats2d:
    return np.random.default_rng(seed).normal(size=(n_words, 2)).astype(np.float32)


def place(view: MapView, index: int, coords: Floats2d = PLACES) -> QPoint:
    x, y = view.camera.to_screen(coords[[index]])[0].tolist()
    return QPoint(round(x), round(y))


def wheel(view: MapView, at: QPoint, turn: int) -> None:
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)}


def overlap(one: Label, other: Label) -> bool:
    apart = (
        one.left + one.width <= other.left
        or other.left + other.width <= one.left
        or one.top + one.height <= other.top
        or other.top + other.height <= one.top
    )
    return not apart


def test_it_has_the_names_others_rely_on(view: MapView) -> None:
    assert view.objectName() == "wordMap"
    assert view.accessibleName() == "Word map"
    assert "plus, minus" in view.accessibleDescription()


@pytest.mark.parametrize("index", range(5))
def test_a_click_selects_the_word_under_it(filled: MapView, qtbot: QtBot, index: int) -> None:
    with qtbot.waitSignal(filled.word_clicked) as caught:
        qtbot.mouseClick(filled, LEFT, pos=place(filled, index))
    assert caught.args == [index]


def test_a_click_on_a_label_selects_its_word(filled: MapView, qtbot: QtBot) -> None:
    filled.grab()
    label = next(label for label in filled.labels if label.index == 3)
    at = QPoint(round(label.left + label.width - 2), round(label.top + label.height / 2))
    with qtbot.waitSignal(filled.word_clicked) as caught:
        qtbot.mouseClick(filled, LEFT, pos=at)
    assert caught.args == [3]


def test_a_click_beside_all_words_is_on_the_background(filled: MapView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filled.background_clicked), qtbot.assertNotEmitted(filled.word_clicked):
        qtbot.mouseClick(filled, LEFT, pos=QPoint(320, 10))


def test_the_selected_word_is_hit_at_every_zoom(view: MapView, qtbot: QtBot) -> None:
    coords = cloud(3000)
    view.set_words([f"w{n}" for n in range(3000)])
    view.set_frame(coords, None)
    view.set_selected(1234)
    for _ in range(12):
        at = place(view, 1234, coords)
        with qtbot.waitSignal(view.word_clicked) as caught:
            qtbot.mouseClick(view, LEFT, pos=at)
        assert caught.args == [1234]
        wheel(view, at, 360)


def test_hovering_tells_the_word_once_and_its_end(filled: MapView, qtbot: QtBot) -> None:
    told: list[int] = []
    filled.word_hovered.connect(told.append)
    qtbot.mouseMove(filled, place(filled, 2))
    qtbot.mouseMove(filled, place(filled, 2) + QPoint(1, 0))
    qtbot.mouseMove(filled, QPoint(320, 10))
    assert told == [2, -1]


def test_the_hover_card_asks_for_its_text(filled: MapView, qtbot: QtBot) -> None:
    asked: list[int] = []

    def describe(index: int) -> str:
        asked.append(index)
        return "seen 12 times"

    filled.set_describe(describe)
    plain = filled.grab().toImage()
    qtbot.mouseMove(filled, place(filled, 2))
    assert filled.grab().toImage() != plain
    assert asked
    assert set(asked) == {2}


def test_dragging_moves_the_map_and_clicks_nothing(filled: MapView, qtbot: QtBot) -> None:
    before, start = place(filled, 4), place(filled, 4)
    with qtbot.assertNotEmitted(filled.word_clicked):
        qtbot.mousePress(filled, LEFT, pos=start)
        qtbot.mouseMove(filled, start + QPoint(30, 20))
        qtbot.mouseMove(filled, start + QPoint(50, -40))
        qtbot.mouseRelease(filled, LEFT, pos=start + QPoint(50, -40))
    assert place(filled, 4) == before + QPoint(50, -40)


def test_the_wheel_zooms_around_the_cursor(filled: MapView) -> None:
    at, scale = place(filled, 0), filled.camera.scale
    wheel(filled, at, 120)
    assert filled.camera.scale > scale
    assert place(filled, 0) == at
    wheel(filled, at, -120)
    assert filled.camera.scale == pytest.approx(scale)


def test_keys_zoom_move_and_fit(filled: MapView, qtbot: QtBot) -> None:
    fit = filled.camera
    qtbot.keyClick(filled, Qt.Key.Key_Plus)
    assert filled.camera.scale > fit.scale
    qtbot.keyClick(filled, Qt.Key.Key_Minus)
    assert filled.camera.scale == pytest.approx(fit.scale)
    qtbot.keyClick(filled, Qt.Key.Key_Left)
    assert filled.camera.x < fit.x
    qtbot.keyClick(filled, Qt.Key.Key_Up)
    assert filled.camera.y > fit.y
    qtbot.keyClick(filled, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: not filled.is_moving)
    assert filled.camera == fit


def test_other_keys_are_left_to_the_window(filled: MapView, qtbot: QtBot) -> None:
    camera = filled.camera
    qtbot.keyClick(filled, Qt.Key.Key_Space)
    assert filled.camera == camera


@pytest.mark.parametrize("n_words", [0, 1, 2])
def test_tiny_maps(view: MapView, n_words: int) -> None:
    view.set_words(WORDS[:n_words])
    view.set_frame(PLACES[:n_words], (1.0, 0.0))
    view.grab()
    assert len(view.labels) == n_words


def test_words_at_one_place_and_words_at_no_place(view: MapView) -> None:
    view.set_words(WORDS)
    view.set_frame(np.zeros((5, 2)), (0.0, 0.0))
    view.grab()
    assert view.labels[0].index == 0
    view.set_frame(np.full((5, 2), np.nan), (0.0, 0.0), animate=False)
    view.grab()
    assert len(view.labels) == 0
    assert view.word_at(320, 240) is None


def test_a_frame_of_another_length_is_refused(filled: MapView) -> None:
    with pytest.raises(ValueError, match="5 words but got positions of shape"):
        filled.set_frame(np.zeros((4, 2)), (0.5, 0.5))


def test_indices_and_values_that_fit_no_word_are_refused(filled: MapView) -> None:
    with pytest.raises(ValueError, match="none with index 5"):
        filled.set_selected(5)
    with pytest.raises(ValueError, match="none with index -1"):
        filled.set_highlight([0, -1])
    with pytest.raises(ValueError, match="4 values"):
        filled.set_colouring(np.zeros(4))
    with pytest.raises(ValueError, match="2 counts for 5 words"):
        filled.set_words(WORDS, np.array([1, 2]))


def test_the_first_frame_is_there_at_once_and_later_ones_glide(filled: MapView, qtbot: QtBot) -> None:
    assert not filled.is_moving
    filled.set_frame(PLACES * 0.5, (0.5, 0.1))
    assert filled.is_moving
    qtbot.waitUntil(lambda: not filled.is_moving)
    assert filled.word_at(*filled.camera.to_screen(PLACES[[0]] * 0.5)[0]) == 0


def test_an_untouched_map_follows_the_words_and_a_touched_one_stays(filled: MapView, qtbot: QtBot) -> None:
    wide = filled.camera
    filled.set_frame(PLACES * 4, None)
    qtbot.waitUntil(lambda: not filled.is_moving)
    assert filled.camera.scale == pytest.approx(wide.scale / 4)
    qtbot.keyClick(filled, Qt.Key.Key_Plus)
    mine = filled.camera
    filled.set_frame(PLACES, None)
    qtbot.waitUntil(lambda: not filled.is_moving)
    assert filled.camera == mine


def test_other_words_start_anew(filled: MapView, qtbot: QtBot) -> None:
    filled.set_selected(4)
    qtbot.keyClick(filled, Qt.Key.Key_Plus)
    filled.set_words(["one", "two"])
    assert filled.word_at(320, 240) is None
    filled.set_frame(PLACES[:2] * 100, None)
    assert filled.word_at(*filled.camera.to_screen(PLACES[:2] * 100)[1]) == 1


def test_the_same_words_keep_their_places(filled: MapView) -> None:
    filled.set_words(list(WORDS), np.array([5, 4, 3, 2, 1]))
    assert filled.word_at(*filled.camera.to_screen(PLACES)[2]) == 2


def test_no_timer_runs_when_idle_hidden_or_closed(filled: MapView, qtbot: QtBot) -> None:
    timers = filled.findChildren(QTimer)
    assert len(timers) == 1
    assert not timers[0].isActive()
    filled.set_frame(PLACES * 2, None)
    assert timers[0].isActive()
    filled.hide()
    assert not timers[0].isActive()
    assert filled.word_at(*filled.camera.to_screen(PLACES * 2)[0]) == 0
    filled.set_frame(PLACES, None)
    assert not timers[0].isActive()
    filled.show()
    filled.set_frame(PLACES * 3, None)
    filled.close()
    assert not timers[0].isActive()


def test_a_fine_screen_gets_its_detail_back_after_a_move(qtbot: QtBot) -> None:
    class FineView(MapView):
        def devicePixelRatioF(self) -> float:
            return 2.0

    view = FineView()
    qtbot.addWidget(view)
    view.resize(320, 240)
    view.show()
    view.set_words([f"word{n}" for n in range(5000)])
    view.set_frame(cloud(5000), None)
    view.set_shown_labels([])
    still = view.grab().toImage()
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.is_moving
    assert view.grab().toImage() != still
    qtbot.waitUntil(lambda: not view.is_moving)
    assert view.grab().toImage() == still


def test_flying_to_a_word_brings_it_to_the_middle(filled: MapView, qtbot: QtBot) -> None:
    scale = filled.camera.scale
    filled.fly_to(2)
    qtbot.waitUntil(lambda: not filled.is_moving)
    assert place(filled, 2) == QPoint(320, 240)
    assert filled.camera.scale > scale


def test_flying_to_a_word_without_a_place_does_nothing(view: MapView) -> None:
    view.set_words(WORDS)
    camera = view.camera
    view.fly_to(2)
    assert view.camera == camera


def test_labels_never_overlap_while_one_zooms(view: MapView) -> None:
    view.set_words([f"word{n}" for n in range(4000)])
    view.set_frame(cloud(4000), (0.3, 0.2))
    for step in range(6):
        wheel(view, QPoint(300, 200), 240)
        view.grab()
        placed = sorted(view.labels, key=lambda label: label.left)
        assert len(placed) > 10, step
        assert not any(overlap(a, b) for n, a in enumerate(placed) for b in placed[n + 1 :])


def test_only_chosen_words_are_labelled_and_marked_ones(filled: MapView) -> None:
    filled.set_shown_labels([1, 3])
    filled.set_selected(0)
    filled.grab()
    assert {label.index for label in filled.labels} == {0, 1, 3}
    filled.set_shown_labels(None)
    filled.grab()
    assert len(filled.labels) == 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_every_mark_changes_the_picture(filled: MapView, theme: Theme) -> None:
    filled.set_theme(theme)
    steps = [
        lambda: None,
        lambda: filled.set_selected(0),
        lambda: filled.set_neighbours([1, 2]),
        lambda: filled.set_pinned([3]),
        lambda: filled.set_colouring(
            np.arange(5.0), "diverging", title="Mood", labels=("bad", "mid", "good")
        ),
        lambda: filled.set_highlight([4]),
        lambda: filled.set_subdued(True, "From the bundled demo"),
    ]
    pictures = []
    for step in steps:
        step()
        pictures.append(filled.image())
    assert all(before != after for before, after in pairwise(pictures))


def test_words_without_a_value_are_grey(filled: MapView) -> None:
    filled.set_colouring(np.array([0, 1, np.nan, 0.5, 0.2]), "diverging")
    x, y = place(filled, 2).toTuple()
    found = filled.image().pixelColor(x, y)
    assert max(found.getRgb()[:3]) - min(found.getRgb()[:3]) < 40


def test_a_theme_changes_the_ground(filled: MapView) -> None:
    assert filled.image().pixelColor(320, 3).lightness() > 200
    filled.set_theme(DARK)
    assert filled.image().pixelColor(320, 3).lightness() < 80


def test_the_empty_map_says_what_fills_it(view: MapView) -> None:
    assert "Press Space to start" in overlay.EMPTY_TEXT
    assert len(colours(view.image())) > 6


def test_axis_captions_say_what_they_explain() -> None:
    assert captions.axis_caption("PC 1", 0.414) == "PC 1 · 41 % of variance"


def in_a_thread(job: Callable[[], object]) -> None:
    """Do something as a task does, beside the thread of the window."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(job).result()


def test_export_has_the_width_asked_for(filled: MapView, tmp_path: Path) -> None:
    target, still, told = tmp_path / "map.png", filled.still, list[float]()
    in_a_thread(lambda: export.write_png(target, still, 1280, told.append))
    image = QImage(str(target))
    assert (image.width(), image.height()) == (1280, 960)
    assert [path.name for path in tmp_path.iterdir()] == ["map.png"]
    assert told == sorted(told)


def test_export_to_a_place_that_cannot_be_written_says_so(filled: MapView, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="cannot be written"):
        export.write_png(tmp_path / "missing" / "map.png", filled.still, 640, lambda share: None)


@pytest.mark.parametrize("n_words", [5, 60_000])
def test_a_task_paints_what_is_on_the_screen_even_if_that_changes(
    view: MapView, tmp_path: Path, n_words: int
) -> None:
    target = tmp_path / "map.png"
    view.set_words([f"word{place}" for place in range(n_words)])
    view.set_frame(cloud(n_words), (0.41, 0.12), animate=False)
    view.set_colouring(np.arange(float(n_words)), "diverging", title="Place")
    view.set_sizes(labels=1.3)
    view.set_selected(2)
    seen, still = view.image(), view.still
    view.set_selected(3)
    view.set_sizes()
    view.set_theme(DARK)
    view.set_frame(cloud(n_words, seed=1), (0.2, 0.1), animate=False)
    in_a_thread(lambda: export.write_png(target, still, seen.width(), lambda share: None))
    assert view.image() != seen
    assert QImage(str(target)).convertToFormat(seen.format()) == seen


@pytest.mark.parametrize("ratio", [1.0, 1.3, 3.0])
def test_a_picture_enlarged_in_strips_has_no_seams(
    view: MapView, monkeypatch: pytest.MonkeyPatch, ratio: float
) -> None:
    monkeypatch.setattr(raster, "CRISP_STILL", 1_000)
    view.set_words([f"word{place}" for place in range(3_000)])
    view.set_frame(cloud(3_000), (0.41, 0.12), animate=False)
    still = view.still
    in_many = still.image(round(640 * ratio))
    monkeypatch.setattr(strips, "PIXELS_AT_ONCE", 100_000_000)
    assert in_many == still.image(round(640 * ratio))


def test_repainting_an_unchanged_map_gives_the_same_picture(filled: MapView) -> None:
    assert filled.image() == filled.image()
