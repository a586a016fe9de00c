"""Banner, bars, chips and the number field."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QValidator
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.sentiment.prediction import WordShare
from explorer import theme as themes
from explorer.widgets.banner import Banner
from explorer.widgets.probability_bars import CLASSES, ProbabilityBars
from explorer.widgets.spec_form import ShortNumber
from explorer.widgets.word_chips import MOST, WordChips, leaning

UP = WordShare("good", True, (-1.0, -0.5, 0.0, 0.5, 1.0))
DOWN = WordShare("bad", True, (1.0, 0.0, 0.0, 0.0, -1.0))
UNKNOWN = WordShare("xyzzy", False, (0.0,) * 5)


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    """A banner with nothing to say."""
    made = Banner(themes.LIGHT)
    qtbot.addWidget(made)
    return made


def test_error_stays_with_details_to_unfold_and_copy(qtbot: QtBot, banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_error("It broke.", "line 1\nline 2")
    assert banner.isVisible()
    assert not banner.details.isVisible()
    banner.more.click()
    assert banner.details.isVisible()
    banner.copy.click()
    assert QApplication.clipboard().text() == "It broke.\n\nline 1\nline 2"
    banner.show_notice("Saved.")
    assert banner.text.text() == "It broke."
    banner.dismiss.click()
    assert not banner.isVisible()


def test_error_without_details_has_none_to_unfold(banner: Banner) -> None:
    banner.show_error("It broke.")
    assert not banner.more.isVisible()
    banner.copy.click()
    assert QApplication.clipboard().text() == "It broke."


def test_notice_goes_by_itself_and_an_error_takes_its_place(qtbot: QtBot, banner: Banner) -> None:
    banner._fade.setInterval(10)
    banner.show_notice("Saved.")
    assert banner.isVisible()
    assert not banner.copy.isVisible()
    qtbot.waitUntil(lambda: not banner.isVisible(), timeout=5000)
    banner.show_notice("Saved.")
    banner.show_error("It broke.")
    assert not banner._fade.isActive()
    assert banner.text.text() == "It broke."


def test_bars_tell_their_numbers_to_screen_readers(qtbot: QtBot) -> None:
    bars = ProbabilityBars(themes.LIGHT)
    qtbot.addWidget(bars)
    bars.set_probabilities((0.05, 0.1, 0.15, 0.3, 0.4))
    assert bars.probabilities == (0.05, 0.1, 0.15, 0.3, 0.4)
    said = bars.accessibleDescription()
    assert all(name in said for name in CLASSES)
    assert "very positive 40%" in said
    full = bars.grab().toImage()
    bars.set_probabilities(())
    assert bars.accessibleDescription() == ""
    assert bars.grab().toImage() != full


def test_leaning_is_the_share_weighted_by_the_class() -> None:
    assert leaning(UP) == pytest.approx(2 + 0.5 + 0 + 0.5 + 2)
    assert leaning(DOWN) == pytest.approx(-4)


@pytest.fixture
def chips(qtbot: QtBot) -> WordChips:
    """Chips of three words."""
    made = WordChips(themes.LIGHT)
    qtbot.addWidget(made)
    made.resize(400, 60)
    made.set_words((UP, DOWN, UNKNOWN))
    made.show()
    return made


def test_chips_explain_the_word_under_the_mouse(chips: WordChips) -> None:
    for box, told in zip(chips._boxes, ("pulls up by 5.00", "pulls down by 4.00", "not in"), strict=True):
        at = box.center().toPoint()
        QApplication.sendEvent(chips, QHelpEvent(QEvent.Type.ToolTip, at, chips.mapToGlobal(at)))
        assert told in QToolTip.text()
    beside = QPoint(399, 59)
    QApplication.sendEvent(chips, QHelpEvent(QEvent.Type.ToolTip, beside, chips.mapToGlobal(beside)))
    QToolTip.hideText()


def test_an_unknown_word_heard_by_its_letters_has_a_colour(chips: WordChips) -> None:
    silent = chips.grab().toImage()
    chips.set_words((UP, DOWN, replace(UNKNOWN, share=(-1.0, 0.0, 0.0, 0.0, 1.0))))
    assert chips.grab().toImage() != silent
    assert "heard by its letters, pulls up by 4.00" in chips.accessibleDescription()


def test_chips_tell_screen_readers(chips: WordChips) -> None:
    said = chips.accessibleDescription()
    assert "good: pulls up" in said
    assert "xyzzy: not in the vocabulary" in said


def test_too_many_words_are_counted_instead_of_drawn(chips: WordChips) -> None:
    chips.set_words([UP] * (MOST + 50))
    assert len(chips.words) == MOST
    assert not chips.grab().isNull()


@pytest.mark.parametrize(("value", "text"), [(0.05, "0.05"), (1e-5, "1e-05"), (3.0, "3"), (0.3, "0.3")])
def test_short_number_writes_no_trailing_zeros(qtbot: QtBot, value: float, text: str) -> None:
    field = ShortNumber()
    qtbot.addWidget(field)
    field.setDecimals(8)
    field.setValue(value)
    assert field.text() == text
    assert field.valueFromText(text) == value


def test_short_number_takes_what_people_type(qtbot: QtBot) -> None:
    field = ShortNumber()
    qtbot.addWidget(field)
    field.setDecimals(8)
    field.setRange(1e-6, 100)
    states = {
        text: field.validate(text, 0)[0] for text in ("0,05", "1e-3", "1e", "", "x", "-1", "1000", "nan")
    }
    assert states["0,05"] == states["1e-3"] == QValidator.State.Acceptable
    assert all(states[text] == QValidator.State.Intermediate for text in ("1e", "", "x", "-1", "1000", "nan"))
