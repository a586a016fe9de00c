"""Pinned sentences with their curves, and beside them what was typed lately."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QListWidget, QPushButton, QScrollArea, QWidget

from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.naming import named, tipped
from explorer.widgets.pinned_sentences import PinnedSentences

ROW = 46
HINT = (
    "Pin the sentence in the box (Ctrl+P, or its button), and its score is drawn here while it learns, "
    "from −2 (very negative) to +2."
)


class MemoryView(QWidget):
    """Two lists."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._sentences = session, session.sentences
        self.pins = PinnedSentences(
            "pinnedSentences", self._sentences, theme, row=ROW, hint=HINT, parent=self
        )
        self.pins.setToolTip(HINT)
        self.recent = tipped(
            named(QListWidget(self), "recentSentences"),
            "Click, or press Return, to put a sentence into the box again; P pins it.",
            accessible="Sentences typed lately",
        )
        self.recent.setWordWrap(True)
        self.recent.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pin = tipped(
            named(QPushButton("Pin", self), "pinRecentButton"),
            "Pin the chosen sentence, or let it go.",
            accessible="Pin the chosen sentence",
        )
        scroll = QScrollArea(self, widgetResizable=True)
        scroll.setWidget(self.pins)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._titles = (QLabel("Pinned", self), QLabel("Typed lately", self))
        for title in self._titles:
            title.setProperty("heading", True)
        row = QHBoxLayout()
        row.addWidget(self._titles[1])
        row.addStretch(1)
        row.addWidget(self.pin)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self._titles[0], 0, 0)
        layout.addLayout(row, 0, 1)
        layout.addWidget(scroll, 1, 0)
        layout.addWidget(self.recent, 1, 1)
        layout.setColumnStretch(0, 2)
        layout.setColumnStretch(1, 1)
        self.pins.asked.connect(session.ask)
        self.recent.itemClicked.connect(lambda item: session.ask(item.text()))
        self.recent.itemActivated.connect(lambda item: session.ask(item.text()))
        self.pin.clicked.connect(self._toggle)
        QShortcut(QKeySequence("P"), self.recent, self._toggle, context=Qt.ShortcutContext.WidgetShortcut)
        self.recent.currentRowChanged.connect(lambda _row: self._allow())
        self._sentences.recent_changed.connect(self._fill)
        self._sentences.pins_changed.connect(self._allow)
        self._sentences.scores_changed.connect(self._say_steps)
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.pins.set_theme(theme)

    def _fill(self) -> None:
        self.recent.clear()
        self.recent.addItems(list(self._sentences.recent))
        self._allow()

    def _say_steps(self) -> None:
        """Which steps the curves go over."""
        curves = [pinned.scores["step"] for pinned in self._sentences.pinned.values() if len(pinned.scores)]
        last = max((float(steps[-1]) for steps in curves), default=0.0)
        first = min((float(steps[0]) for steps in curves), default=0.0)
        steps = f": score at steps {first:,.0f} to {last:,.0f}" if last else ""
        self._titles[0].setText(f"Pinned{steps}")

    def _chosen(self) -> str:
        item = self.recent.currentItem()
        return item.text() if item is not None else ""

    def _allow(self) -> None:
        chosen = self._chosen()
        self.pin.setEnabled(bool(chosen) and self._sentences.can_pin(chosen))
        self.pin.setText("Let go" if chosen in self._sentences.pinned else "Pin")

    def _toggle(self) -> None:
        if self._chosen():
            self._sentences.toggle_pin(self._chosen())

    def export(self) -> list[Sequence[str]]:
        """Every point of every curve, and below it what was typed."""
        rows: list[Sequence[str]] = [("pinned sentence", "step", "score")]
        for text, pinned in self._sentences.pinned.items():
            points = zip(pinned.scores["step"].tolist(), pinned.scores["score"].tolist(), strict=True)
            rows += [(text, f"{step:.0f}", f"{score:.4f}") for step, score in points]
        return [*rows, (), ("typed lately",), *((text,) for text in self._sentences.recent)]
