"""The map of all words: search, colours, the map itself, and what is to be known of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from engine.types import Ints1d
from explorer.axes_choice import AxesChoice
from explorer.colouring import COLUMN, Colours
from explorer.map import picking
from explorer.map.colours import COLOURS
from explorer.map.steering import HELP
from explorer.map.trails import Trails
from explorer.map.view import MapView
from explorer.map_beside import MapBeside
from explorer.map_facts import MapFacts
from explorer.map_files import MapFiles
from explorer.map_undo import MapUndo
from explorer.positions import Positions
from explorer.search import best
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.axes_bar import AxesBar
from explorer.widgets.completion import WordCompleter
from explorer.widgets.map_menu import MapMenu, filled_menu
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh

REFRESH_MS = 250
COURSE = "course"
COURSE_WORDS = (
    *("the", "a", "an", ",", ".", "?", "!", "``", "''", "--"),
    *("good", "great", "cool", "brilliant", "wonderful", "well", "amazing", "worth", "sweet", "enjoyable"),
    *("boring", "bad", "waste", "dumb", "annoying"),
)
BUNDLED = "Bundled model — press Space to train your own"
SEARCH_TIP = (
    "Light up all words that contain this, or match it as a regular expression between slashes: /^un.*ing$/. "
    "Enter flies to the best one (Ctrl+F)."
)


class MapPanel(QWidget):
    """Search line, choices, the map, and a line of facts."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.positions = Positions(session, self)
        self.colours = Colours(session, self)
        self.view = MapView(self, theme=theme, describe=self._describe)
        self.search = self._search_line()
        self.completer = WordCompleter(session, self.search)
        self.found = named(QLabel(self), "searchFound")
        self.colour = self._colour_combo()
        self.menu: MapMenu = filled_menu(self)
        self.axes_bar = AxesBar(self)
        self.beside = MapBeside(session, self.positions, theme, self)
        self.facts = MapFacts(self.positions, self)
        self.files = MapFiles(session, self.view, self.colours, self)
        self.undo = MapUndo(session, self.view)
        self.axes = AxesChoice(session, self.positions, self.menu, self.axes_bar)
        self._trails = Trails()
        self._refresh = Refresh(self._show_neighbours, REFRESH_MS, self)
        self._lay_out()
        self._connect()
        self._connect_menu()
        self.set_theme(theme)
        self._show_words()

    # ---- building ----

    def _search_line(self) -> QLineEdit:
        line = named(QLineEdit(self, placeholderText="search words or /expression/"), "wordSearch")
        line.setClearButtonEnabled(True)
        return tipped(line, SEARCH_TIP, accessible="Search words")

    def _colour_combo(self) -> QComboBox:
        combo = tipped(QComboBox(self), "What the colour of a word says.", accessible="Colour by")
        for place, entry in enumerate(COLOURS.values()):
            combo.addItem(entry.name)
            combo.setItemData(place, entry.tip, Qt.ItemDataRole.ToolTipRole)
        return combo

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(8, 6, 8, 0)
        row.addWidget(self.search, 2)
        row.addWidget(self.found, 1)
        row.addWidget(QLabel("colour", self))
        row.addWidget(self.colour)
        row.addWidget(self.menu)
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 0, 12, 4)
        foot.addWidget(self.facts, 1)
        first = QWidget(self)
        inner = QVBoxLayout(first)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(self.view, 1)
        inner.addLayout(foot)
        maps = QSplitter(Qt.Orientation.Horizontal, self)
        maps.addWidget(first)
        maps.addWidget(self.beside)
        maps.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self.axes_bar)
        layout.addWidget(maps, 1)

    def _connect(self) -> None:
        session, view = self._session, self.view
        self.search.textChanged.connect(session.search)
        self.search.returnPressed.connect(self._fly)
        self.colour.activated.connect(self._choose_colour)
        view.word_clicked.connect(lambda index: session.selection.select(self._word(index)))
        view.word_added.connect(lambda index: session.selection.choose_also([self._word(index)]))
        view.swept.connect(self._take_swept)
        view.undo_pressed.connect(self.undo.undo)
        view.redo_pressed.connect(self.undo.redo)
        view.pin_pressed.connect(self._pin_chosen)
        view.background_clicked.connect(lambda: session.selection.select(None))
        session.words_changed.connect(self._show_words)
        session.search_changed.connect(self._show_hits)
        session.selection.changed.connect(self._show_selection)
        session.selection.pins_changed.connect(self._show_pins)
        session.neighbourhood.changed.connect(self._show_neighbours)
        session.state_changed.connect(self._show_state)
        session.spec_changed.connect(self._follow_preset)
        self.positions.changed.connect(self._show_positions)
        self.positions.axes_changed.connect(self._start_trails)
        self.positions.kept_changed.connect(self.facts.tell)
        self.colours.changed.connect(self._show_colour)

    def _connect_menu(self) -> None:
        menu = self.menu
        menu.tool_chosen.connect(self.view.set_tool)
        menu.labels_chosen.connect(self._show_labels)
        menu.sizes_changed.connect(lambda labels, points: self.view.set_sizes(labels=labels, points=points))
        menu.undo_chosen.connect(self.undo.undo)
        menu.redo_chosen.connect(self.undo.redo)
        menu.export_chosen.connect(self.files.export)
        menu.beside_chosen.connect(self.beside.ask)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.view.set_theme(theme)
        self.beside.set_theme(theme)
        for label in (self.facts, self.found):
            label.setStyleSheet(f"color: {theme.muted};")

    # ---- words and where they are ----

    def _word(self, index: int) -> int:
        """The word at a place of the map: with both kinds of vectors each is there twice."""
        return index % max(len(self._session.words), 1)

    def _show_words(self) -> None:
        words, counts = self.positions.words, self._session.counts
        if counts is not None and len(words) != len(counts):
            counts = np.concatenate([counts, counts])
        self.view.set_words(words, counts)
        self._trails.clear()
        self._show_labels()
        self._show_colour()
        self._show_state()
        self._show_pins()
        self.facts.tell()

    def _show_positions(self) -> None:
        placed = self.positions.placed
        if placed is None:
            return
        if len(placed.coords) != self.view.n_words:
            self._show_words()
        self.view.set_axes(placed.names)
        self.view.set_frame(placed.coords, placed.explained)
        self._trails.add(placed.coords)
        self.view.set_trails(self._trails.paths)
        self._refresh.request()
        self._session.words_seen = self.view.seen()
        self.facts.tell()

    def _show_state(self) -> None:
        self.view.set_subdued(self._session.is_bundled, BUNDLED)

    # ---- search ----

    def _show_hits(self) -> None:
        find = self._session.find
        self.view.set_highlight(find.hits)
        wanted = bool(find.query.strip())
        self.found.setText(
            ("not an expression" if find.problem else f"{len(find.hits):,} found") if wanted else ""
        )
        self.found.setToolTip(find.problem)

    def _fly(self) -> None:
        """Select the best hit and go there."""
        hits = self._session.hits
        if len(hits):
            chosen = best(self._session.words, hits, self.search.text())
            self._session.selection.select(chosen)
            self.view.fly_to(chosen)

    # ---- selection ----

    def _take_swept(self, indices: Ints1d, adds: bool) -> None:
        words = np.unique(indices % max(len(self._session.words), 1)) if self.positions.both else indices
        counts = self._session.counts
        if counts is not None:
            words = words[np.argsort(-counts[words], kind="stable")]
        (self._session.selection.choose_also if adds else self._session.selection.choose)(words)

    def _show_selection(self) -> None:
        self.view.set_chosen(self._session.selection.chosen)
        self.view.set_selected(self._session.selection.index)

    def _show_neighbours(self) -> None:
        """Lines to the neighbours; those that are not as near on the map are torn off by the projection."""
        near = np.asarray(self._session.neighbourhood.rows, dtype=np.int64)
        selected, placed = self._session.selection.index, self.positions.placed
        torn: Ints1d = near[:0]
        if selected is not None and placed is not None and len(near):
            torn = picking.torn(placed.coords[: len(self._session.words)], selected, near)
        self.view.set_neighbours(near, torn)
        whose = f"{len(near)} neighbours of “{self._session.selection.word}”"
        self.facts.set_torn(f"{len(torn)} of {whose} torn off" if len(torn) else "")
        self._describe_aloud()

    def _describe_aloud(self) -> None:
        """The selected word and its neighbours as text for those who cannot see the map."""
        neighbourhood = self._session.neighbourhood
        told = ""
        if neighbourhood.word is not None:
            near = ", ".join(f"{each.word} {each.score:.2f}" for each in neighbourhood.found)
            told = f"Selected: {neighbourhood.word}. Nearest by {neighbourhood.metric}: {near}. "
        self.view.setAccessibleDescription(told + HELP)

    def _start_trails(self) -> None:
        """Other axes: the ways gone so far were along the former ones."""
        self._trails.clear()
        self._show_colour()

    def _show_pins(self) -> None:
        self._trails.follow(self._session.selection.pinned)
        self.view.set_pinned(self._session.selection.pinned)
        self.view.set_trails(self._trails.paths)

    def _pin_chosen(self) -> None:
        if self._session.selection.index is not None:
            self._session.selection.toggle_pin(self._session.selection.index)

    # ---- labels and colours ----

    def _show_labels(self, choice: str | None = None) -> None:
        choice = choice or self.menu.chosen("labels_chosen")
        self.view.set_shown_labels(self._course_words() if choice == COURSE else None)

    def _course_words(self) -> Ints1d:
        index = {word: place for place, word in enumerate(self._session.words)}
        return np.array([index[word] for word in COURSE_WORDS if word in index], dtype=np.int64)

    def _follow_preset(self) -> None:
        if self._session.preset == "Assignment 1":
            self.menu.mark("labels_chosen", COURSE)
            self._show_labels()

    def _choose_colour(self) -> None:
        name = self.colour.currentText()
        if name == COLUMN:
            self.files.ask_column()
        else:
            self.colours.choose(name)
        self.colour.setCurrentText(self.colours.name)

    def _show_colour(self) -> None:
        self.colour.setCurrentText(self.colours.name)
        if self.positions.both and self.view.n_words == 2 * len(self._session.words):
            twice = np.repeat([0.0, 1.0], len(self._session.words))
            ends = ("input vectors", "output vectors (marked ′)")
            self.view.set_colouring(twice, "categorical", title="both kinds", labels=ends, limits=(-0.5, 5.5))
        elif self.colours.colouring is None or len(self.colours.colouring.shades) == self.view.n_words:
            self.view.show_colouring(self.colours.colouring, self.colours.lacking)

    def _describe(self, index: int) -> str:
        counts = self._session.counts
        return "" if counts is None else f"occurs {counts[self._word(index)]:,} times"
