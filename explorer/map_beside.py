"""A second map beside the first: other vectors, turned to match, with one selection for both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from engine.errors import VocabularyError
from engine.types import Floats1d, Floats2d, Ints1d
from engine.vectors import WordVectors, formats
from engine.vectors.compare import common_rows, shared_by_all, shared_by_word, shared_neighbours
from engine.vectors.projection import Projector
from explorer.map.scene import Colouring, colouring
from explorer.map.view import MapView
from explorer.positions import Positions
from explorer.run.latest import Latest
from explorer.run.tasks import Report, Task
from explorer.session import Session
from explorer.theme import SMALL_POINTS, Theme, font
from explorer.vector_files import KINDS, ask_limit
from explorer.widgets.elided import ElidedLabel
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh

SHARED_OF, SAMPLE = 10, 100
MOST = 20_000
"""Words of which each one's shared neighbours are counted, which takes some seconds."""
COUNT_MS = 2000
AGAIN_MS, LARGEST_SHARE = 10_000, 0.02
"""While the first map learns every word is counted again so often, and seldomer if that takes long."""


@dataclass(frozen=True, slots=True)
class Other:
    """Other vectors, where they stand, and which words they have in common with the first."""

    name: str
    vectors: WordVectors
    coords: Floats2d
    explained: tuple[float, float]
    rows: tuple[Ints1d, Ints1d]


