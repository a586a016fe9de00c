"""Type a sentence: its sentiment at every key, with the newest vectors, also while they learn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from engine.sentiment.prediction import Prediction
from explorer import theme as themes
from explorer.run.latest import Latest
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.answer_bar import AnswerBar
from explorer.widgets.naming import named, tipped
from explorer.widgets.own_labels_menu import OwnLabelsMenu
from explorer.widgets.pinned_sentences import PinnedSentences
from explorer.widgets.probability_bars import CLASSES, ProbabilityBars
from explorer.widgets.refresh import Refresh
from explorer.widgets.sentence_edit import SentenceEdit
from explorer.widgets.word_actions import WordActions
from explorer.widgets.word_chips import WordChips

REFRESH_MS = 100
AT_ONCE = 5_000
"""Characters, some thousand words, up to which an answer takes less than a frame."""
STRIP_ROW = 22
UNHEARD = "No word is known to the model: this is only how often each class occurs."
HINT = "Each word is coloured by its share: blue pulls the answer up, orange down; dashed words are unknown."


class SentencePanel(QWidget):
    """The line to type in, the words with their shares, the bars."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.edit = SentenceEdit(session.sentences, self)
        self.pin = tipped(
            named(QToolButton(self), "pinSentenceButton"),
            "Pin this sentence: its score is drawn while the model learns (Ctrl+P).",
            accessible="Pin the sentence",
        )
        self.pin.setText("Pin")
        self.pin.setCheckable(True)
        self.pins = PinnedSentences("pinnedStrip", session.sentences, theme, row=STRIP_ROW, parent=self)
        self.pins.setToolTip("Pinned sentences and their scores over training.")
        self.chips = WordChips(theme, self)
        self.bars = ProbabilityBars(theme, self)
        self.verdict = named(QLabel(self), "sentenceVerdict")
        self.verdict.setMinimumWidth(self.verdict.fontMetrics().horizontalAdvance("very negative, 100%"))
        self.verdict.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.bar = AnswerBar(session.answers, self)
        self.source = self.bar.source
        self.labels = OwnLabelsMenu(session, self.edit.text, self)
        self.bar.disagree.setMenu(self.labels)
        self.prediction: Prediction | None = None
        self._latest = Latest(session.tasks, "Judging a long text", self)
        self._refresh = Refresh(self.predict, REFRESH_MS, self)
        self.words = WordActions(session, lambda: self.prediction, self.edit.setText, self)
        self.chips.explain = self.words.explain
        self.chips.clicked.connect(self.words.show_menu)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self._follow_pins()
        self.predict()

    def _connect(self) -> None:
        session, sentences = self._session, self._session.sentences
        self.edit.textChanged.connect(self.predict)
        self.edit.lines_pasted.connect(sentences.lines_pasted)
        self.pin.clicked.connect(lambda: sentences.toggle_pin(self.edit.text()))
        QShortcut(QKeySequence("Ctrl+P"), self, self.pin.click)
        self.pins.asked.connect(session.ask)
        sentences.pins_changed.connect(self._follow_pins)
        session.snapshot_changed.connect(self._refresh.request)
        session.answers.changed.connect(self._refresh.request)
        session.sentence_asked.connect(self.edit.setText)
        self.bar.network_wanted.connect(self._on_network)
        session.data_changed.connect(self._allow)
        session.evaluations.changed.connect(self._allow)

    def _lay_out(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setHorizontalSpacing(2 * themes.SPACING)
        line = QHBoxLayout()
        for part, stretch in ((self.edit, 1), (self.verdict, 0), (self.pin, 0)):
            line.addWidget(part, stretch)
        layout.addLayout(line, 0, 0)
        layout.addWidget(self.chips, 1, 0)
        layout.addWidget(self.bar, 2, 0)
        layout.addWidget(self.bars, 0, 1, 3, 1)
        layout.addWidget(self.pins, 0, 2, 3, 1)
        for column, share in enumerate((6, 2, 2)):
            layout.setColumnStretch(column, share)
        layout.setRowStretch(1, 1)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.chips.set_theme(theme)
        self.bars.set_theme(theme)
        self.pins.set_theme(theme)
        self.source.setStyleSheet(f"color: {theme.muted};")

    def predict(self) -> None:
        """Ask the model that answers about the text as it stands; a very long one is answered in a task."""
        text, model = self.edit.text(), self._session.answers.model
        if not text.strip() or model is None:
            self._latest.answer(lambda: None, self._show)
        elif len(text) <= AT_ONCE:
            self._latest.answer(lambda: model.predict(text), self._show)
        else:
            self._latest.ask(lambda report: model.predict(text), self._show)

    def _show(self, prediction: Prediction | None) -> None:
        """Show an answer, or that there is none."""
        self.prediction = prediction
        self._session.sentences.show(prediction)
        has_model = self._session.answers.model is not None
        self.edit.setEnabled(has_model or not self._session.words)
        self.bar.say(self._origin(has_model=has_model))
        self._allow()
        if self.prediction is None:
            self.chips.set_hint(HINT if has_model else "")
            self.chips.set_words(())
            self.bars.set_probabilities(())
            self.verdict.setText("")
            return
        self.chips.set_words(self.prediction.words)
        self.bars.set_probabilities(self.prediction.probabilities)
        self.verdict.setText(self._verdict(self.prediction))
        self.verdict.setToolTip("" if any(word.known for word in self.prediction.words) else UNHEARD)

    def _allow(self) -> None:
        """The network needs labelled data, a pin needs a sentence."""
        found = self._session.evaluations
        self.bar.network.setEnabled(bool(found.splits) and not found.busy)
        self._allow_pin()

    def _allow_pin(self) -> None:
        text, sentences = self.edit.text(), self._session.sentences
        self.pin.setEnabled(sentences.can_pin(text))
        self.pin.setChecked(" ".join(text.split()) in sentences.pinned)

    def _follow_pins(self) -> None:
        """Only what is pinned takes room."""
        self.pins.setVisible(bool(self._session.sentences.pinned))
        self._allow_pin()

    def _on_network(self) -> None:
        self._session.evaluations.train_network(seed=self._session.spec.seed)

    def _origin(self, *, has_model: bool) -> str:
        if not has_model:
            return "No classifier yet: train on labelled sentences (demo or a treebank) to get one."
        return f"answers: {self._session.answers.name}"

    @staticmethod
    def _verdict(prediction: Prediction) -> str:
        if not any(word.known for word in prediction.words):
            return "no known word"
        share = prediction.probabilities[prediction.label]
        return f"{CLASSES[prediction.label]}, {share:.0%}"
