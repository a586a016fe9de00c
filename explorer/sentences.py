"""Sentences to come back to: typed lately, or pinned, with scores that are followed while vectors learn."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from engine.sentiment.prediction import Prediction
from explorer.answers import Answers
from explorer.history import Series
from explorer.run.latest import Latest
from explorer.run.tasks import Report, Tasks

MOST_RECENT, MOST_PINS = 50, 12
LONGEST_PIN = 1_000
"""Characters: a pinned sentence is judged with every new model."""


@dataclass(slots=True)
class Pinned:
    """A pinned sentence.

    Attributes
    ----------
    prediction : Prediction or None
        The newest.
    scores : Series
        ``step`` and ``score``, from -2 to 2, as long as the same kind of model answers in the same run.
    """

    prediction: Prediction | None = None
    scores: Series = field(default_factory=lambda: Series("step", "score"))
    answered_by: str = ""

    def take(self, prediction: Prediction, *, step: int, answered_by: str) -> None:
        """The answer after a step; an earlier step or another kind of model begins a new curve."""
        steps = self.scores["step"]
        if answered_by != self.answered_by or (len(steps) and steps[-1] > step):
            self.scores, self.answered_by = Series("step", "score"), answered_by
            steps = self.scores["step"]
        self.prediction = prediction
        if not len(steps) or steps[-1] < step:
            self.scores.extend(step=step, score=prediction.score)


class Sentences(QObject):
    """What was typed, what is pinned, and what stands in the box.

    Parameters
    ----------
    answers : Answers
    tasks : Tasks
    step : callable
        The step that the run has reached.
    parent : QObject

    Attributes
    ----------
    recent : tuple of str
        Typed lately, the newest first.
    pinned : dict
        By text, in the order they were pinned.
    current : Prediction or None
        The answer that the sentence box shows.
    """

    recent_changed = Signal()
    pins_changed = Signal()
    scores_changed = Signal()
    current_changed = Signal()
    lines_pasted = Signal(list)

    def __init__(
        self, answers: Answers, tasks: Tasks, step: Callable[[], int], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._answers, self._step = answers, step
        self._latest = Latest(tasks, "Judging pinned sentences", self)
        self.recent: tuple[str, ...] = ()
        self.pinned: dict[str, Pinned] = {}
        self.current: Prediction | None = None
        answers.changed.connect(self._look)

    def show(self, prediction: Prediction | None) -> None:
        """The box shows another answer."""
        self.current = prediction
        self.current_changed.emit()

    def note(self, text: str) -> None:
        """Remember a sentence that was typed; the beginning of it that was noted before gives way."""
        text = " ".join(text.split())
        if not text or self.recent[:1] == (text,):
            return
        before = self.recent[1:] if self.recent and text.startswith(self.recent[0]) else self.recent
        self.recent = (text, *(each for each in before if each != text))[:MOST_RECENT]
        self.recent_changed.emit()

    def can_pin(self, text: str) -> bool:
        """Whether there is room for one more, and it is short enough; a pinned one can always be let go."""
        text = " ".join(text.split())
        return text in self.pinned or (0 < len(text) <= LONGEST_PIN and len(self.pinned) < MOST_PINS)

    def toggle_pin(self, text: str) -> None:
        """Pin a sentence, or let it go."""
        text = " ".join(text.split())
        if text in self.pinned:
            del self.pinned[text]
        elif self.can_pin(text):
            self.pinned[text] = Pinned()
            self.note(text)
            self._look()
        self.pins_changed.emit()

    def _look(self) -> None:
        """Judge the pinned sentences anew, in a task: a dozen answers take longer than a frame."""
        model, kind, texts = self._answers.model, self._answers.kind, tuple(self.pinned)
        if model is None or not texts:
            return
        step = self._step()

        def judge(report: Report) -> dict[str, Prediction]:
            return {text: model.predict(text) for text in texts}

        def take(found: dict[str, Prediction]) -> None:
            for text, prediction in found.items():
                if text in self.pinned:
                    self.pinned[text].take(prediction, step=step, answered_by=kind)
            self.scores_changed.emit()

        self._latest.ask(judge, take)

    # ---- what comes back at the next start ----

    def to_json(self) -> str:
        """What was typed and what is pinned."""
        return json.dumps({"recent": self.recent, "pinned": list(self.pinned)})

    def restore(self, stored: str) -> None:
        """Take back what `to_json` wrote; anything else is left alone, for it is only a convenience."""
        try:
            found = json.loads(stored)
        except ValueError:
            return
        if not isinstance(found, dict):
            return
        self.recent = tuple(_texts(found.get("recent")))[:MOST_RECENT]
        short = [text for text in _texts(found.get("pinned")) if len(text) <= LONGEST_PIN]
        self.pinned = {text: Pinned() for text in short[:MOST_PINS]}
        self.recent_changed.emit()
        self.pins_changed.emit()
        self._look()


def _texts(found: object) -> Iterable[str]:
    return (each for each in found if isinstance(each, str) and each) if isinstance(found, list) else ()