class MapBeside(QWidget):
    """Hidden until vectors are opened beside those of the window."""

    closed = Signal()

    def __init__(self, session: Session, positions: Positions, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._positions = session, positions
        self.other: Other | None = None
        self._mean: float | None = None
        self._shared: list[str] | None = None
        self._by_word: Floats1d | None = None
        self.view = MapView(self, theme=theme, describe=self.describe)
        self.view.setObjectName("wordMapBeside")
        self.view.setAccessibleName("Word map of the other vectors")
        self.title = named(ElidedLabel(self), "besideTitle")
        self.facts = named(ElidedLabel(self), "besideFacts")
        self.close_button = tipped(QToolButton(self), "Only the first map again", accessible="Close this map")
        self.close_button.setText("×")
        self._word = Latest(session.tasks, "Shared neighbours", self)
        self._all = Latest(session.tasks, "Shared neighbours of a sample", self)
        self._each: Task | None = None
        self._count = Refresh(self._count_all, COUNT_MS, self)
        self._count_again = QTimer(self, singleShot=True)
        self._count_again.timeout.connect(self._count_each)
        self._lay_out()
        self.close_button.clicked.connect(self.forget)
        self.view.word_clicked.connect(self._on_clicked)
        self.view.background_clicked.connect(lambda: session.selection.select(None))
        session.selection.changed.connect(self._show_selection)
        session.snapshot_changed.connect(self._follow)
        session.words_changed.connect(self._match_again)
        self.hide()

    def _lay_out(self) -> None:
        for label in (self.title, self.facts):
            label.setFont(font(SMALL_POINTS))
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        foot.setContentsMargins(12, 0, 12, 4)
        foot.addWidget(self.facts, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(foot)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.view.set_theme(theme)
        for label in (self.title, self.facts):
            label.setStyleSheet(f"color: {theme.muted};")

    # ---- opening ----

    def ask(self) -> None:
        """Ask for a file of vectors and show it beside the map."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Open vectors beside these", "", KINDS)
        if chosen:
            self.ask_and_open(Path(chosen))

    def ask_and_open(self, path: Path) -> None:
        """Open a file; of a large one ask first how many words are wanted."""
        limit, accepted = ask_limit(self, path)
        if accepted:
            self.open(path, limit)

    def open(self, path: Path, limit: int | None = None) -> None:
        """Read vectors in a task, turn them to match the map, and show them."""
        self._session.tasks.start(
            f"Reading {path.name}",
            lambda report: formats.load(path, limit=limit, progress=report),
            lambda vectors: self.show_vectors(vectors, path.name),
        )

    def show_vectors(self, vectors: WordVectors, name: str) -> None:
        """Place vectors in a task and show them."""
        first, placed = self._session.vectors, self._positions.placed
        if first is None or placed is None:
            self._session.failed.emit("There is no first map yet: train or open vectors before a second.", "")
            return
        coords = placed.coords[: len(first)]
        self._session.tasks.start(
            "Matching maps", lambda report: matched(name, vectors, first, coords), self._take
        )

    def _take(self, other: Other) -> None:
        self.other = other
        self.view.set_words(other.vectors.words, other.vectors.counts)
        self.view.set_axes(("PC 1–2, x", "PC 1–2, y"))
        self.view.set_frame(other.coords, other.explained, animate=False)
        self.title.setText(f"{other.name}: {len(other.vectors):,} words, {len(other.rows[0]):,} shared")
        self._mean = self._by_word = None
        self.view.set_colouring(None)
        self.show()
        self._show_selection()
        self._count_all()
        self._count_each()

    def forget(self) -> None:
        """One map again."""
        self.other = None
        self._word.forget()
        self._all.forget()
        self._count_again.stop()
        if self._each is not None:
            self._each.cancel()
        self.hide()
        self.closed.emit()

    def _match_again(self) -> None:
        """Other words in the first map: which are shared is another question now."""
        if self.other is not None:
            self.forget()

    # ---- one selection for both ----

    def _on_clicked(self, index: int) -> None:
        assert self.other is not None
        word = self.other.vectors.words[index]
        if self._session.vectors is not None and word in self._session.vectors:
            self._session.select_word(word)
        else:
            self._session.noticed.emit(f"“{word}” is not in the vocabulary of the first map.")

    def _show_selection(self) -> None:
        other, word, first = self.other, self._session.selection.word, self._session.vectors
        if other is None:
            return
        self._shared = None
        self._tell()
        if word is None or word not in other.vectors or first is None:
            self._word.forget()
            self.view.set_selected(None)
            self.view.set_neighbours(())
            return
        self.view.set_selected(other.vectors.index[word])

        def job(report: Report) -> tuple[list[int], list[str]]:
            near = other.vectors.neighbours(word, SHARED_OF)
            shared = shared_by_word(word, first, other.vectors, rows=other.rows, k=SHARED_OF)
            return [other.vectors.index[each.word] for each in near], shared

        self._word.ask(job, self._show_shared)

    def _show_shared(self, found: tuple[list[int], list[str]]) -> None:
        near, self._shared = found
        self.view.set_neighbours(near)
        self._tell()

    # ---- what both have in common ----

    def _follow(self) -> None:
        if self.other is None:
            return
        self._count.request()
        if self._by_word is not None and not self._count_again.isActive():
            self._count_again.start()

    def _count_all(self) -> None:
        other, first = self.other, self._session.vectors
        if other is None or first is None or self._all.busy:
            return

        def job(report: Report) -> float:
            rng = np.random.default_rng(0)
            return shared_neighbours(first, other.vectors, SHARED_OF, sample=SAMPLE, rng=rng)

        self._all.ask(job, self._show_mean)

    def _show_mean(self, mean: float) -> None:
        self._mean = mean
        self._tell()

    def _count_each(self) -> None:
        """Colour the words by how many neighbours they share."""
        other, first = self.other, self._session.vectors
        if other is None or first is None or (self._each in self._session.tasks.running):
            return
        rows = other.rows[0][:MOST], other.rows[1][:MOST]

        def job(report: Report) -> tuple[Floats1d, Colouring, float]:
            begin = time.perf_counter()
            by_word = np.full(len(other.vectors), np.nan)
            by_word[rows[1]] = shared_by_all(first, other.vectors, rows=rows, k=SHARED_OF, progress=report)
            whose = f", first {MOST:,} words" if len(other.rows[0]) > MOST else ""
            title = f"neighbours shared of {SHARED_OF}{whose}"
            shown = colouring(by_word, "sequential", limits=(0.0, float(SHARED_OF)), title=title)
            return by_word, shown, time.perf_counter() - begin

        again = self._by_word is not None
        self._each = self._session.tasks.start("Shared neighbours", job, self._show_each, quiet=again)

    def _show_each(self, counted: tuple[Floats1d, Colouring, float]) -> None:
        by_word, shown, seconds = counted
        if self.other is not None and len(by_word) == len(self.other.vectors):
            self._by_word = by_word
            self.view.show_colouring(shown)
            self._count_again.setInterval(max(AGAIN_MS, round(seconds / LARGEST_SHARE * 1000)))

    def describe(self, index: int) -> str:
        """What the hover card says of a word of the second map."""
        if self._by_word is None or not np.isfinite(self._by_word[index]):
            return ""
        return f"shares {self._by_word[index]:.0f} of {SHARED_OF} neighbours with the first map"

    def _tell(self) -> None:
        told = []
        if self._shared is not None:
            names = f": {', '.join(self._shared)}" if self._shared else ""
            word = self._session.selection.word
            told.append(f"“{word}” shares {len(self._shared)} of {SHARED_OF} neighbours{names}")
        if self._mean is not None:
            told.append(f"all words share {SHARED_OF * self._mean:.1f} of {SHARED_OF} ({SAMPLE} asked)")
        self.facts.setText("  ·  ".join(told))
        self.facts.setToolTip("\n".join([*told, "Nearest by cosine in all dimensions, among shared words."]))


def matched(name: str, vectors: WordVectors, first: WordVectors, coords: Floats2d) -> Other:
    """Other vectors on a map of their own, turned and mirrored so that shared words lie as in the first.

    Raises
    ------
    VocabularyError
        Fewer than two words are shared.
    """
    rows = common_rows(first, vectors)
    if len(rows[0]) < 2:
        raise VocabularyError(f"{name} shares fewer than two words with the map; nothing can be compared.")
    projector = Projector()
    projector.fit(vectors.matrix)
    projector.turn_towards(vectors.matrix[rows[1]], coords[rows[0]])
    return Other(
        name,
        vectors,
        projector.project(vectors.matrix),
        (projector.explained[0], projector.explained[1]),
        rows,
    )
