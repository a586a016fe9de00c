"""One word: its neighbours in the full space, what is pinned, and words beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.vectors.word_vectors import METRICS, Neighbour
from explorer import theme as themes
from explorer.neighbourhood import FEWEST, MOST
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.compare_words import CompareWords
from explorer.widgets.naming import named, tipped
from explorer.widgets.pinned_words import PinnedWords
from explorer.widgets.refresh import Refresh

REFRESH_MS = 250


class WordPanel(QWidget):
    """The selected word, and tabs with its neighbours, pinned words, and comparisons."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.title = named(QLabel(self), "selectedWord")
        self.title.setFont(themes.font(themes.TITLE_POINTS + 3, bold=True))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pin = tipped(
            named(QToolButton(self), "pinButton"),
            "Keep this word marked and draw the way it goes while it learns (P on the map).",
            accessible="Pin the selected word",
        )
        self.pin.setText("Pin")
        self.pin.setCheckable(True)
        self.about = QLabel(self, wordWrap=True)
        self.nearness = tipped(
            QComboBox(self),
            "How nearness is measured, in all dimensions of the raw vectors.",
            accessible="Metric",
        )
        self.nearness.addItems(list(METRICS))
        self.count = self._count_box()
        self.table = self._table()
        self.pinned = PinnedWords(session, self)
        self.compare = CompareWords(session, theme, self)
        self.tabs = QTabWidget(self, documentMode=True)
        self._refresh = Refresh(self.compare.answer, REFRESH_MS, self)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.show_word()

    def _count_box(self) -> QSpinBox:
        box = named(QSpinBox(self, minimum=FEWEST, maximum=MOST), "neighbourCount")
        box.setValue(self._session.neighbourhood.k)
        return tipped(box, "How many neighbours.", accessible="Number of neighbours")

    def _table(self) -> QTableWidget:
        table = named(QTableWidget(0, 2, self), "neighbourTable")
        table.setAccessibleName("Neighbours of the selected word")
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(24)
        table.setShowGrid(False)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setToolTip("The nearest words. Click one to walk there.")
        return table

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.pin)
        near = QWidget(self)
        row = QHBoxLayout()
        row.addWidget(self.nearness, 1)
        row.addWidget(self.count)
        inner = QVBoxLayout(near)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.addLayout(row)
        inner.addWidget(self.table, 1)
        self.tabs.addTab(near, "Near")
        self.tabs.addTab(self.pinned, "Pinned")
        self.tabs.addTab(self.compare, "Compare")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        session, near = self._session, self._session.neighbourhood
        self.nearness.currentTextChanged.connect(near.measure_by)
        self.count.valueChanged.connect(near.set_k)
        self.table.cellClicked.connect(self._on_cell)
        self.table.cellActivated.connect(self._on_cell)
        self.pin.clicked.connect(self._toggle_pin)
        near.changed.connect(self.show_word)
        session.selection.changed.connect(self.show_word)
        session.selection.pins_changed.connect(self.show_word)
        session.snapshot_changed.connect(self._refresh.request)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.about.setStyleSheet(f"color: {theme.muted};")
        self.compare.set_theme(theme)

    def show_word(self) -> None:
        """The selected word and its neighbours now."""
        session, word = self._session, self._session.selection.word
        self.title.setText(word or "No word selected")
        self.title.setToolTip(word or "")
        self.pin.setEnabled(word is not None)
        self.pin.setChecked(session.selection.index in session.selection.pinned)
        self.about.setText(self._about(word))
        self.table.setHorizontalHeaderLabels(["word", session.neighbourhood.metric])
        self._fill(session.neighbourhood.found)

    def _about(self, word: str | None) -> str:
        session = self._session
        if word is None:
            return "Click a word on the map or search for one: its nearest words appear here."
        told = []
        if len(session.selection.chosen) > 1:
            told.append(f"first of {len(session.selection.chosen):,} selected")
        if session.counts is not None and session.selection.index is not None:
            told.append(f"occurs {session.counts[session.selection.index]:,} times")
        if session.vectors is not None:
            told.append(f"nearest in all {session.vectors.dims} dimensions")
        return "; ".join(told)

    def _fill(self, neighbours: Sequence[Neighbour]) -> None:
        self.table.setRowCount(len(neighbours))
        for row, neighbour in enumerate(neighbours):
            self._set(row, 0, neighbour.word)
            self._set(row, 1, f"{neighbour.score:.3f}")

    def _set(self, row: int, column: int, text: str) -> None:
        item = self.table.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            if column:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)
        item.setText(text)

    def _on_cell(self, row: int, column: int) -> None:
        item = self.table.item(row, 0)
        if item is not None:
            self._session.select_word(item.text())

    def _toggle_pin(self) -> None:
        if self._session.selection.index is not None:
            self._session.selection.toggle_pin(self._session.selection.index)
