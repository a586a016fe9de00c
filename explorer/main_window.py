"""The window: toolbar, docks, menus and shortcuts. Layout only; what they do is elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from explorer import theme as themes
from explorer.panels.registry import PANELS, PanelEntry
from explorer.panels.run_bar import RunBar
from explorer.session import RunState, Session
from explorer.theme import Theme
from explorer.widgets.banner import Banner
from explorer.widgets.naming import named
from explorer.widgets.task_strip import TaskStrip

KEYS = (
    ("Space", "run or pause"),
    ("S", "a single step"),
    ("Ctrl+F", "search words"),
    ("Ctrl+L", "the sentence; up and down bring back earlier ones"),
    ("Ctrl+P", "pin the sentence, or let it go"),
    ("Ctrl+O", "open data"),
    ("Ctrl+Z", "take back a setting, or on the map a selection"),
    ("Esc", "clear selection and search"),
    ("+  −  arrows  Home", "zoom, move and fit the map"),
    ("Shift+drag  Ctrl+drag", "select words by a box or a lasso"),
    ("Shift+click", "select one more word"),
    ("P", "on the map: pin the selected word"),
    ("F1", "this list"),
)
AREAS = {
    "left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "right": Qt.DockWidgetArea.RightDockWidgetArea,
    "curves": Qt.DockWidgetArea.BottomDockWidgetArea,
}
LAYOUT_VERSION = 1
SENTENCE_SHARE = 0.15


class MainWindow(QMainWindow):
    """Puts the panels of the registry where they belong."""

    theme_changed = Signal(str)
    closing = Signal()

    def __init__(self, session: Session, theme: Theme, settings: QSettings) -> None:
        super().__init__()
        self.session, self.theme, self._settings = session, theme, settings
        self.setWindowTitle("Wordscope")
        self.setDockNestingEnabled(True)
        self.panels = {entry.name: entry.build(session, theme) for entry in PANELS}
        self.bar = RunBar(session, theme, self)
        self.banner = Banner(theme, self)
        self.docks: dict[str, QDockWidget] = {}
        self._set_aside = QByteArray()
        self.tabs = named(QTabWidget(self, documentMode=True), "centreTabs")
        self.setCentralWidget(self._centre())
        self._add_toolbar()
        self._add_docks()
        self._add_status_bar()
        self.first_layout = self.saveState(LAYOUT_VERSION)
        session.failed.connect(self.banner.show_error)
        session.noticed.connect(self.banner.show_notice)
        session.state_changed.connect(self._show_state)
        session.words_changed.connect(self._show_state)
        self._show_state()

    # ---- building ----

    def _centre(self) -> QWidget:
        centre = QWidget(self)
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.tabs, 1)
        for entry in PANELS:
            if entry.area == "centre":
                self.tabs.addTab(self.panels[entry.name], entry.title)
        self.tabs.currentChanged.connect(self._give_room)
        return centre

    def show_panel(self, name: str) -> None:
        """Bring a panel to the front."""
        if name in self.docks:
            self.docks[name].show()
        else:
            self.tabs.setCurrentWidget(self.panels[name])

    def _give_room(self) -> None:
        """Only the map stands among the docks; any other tab has the window but for the sentence."""
        if self.tabs.currentIndex() == 0:
            self.restoreState(self._set_aside, LAYOUT_VERSION)
            self._set_aside = QByteArray()
        elif self._set_aside.isEmpty():
            self._set_aside = self.saveState(LAYOUT_VERSION)
            for name, dock in self.docks.items():
                dock.setVisible(name == "sentence")
            height = round(SENTENCE_SHARE * self.height())
            self.resizeDocks([self.docks["sentence"]], [height], Qt.Orientation.Vertical)

    def _add_toolbar(self) -> None:
        toolbar = named(QToolBar("Run", self, movable=False), "runToolBar")
        toolbar.toggleViewAction().setEnabled(False)
        toolbar.addWidget(self.bar)
        self.addToolBar(toolbar)

    def _add_docks(self) -> None:
        docked: dict[str, list[QDockWidget]] = {}
        for entry in PANELS:
            if entry.area != "centre":
                self.docks[entry.name] = self._dock(entry)
                docked.setdefault(entry.area, []).append(self.docks[entry.name])
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.BottomDockWidgetArea)
        for name, area in AREAS.items():
            self.addDockWidget(area, docked[name][0])
        # Split downwards first: then the row of curves stands above a sentence as wide as the window.
        for dock in docked["bottom"]:
            self.splitDockWidget(docked["curves"][0], dock, Qt.Orientation.Vertical)
        for dock in docked["curves"][1:]:
            self.splitDockWidget(docked["curves"][0], dock, Qt.Orientation.Horizontal)

    def _dock(self, entry: PanelEntry) -> QDockWidget:
        dock = named(QDockWidget(entry.title, self), f"{entry.name}Dock")
        dock.setWidget(self.panels[entry.name])
        return dock

    def _add_status_bar(self) -> None:
        self.statusBar().setObjectName("statusBar")
        self.statusBar().setAccessibleName("Status")
        self.status = QLabel(self)
        self.status.setContentsMargins(themes.SPACING, 0, 0, 0)
        self.task = TaskStrip(self.session.tasks, self)
        self.statusBar().addWidget(self.status, 1)
        self.statusBar().addPermanentWidget(self.task)

    def reset_sizes(self) -> None:
        """Give the map most of the room."""
        horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        curves, sentence = round(0.22 * self.height()), round(SENTENCE_SHARE * self.height())
        self.resizeDocks([self.docks["run"], self.docks["word"]], [285, 230], horizontal)
        self.resizeDocks([self.docks["loss"], self.docks["gradcheck"]], [640, 640], horizontal)
        self.resizeDocks([self.docks["loss"], self.docks["sentence"]], [curves, sentence], vertical)

    def showEvent(self, event: QShowEvent) -> None:
        """At the very first start the sizes are ours; later they are the user's."""
        super().showEvent(event)
        if self._settings.value("window/layout") is None:
            self.reset_sizes()

    def sizeHint(self) -> QSize:
        """A size that fits a small laptop."""
        return QSize(1280, 800)

    # ---- layout that comes back ----

    def restore_layout(self) -> None:
        """Size and docks as they were when the window was last closed."""
        geometry, state = self._settings.value("window/geometry"), self._settings.value("window/layout")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if state is not None:
            self.restoreState(state, LAYOUT_VERSION)

    def reset_layout(self) -> None:
        """Size and docks as at the very first start."""
        self.tabs.setCurrentIndex(0)
        self.restoreState(self.first_layout, LAYOUT_VERSION)
        self.reset_sizes()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember the layout, stop the threads."""
        self.tabs.setCurrentIndex(0)
        self._settings.setValue("window/geometry", self.saveGeometry())
        self._settings.setValue("window/layout", self.saveState(LAYOUT_VERSION))
        self.closing.emit()
        super().closeEvent(event)

    # ---- menus and keys ----

    def add_menu(self, title: str, entries: list[tuple[str, str, Callable[[], object]] | None]) -> QMenu:
        """A menu of (text, shortcut, action); None draws a line."""
        menu = self.menuBar().addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
                continue
            text, shortcut, action = entry
            made = QAction(text, self)
            if shortcut:
                made.setShortcut(QKeySequence(shortcut))
            made.triggered.connect(lambda _checked=False, do=action: do())
            menu.addAction(made)
        return menu

    def add_panels_menu(self, title: str, more: list[tuple[str, str, Callable[[], object]] | None]) -> None:
        """A menu that shows and hides the docks, and further entries."""
        menu = self.add_menu(title, more)
        menu.addSeparator()
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())

    def show_keys(self) -> None:
        """List the keys."""
        rows = "".join(
            f"<tr><td><b>{key}</b>&nbsp;&nbsp;&nbsp;</td><td>{what}</td></tr>" for key, what in KEYS
        )
        QMessageBox.information(self, "Keys", f"<table cellspacing=8>{rows}</table>")

    def focus_search(self) -> None:
        """Go to the search line."""
        self._focus("wordSearch")

    def focus_sentence(self) -> None:
        """Go to the sentence."""
        self.docks["sentence"].show()
        self._focus("sentenceEdit")

    def _focus(self, name: str) -> None:
        field = self.findChild(QWidget, name)
        if field is not None:
            field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # ---- what is shown ----

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of everything."""
        self.theme = theme
        for panel in self.panels.values():
            panel.set_theme(theme)  # type: ignore[attr-defined]  # every panel has it, see the registry
        self.bar.set_theme(theme)
        self.banner.set_theme(theme)
        self.theme_changed.emit(theme.name)

    def _show_state(self) -> None:
        session = self.session
        parts = [f"{len(session.words):,} words"] if session.words else []
        if session.started is not None and not session.is_bundled:
            parts.append(f"{session.started.parameters:,} parameters")
            parts.append(f"seed {session.started.spec.seed}")
        if session.state is RunState.FINISHED and session.outcome is not None and session.outcome.steps:
            done = session.outcome
            loss = f"{done.loss:.3f} a pair, {done.cost:.2f} a centre"
            if session.trains_network:
                loss = f"{done.loss:.3f} a phrase"
            parts.append(f"{done.reason} after {done.steps:,} steps: loss {loss}")
        self.status.setText("   ·   ".join(parts))
