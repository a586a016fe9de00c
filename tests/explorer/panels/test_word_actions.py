"""A word of the sentence: what the answer is without it, and what could stand there instead."""

import pytest
from PySide6.QtCore import Qt


@pytest.fixture
def panel(box):
    """The sentence box with a word that the model does not know."""
    box.resize(900, 160)
    box.edit.setText("a good zorbly film")
    return box


def test_hovering_tells_the_answer_without_the_word(panel, session):
    without = session.predict("a zorbly film")
    told = panel.words.explain(1)
    assert f"{without.probabilities[without.label]:.0%}" in told
    assert "near: " in told
    assert "near" not in panel.words.explain(2)


def test_a_word_is_dropped_or_replaced(panel, session):
    actions = panel.words.menu(1).actions()
    near = session.vectors.neighbours("good", 1)[0].word
    assert f"“{near}”" in actions[2].text()
    actions[2].trigger()
    assert panel.edit.text() == f"a {near} zorbly film"
    panel.words.menu(2).actions()[0].trigger()
    assert panel.edit.text() == f"a {near} film"


def test_a_click_on_a_chip_opens_its_menu(qtbot, panel):
    asked = []
    panel.chips.clicked.disconnect()
    panel.chips.clicked.connect(lambda place, at: asked.append(place))
    box = panel.chips._boxes[1].center().toPoint()
    qtbot.mouseClick(panel.chips, Qt.MouseButton.LeftButton, pos=box)
    assert asked == [1]


def test_without_a_sentence_there_is_nothing_to_tell(panel):
    panel.edit.clear()
    assert panel.words.explain(0) == ""
    assert panel.words.without(0) == ""
