"""Below the sentence: who answers, how the words are coloured, a better answerer, and another opinion."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QToolButton, QWidget

from explorer.answers import TITLES, Answers
from explorer.widgets.elided import ElidedLabel
from explorer.widgets.naming import named, tipped

EXACT = "exact shares"
LEFT_OUT = "leaving words out"
HOW = {
    EXACT: "The model is linear in the words: their shares and the intercept add up to the score exactly.",
    LEFT_OUT: "The model is not linear: a word's share is what changes in the scores when it is left out.",
}


class AnswerBar(QWidget):
    """One quiet row.

    Signals
    -------
    network_wanted()
        The sentence network should be trained.
    """

    network_wanted = Signal()

    def __init__(self, answers: Answers, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._answers = answers
        self.choice = tipped(
            named(QComboBox(self), "answerCombo"), "Which model answers.", accessible="Model that answers"
        )
        self.source = named(ElidedLabel(self), "sentenceSource")
        self.network = self._button(
            "trainNetworkButton",
            "Train the network",
            "A network over words, letters and pairs: some seven seconds on a treebank, and it hears “not”.",
        )
        self.disagree = self._button(
            "disagreeButton",
            "I disagree",
            "Keep your own label of this sentence; save your labels, or train on them too.",
        )
        self.disagree.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.choice)
        layout.addWidget(self.source, 1)
        layout.addWidget(self.network)
        layout.addWidget(self.disagree)
        self.choice.activated.connect(lambda place: answers.choose(self.choice.itemData(place)))
        self.network.clicked.connect(self.network_wanted)
        answers.changed.connect(self.follow)
        self.follow()

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = tipped(named(QToolButton(self), name), tip, accessible=text)
        button.setText(text)
        return button

    def follow(self) -> None:
        """Other models, or another that answers."""
        kinds = list(self._answers.models)
        if [self.choice.itemData(place) for place in range(self.choice.count())] != kinds:
            self.choice.clear()
            for kind in kinds:
                self.choice.addItem(TITLES[kind], kind)
        if self._answers.kind:
            self.choice.setCurrentIndex(kinds.index(self._answers.kind))
        self.choice.setVisible(len(kinds) > 1)

    def say(self, text: str) -> None:
        """Who answers, and how to read the colours."""
        kind = EXACT if self._answers.is_exact else LEFT_OUT
        has_model = self._answers.model is not None
        self.source.setText(f"{kind} · {text}" if has_model else text)
        self.source.setToolTip(f"{text}\n{HOW[kind]}" if has_model else text)
