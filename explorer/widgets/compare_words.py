"""Words beside each other: analogies, the similarity of two, and the ranks of watched pairs over the run."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from engine.errors import WordscopeError
from engine.vectors import WordVectors
from explorer.neighbourhood import AT_ONCE
from explorer.run.latest import Latest
from explorer.session import Session
from explorer.theme import Theme
from explorer.watch import Pair, Watch, rank
from explorer.widgets.naming import named, tipped
from explorer.widgets.plot import Plot
from explorer.widgets.refresh import Refresh

REFRESH_MS = 250
ANALOGY_HINT, PAIR_HINT = "man : king :: woman", "great good"
ANSWERS = 3


class CompareWords(QWidget):
    """Two lines to type in and a small plot."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.watch = Watch(session, self)
        self._latest = Latest(session.tasks, "Comparing words", self)
        self.analogy = tipped(
            named(QLineEdit(self, placeholderText=ANALOGY_HINT), "analogyEdit"),
            "a : b :: c finds the word that is to c as b is to a, near v_b − v_a + v_c.",
            accessible="Analogy",
        )
        self.answers = named(QLabel(self, wordWrap=True), "analogyAnswers")
        self.pair = tipped(
            named(QLineEdit(self, placeholderText=PAIR_HINT), "pairEdit"),
            "Two words: their cosine, and which rank the second has among the neighbours of the first.",
            accessible="Two words",
        )
        self.watching = tipped(
            named(QPushButton("Watch", self), "watchButton"),
            "Draw the rank of this pair over the run; a watched pair is let go.",
            accessible="Watch the pair",
        )
        self.similarity = named(QLabel(self, wordWrap=True), "pairAnswer")
        self.plot = Plot("rankPlot", x="step", y="rank", theme=theme, describe=self._describe, parent=self)
        self.plot.setAccessibleName("Ranks of watched pairs over steps")
        self.plot.setLogMode(y=True)
        self.plot.setMinimumHeight(90)
        self.curves: dict[Pair, pg.PlotDataItem] = {}
        self._legend = named(QLabel(self, wordWrap=True), "watchedPairs")
        for label in (self.answers, self.similarity):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self._refresh = Refresh(self._draw, REFRESH_MS, self)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.answer()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.pair, 1)
        row.addWidget(self.watching)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.analogy)
        layout.addWidget(self.answers)
        layout.addLayout(row)
        layout.addWidget(self.similarity)
        layout.addWidget(self._legend)
        layout.addWidget(self.plot, 1)

    def _connect(self) -> None:
        self.analogy.textChanged.connect(self.answer)
        self.pair.textChanged.connect(self.answer)
        self.pair.returnPressed.connect(self._toggle)
        self.watching.clicked.connect(self._toggle)
        self.watch.changed.connect(self._refresh.request)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.plot.set_theme(theme)
        for label in (self.answers, self.similarity):
            label.setStyleSheet(f"color: {theme.muted};")
        self._draw()

    # ---- questions ----

    def answer(self) -> None:
        """Answer both lines with the vectors of the moment, in a task where they are many."""
        pair = self._typed()
        self.watching.setEnabled(pair is not None)
        self.watching.setText("Let go" if pair in self.watch.ranks else "Watch")
        vectors, analogy, two = self._session.vectors, self.analogy.text(), self.pair.text()
        if vectors is None:
            self._latest.answer(lambda: ("", ""), self._show_answers)
        elif vectors.matrix.size <= AT_ONCE:
            self._latest.answer(
                lambda: (told_of_analogy(vectors, analogy), told_of_pair(vectors, two)), self._show_answers
            )
        else:
            self._latest.ask(
                lambda report: (told_of_analogy(vectors, analogy), told_of_pair(vectors, two)),
                self._show_answers,
            )

    def _show_answers(self, told: tuple[str, str]) -> None:
        for label, text in zip((self.answers, self.similarity), told, strict=True):
            label.setText(text)
            label.setVisible(bool(text))

    def _typed(self) -> Pair | None:
        return pair_of(self.pair.text())

    def _toggle(self) -> None:
        pair = self._typed()
        if pair is None:
            return
        if pair in self.watch.ranks:
            self.watch.remove(pair)
        else:
            self.watch.add(pair)
        self.answer()

    # ---- ranks over the run ----

    def _draw(self) -> None:
        ranks = {pair: series for pair, series in self.watch.ranks.items() if len(series)}
        for pair in [pair for pair in self.curves if pair not in ranks]:
            self.plot.removeItem(self.curves.pop(pair))
        told = []
        for place, (pair, series) in enumerate(ranks.items()):
            colour = self._theme.curves[place % len(self._theme.curves)]
            if pair not in self.curves:
                self.curves[pair] = self.plot.plot()
            self.curves[pair].setPen(pg.mkPen(colour, width=1.8))
            self.curves[pair].setData(series["step"], series["rank"])
            told.append(
                f'<span style="color:{colour}">{pair[0]} → {pair[1]}: {series["rank"][-1]:,.0f}</span>'
            )
        self._legend.setText(" &nbsp; ".join(told))
        self._legend.setVisible(bool(told))
        self.plot.set_empty_text("" if told else "Ranks of watched pairs\nappear here in a run.")

    def _describe(self, x: float) -> str:
        told = []
        for (first, second), series in self.watch.ranks.items():
            if len(series):
                at = int(np.clip(np.searchsorted(series["step"], x), 0, len(series) - 1))
                told.append(
                    f"{first} → {second}: rank {series['rank'][at]:,.0f} at step {series['step'][at]:,.0f}"
                )
        return "\n".join(told)


def pair_of(text: str) -> Pair | None:
    """Two different words, if that is what the text is."""
    words = text.lower().split()
    return (words[0], words[1]) if len(words) == 2 and words[0] != words[1] else None


def told_of_analogy(vectors: WordVectors, text: str) -> str:
    """The answers to ``a : b :: c``, or what is wrong with it."""
    words = text.replace("::", ":").lower().replace(":", " ").split()
    if not words:
        return ""
    if len(words) != 3:
        return "Type three words: a : b :: c"
    try:
        found = vectors.analogy(words[0], words[1], words[2], ANSWERS)
    except WordscopeError as error:
        return str(error)
    return ", ".join(f"{each.word} {each.score:.2f}" for each in found)


def told_of_pair(vectors: WordVectors, text: str) -> str:
    """How near two words are, or what is wrong with them."""
    if not text.strip():
        return ""
    pair = pair_of(text)
    if pair is None:
        return "Type two words."
    try:
        cosine = vectors.similarity(*pair)
    except WordscopeError as error:
        return str(error)
    place = rank(vectors.matrix, *(vectors.index[word] for word in pair))
    return f"cosine {cosine:.3f}, rank {place:,}"
