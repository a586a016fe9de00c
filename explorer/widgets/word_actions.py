"""What can be done with a word of the sentence: see the answer without it, drop or replace it."""

from __future__ import annotations

import functools
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QMenu, QWidget

from engine.sentiment.evidence import evidence
from engine.sentiment.prediction import Prediction
from engine.vectors import WordVectors
from explorer.session import Session
from explorer.widgets.probability_bars import CLASSES

NEIGHBOURS, PIECES = 6, 5
# Hovering must not take longer than a frame: beyond these sizes it says less.
LONGEST, LARGEST = 300, 1_500_000


class WordActions(QObject):
    """Explains and changes single words of a sentence.

    Parameters
    ----------
    session : Session
    current : callable
        The prediction that is shown.
    change : callable
        Puts another text into the sentence box.
    parent : QWidget
    """

    def __init__(
        self,
        session: Session,
        current: Callable[[], Prediction | None],
        change: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session, self._current, self._change, self._widget = session, current, change, parent

    def explain(self, place: int) -> str:
        """The answer without the word, what was heard of it, and its neighbours."""
        found = self._current()
        if found is None or len(found.words) > LONGEST:
            return ""
        lines = []
        without = self._session.predict(self.without(place))
        if without is not None and len(found.words) > 1:
            said = f"{CLASSES[without.label]}, {without.probabilities[without.label]:.0%}"
            lines.append(f"without it: {said}")
        pieces = self.pieces(place)
        if pieces:
            lines.append(f"heard, each left out: {', '.join(pieces)}")
        near = self.neighbours(found.words[place].word)
        if near:
            lines.append(f"near: {', '.join(near)}")
        return "\n".join(lines)

    def pieces(self, place: int) -> list[str]:
        """What the network heard of the word, the strongest first; where shares are exact, nothing more."""
        model, found = self._session.answers.model, self._current()
        if found is None or model is None or self._session.answers.is_exact:
            return []
        heard = [each for each in evidence(model, found.text) if place in each.places]
        return [f"{each.piece} {each.pull:+.2f}" for each in heard[:PIECES]]

    def neighbours(self, word: str) -> list[str]:
        """The words nearest to it, if the vectors have it and are few enough to look at at once."""
        vectors: WordVectors | None = self._session.vectors
        if vectors is None or word not in vectors or vectors.matrix.size > LARGEST:
            return []
        return [each.word for each in vectors.neighbours(word, NEIGHBOURS)]

    def without(self, place: int, instead: str = "") -> str:
        """The sentence without the word, or with another in its place."""
        found = self._current()
        words = [each.word for each in found.words] if found is not None else []
        return " ".join([*words[:place], *([instead] if instead else []), *words[place + 1 :]])

    def menu(self, place: int) -> QMenu:
        """Drop the word, or replace it by a neighbour."""
        menu = QMenu(self._widget)
        menu.addAction("Leave this word out", lambda: self._change(self.without(place)))
        found = self._current()
        near = self.neighbours(found.words[place].word) if found is not None else []
        if near:
            menu.addSeparator()
        for word in near:
            menu.addAction(
                f"Say “{word}” instead", functools.partial(self._change, self.without(place, word))
            )
        return menu

    def show_menu(self, place: int, at: QPoint) -> None:
        """Open the menu at a point of the screen."""
        menu = self.menu(place)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
