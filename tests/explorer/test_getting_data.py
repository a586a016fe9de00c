"""Getting data into the window: public sets from a server on the loopback interface, and one's own files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QInputDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from engine.corpus import catalogue
from engine.training.presets import DEFAULT_PRESET, preset
from explorer.app import Wordscope, create
from explorer.fetching import GETTABLE
from explorer.widgets.open_text_dialog import OpenTextDialog
from tests.archive_server import GOOD, ROWS, Answer, Site, serving, tiny_treebank, tiny_vectors, zipped
from tests.corpora import write_trees

PATIENCE = 10_000
PAGE = Answer(b"<html>Please log in</html>", kind="text/html")
Publish = Callable[..., Site]


@pytest.fixture
def publish(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publish]:
    """Puts tiny sets into the catalogue, and a server with that answer behind both."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with ExitStack() as stack:

        def publish(answer: Answer, *, size: int = 500) -> Site:
            site = stack.enter_context(serving(answer))
            vectors = replace(tiny_vectors(site.url), size_bytes=size)
            monkeypatch.setattr(catalogue, "_sst", lambda: tiny_treebank(site.url))
            monkeypatch.setattr(catalogue, "_glove", lambda: vectors)
            return site

        yield publish


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """What the window remembers, in a file of the test."""
    return QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def start(qtbot: QtBot, settings: QSettings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Wordscope]:
    """Makes the window, as at a start of the program."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def start(*argv: str) -> Wordscope:
        _, window = create(list(argv), settings)
        qtbot.addWidget(window)
        return window

    return start


def listed(window: Wordscope) -> list[str]:
    """The entries of the list of data."""
    return [window.bar.data.itemText(index) for index in range(window.bar.data.count())]


def choose(window: Wordscope, text: str) -> None:
    """Choose an entry of the list of data as a user does."""
    window.bar.data.setCurrentText(text)
    window.bar.data.activated.emit(window.bar.data.currentIndex())


def settled(qtbot: QtBot, window: Wordscope) -> None:
    """Wait until nothing is going on."""
    qtbot.waitUntil(lambda: not window.session.tasks.running, timeout=PATIENCE)


def at(window: Wordscope) -> str | None:
    """The name of the data that is loaded."""
    return window.session.dataset.name if window.session.dataset is not None else None


# ---- the treebank ----


def test_the_treebank_is_fetched_chosen_and_there_at_the_next_start(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    publish(Answer(GOOD))
    window = start()
    assert window.session.spec.data == "demo"
    assert GETTABLE["sst"] in listed(window)
    choose(window, GETTABLE["sst"])
    assert window.bar.data.currentData() == "demo"
    qtbot.waitUntil(lambda: at(window) == "sst", timeout=PATIENCE)
    assert window.bar.data.currentText() == "The tiny treebank"
    assert GETTABLE["sst"] not in listed(window)
    settled(qtbot, window)
    window.close()
    assert start().session.spec.data == "sst"


def test_fetched_elsewhere_it_is_the_default_unless_the_demo_was_chosen(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    publish(Answer(GOOD))
    entry = catalogue.catalogue()["sst"]
    catalogue.user_data_folder().mkdir(parents=True)
    write_trees(entry.folder())
    window = start()
    assert window.session.spec.data == "sst"
    choose(window, catalogue.catalogue()["demo"].title)
    qtbot.waitUntil(lambda: at(window) == "demo", timeout=PATIENCE)
    window.close()
    assert start().session.spec.data == "demo"


def test_data_that_is_gone_gives_way_to_the_demo(
    start: Callable[..., Wordscope], publish: Publish, settings: QSettings
) -> None:
    publish(Answer(GOOD))
    spec = preset(DEFAULT_PRESET)
    settings.setValue("spec", replace(spec, data="sst").to_json())
    assert start().session.spec.data == "demo"


def test_a_failed_fetch_is_told_and_changes_nothing(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    publish(PAGE)
    window = start()
    window.actions_of_menu.fetching.get("sst")
    settled(qtbot, window)
    told = window.banner.text.text()
    assert told.startswith("The tiny treebank could not be fetched: a web page came")
    assert told.endswith("or go on with the demo corpus.")
    assert window.session.spec.data == "demo"
    assert GETTABLE["sst"] in listed(window)


def test_a_fetch_can_be_cancelled_in_the_status_bar(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    site = publish(Answer(b"PK\x03\x04" + bytes(10_000), announced=50_000, stalls=True))
    window = start()
    window.actions_of_menu.fetching.get("sst")
    qtbot.waitUntil(lambda: window.session.tasks.running[0].progress > 0, timeout=PATIENCE)
    window.actions_of_menu.fetching.get("sst")  # a second time does no harm
    assert "is being fetched already" in window.banner.text.text()
    assert len(window.session.tasks.running) == 1
    qtbot.mouseClick(window.task.cancel, Qt.MouseButton.LeftButton)
    site.released.set()
    settled(qtbot, window)
    assert window.task.isHidden()
    assert not list(catalogue.user_data_folder().iterdir())
    assert window.session.spec.data == "demo"


def test_who_chose_other_data_meanwhile_keeps_it(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish, tmp_path: Path
) -> None:
    publish(Answer(GOOD))
    window = start()
    mine = write_trees(tmp_path / "mine")
    window.session.open_data(str(mine))
    window.actions_of_menu.fetching.get("sst")
    window.session.spec = replace(window.session.spec, data=str(mine))
    qtbot.waitUntil(lambda: GETTABLE["sst"] not in listed(window), timeout=PATIENCE)
    settled(qtbot, window)
    assert at(window) == "mine"
    assert "choose it in the list of data" in window.banner.text.text()


# ---- vectors ----


def question(qtbot: QtBot, window: Wordscope) -> QMessageBox:
    """The question before a large download."""
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "fetchQuestion") is not None, timeout=PATIENCE)
    box = window.findChild(QMessageBox, "fetchQuestion")
    assert box is not None
    return box


def press(qtbot: QtBot, box: QMessageBox, text: str) -> None:
    """Press a button of a question."""
    button = next(
        button for button in box.findChildren(QPushButton) if button.text().replace("&", "") == text
    )
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_large_archive_is_asked_about_with_size_and_free_disk(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    site = publish(Answer(zipped(ROWS)), size=150_000_000)
    window = start()
    window.actions_of_menu.fetching.get("glove")
    box = question(qtbot, window)
    assert "150 MB" in box.text()
    assert "are free" in box.informativeText()
    press(qtbot, box, "Cancel")
    assert not window.session.tasks.running
    assert site.asked == 0


def test_vectors_are_shown_once_they_are_there(
    qtbot: QtBot, start: Callable[..., Wordscope], publish: Publish
) -> None:
    site = publish(Answer(zipped(ROWS)), size=150_000_000)
    window = start()
    window.actions_of_menu.fetching.get("glove")
    press(qtbot, question(qtbot, window), "Download")
    qtbot.waitUntil(lambda: window.session.words == ("the", "film", "."), timeout=PATIENCE)
    settled(qtbot, window)
    window.actions_of_menu.fetching.get("glove")  # now it only shows them again
    settled(qtbot, window)
    assert site.asked == 1


# ---- one's own files ----


def test_a_table_is_asked_about_and_read_as_answered(
    qtbot: QtBot, start: Callable[..., Wordscope], tmp_path: Path
) -> None:
    path = tmp_path / "reviews.csv"
    path.write_text("body,stars\n" + "".join(f"A film of {i} stars,{i}\n" for i in range(1, 11)))
    window = start()
    window.actions_of_menu.opening.open(path)
    qtbot.waitUntil(lambda: window.findChild(OpenTextDialog) is not None, timeout=PATIENCE)
    dialog = window.findChild(OpenTextDialog)
    assert dialog is not None
    qtbot.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: at(window) == "reviews", timeout=PATIENCE)
    assert window.session.dataset is not None
    assert window.session.dataset.splits["train"].labels.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]
    assert window.bar.data.currentText() == "reviews.csv"
    settled(qtbot, window)
    window.close()
    again = start()
    again.session.open_data(again.session.spec.data)
    qtbot.waitUntil(lambda: at(again) == "reviews", timeout=PATIENCE)
    settled(qtbot, again)


def test_plain_text_is_read_without_asking(
    qtbot: QtBot, start: Callable[..., Wordscope], tmp_path: Path
) -> None:
    folder = tmp_path / "reviews"
    folder.mkdir()
    (folder / "mine.txt").write_text("I liked it, mostly.\nI did not.\n")
    window = start()
    window.actions_of_menu.opening.open_folder(folder)  # the only text in it
    qtbot.waitUntil(lambda: at(window) == "mine", timeout=PATIENCE)
    assert window.findChild(OpenTextDialog) is None
    settled(qtbot, window)


def test_of_several_texts_in_a_folder_one_is_asked_for(
    qtbot: QtBot, start: Callable[..., Wordscope], tmp_path: Path
) -> None:
    for name in ("first.txt", "second.txt"):
        (tmp_path / name).write_text("A film.\n")
    window = start()
    window.actions_of_menu.opening.open_folder(tmp_path)
    qtbot.waitUntil(lambda: window.findChild(QInputDialog, "whichFileDialog") is not None, timeout=PATIENCE)
    dialog = window.findChild(QInputDialog, "whichFileDialog")
    assert dialog is not None
    assert dialog.comboBoxItems() == ["first.txt", "second.txt"]
    dialog.setTextValue("second.txt")
    dialog.accept()
    qtbot.waitUntil(lambda: at(window) == "second", timeout=PATIENCE)
    settled(qtbot, window)


def test_folders_of_trees_open_at_once_and_empty_ones_are_told(
    qtbot: QtBot, start: Callable[..., Wordscope], tmp_path: Path
) -> None:
    window = start()
    window.actions_of_menu.opening.open_folder(write_trees(tmp_path / "trees"))
    qtbot.waitUntil(lambda: at(window) == "trees", timeout=PATIENCE)
    (tmp_path / "empty").mkdir()
    window.actions_of_menu.opening.open_folder(tmp_path / "empty")
    settled(qtbot, window)
    qtbot.waitUntil(lambda: "the folder holds neither trees" in window.banner.text.text(), timeout=PATIENCE)
    assert at(window) == "trees"
