"""Who answers in the sentence box: the run's newest averages, the sentence network, or the bundled model."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from engine.sentiment.model import SentimentModel
from engine.sentiment.prediction import Prediction, SentenceModel

AVERAGES, NETWORK, BUNDLED = "averages", "network", "bundled"
TITLES = {
    AVERAGES: "averaged vectors of this run",
    NETWORK: "sentence network",
    BUNDLED: "bundled model",
}


class Answers(QObject):
    """The models that can answer, and the one that does.

    Attributes
    ----------
    models : dict
        By kind; those that exist.
    names : dict
        What to call each in the window.
    kind : str
        The one that answers; empty before there is any.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.models: dict[str, SentenceModel] = {}
        self.names: dict[str, str] = {}
        self.kind = ""
        self._is_chosen = False
        self._fed = ""

    @property
    def model(self) -> SentenceModel | None:
        """The model that answers."""
        return self.models.get(self.kind)

    @property
    def name(self) -> str:
        """What to call it."""
        return self.names.get(self.kind, "")

    @property
    def is_exact(self) -> bool:
        """Whether the words' shares add up to the scores, as they do where the model is linear in them."""
        return isinstance(self.model, SentimentModel)

    def offer(self, kind: str, model: SentenceModel, name: str) -> None:
        """A newer model of a kind. The bundled one gives way to any other, unless the user chose it."""
        self.models[kind], self.names[kind] = model, name
        if not self.kind or (self.kind == BUNDLED and not self._is_chosen):
            self.kind = kind
        self.changed.emit()

    def feed(self, kind: str, model: SentenceModel, name: str) -> None:
        """The newest model of the run that goes on. It answers in place of what the run before it fed."""
        self.models[kind] = model
        if self._fed != kind and (self.kind == self._fed or not self._is_chosen):
            self.kind = kind
        self._fed = kind
        self.offer(kind, model, name)

    def choose(self, kind: str) -> None:
        """Let another model answer, if there is one of that kind."""
        if kind in self.models:
            self.kind, self._is_chosen = kind, True
            self.changed.emit()

    def predict(self, text: str) -> Prediction | None:
        """The answer to a text; None without a model."""
        model = self.model
        return model.predict(text) if model is not None else None
