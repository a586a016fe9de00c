"""The toolbar: data, preset, the five buttons of a run, its rate, and how far it has come."""

from __future__ import annotations

import math

import qtawesome
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.corpus.catalogue import catalogue
from engine.corpus.table_choice import file_of
from engine.training.presets import PRESETS
from explorer import theme as themes
from explorer.fetching import GETTABLE
from explorer.session import RunState, Session
from explorer.theme import Theme
from explorer.widgets.elided import ElidedCombo
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh
from explorer.widgets.spec_form import ShortNumber

OPEN_FILE, OPEN_FOLDER = "Open a text file…", "Open a folder…"
CUSTOM = "Custom"
REFRESH_MS = 250
# The others are known by their icons; text on all of them would not fit a small laptop.
WITH_TEXT = ("runButton", "pauseButton", "stepButton")
DATA_TIP = "The text to learn from."
TOLD_TIP = "Passes over the text, words of text read a second, and the time left."
BUTTONS = (
    ("runButton", "Run", "mdi6.play", "Train, or go on after a pause (Space). A finished run starts anew."),
    ("pauseButton", "Pause", "mdi6.pause", "Wait after the current step (Space)."),
    ("stepButton", "Step", "mdi6.skip-next", "Take a single step of gradient descent and wait (S)."),
    ("stopButton", "Stop", "mdi6.stop", "End the run; its vectors stay on the map."),
    ("resetButton", "Rewind", "mdi6.rewind", "Back to the first random vectors of the same seed."),
    ("seedButton", "New seed", "mdi6.dice-5-outline", "Other first vectors: choose a new seed and rewind."),
)


class RunBar(QWidget):
    """The controls one needs all the time."""

    open_requested = Signal(bool)
    get_requested = Signal(str)

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.data = self._combo("dataCombo", "Data", DATA_TIP)
        self.preset = self._combo("presetCombo", "Preset", "Settings worth starting from.")
        self.buttons = {name: self._button(name, text, tip) for name, text, _, tip in BUTTONS}
        self.rate = named(ShortNumber(self), "rateEdit")
        self._set_up_rate()
        self.progress = QProgressBar(self, minimum=0, maximum=1000, textVisible=False)
        self.progress.setFixedHeight(6)
        self.progress.setAccessibleName("Progress of the run")
        self.told = named(QLabel(self), "progressText")
        self.told.setMinimumWidth(230)
        self.told.setToolTip(TOLD_TIP)
        self._refresh = Refresh(self._show_progress, REFRESH_MS, self)
        self._fill()
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self._show_spec()
        self._show_state()

    # ---- building ----

    def _combo(self, name: str, label: str, tip: str) -> QComboBox:
        combo = tipped(named(ElidedCombo(self), name), tip, accessible=label)
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(13)
        return combo

    def _button(self, name: str, text: str, tip: str) -> QToolButton:
        button = tipped(named(QToolButton(self), name), tip, accessible=text)
        button.setText(text)
        with_text = name in WITH_TEXT
        beside, alone = Qt.ToolButtonStyle.ToolButtonTextBesideIcon, Qt.ToolButtonStyle.ToolButtonIconOnly
        button.setToolButtonStyle(beside if with_text else alone)
        button.setIconSize(QSize(18, 18))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _set_up_rate(self) -> None:
        self.rate.setDecimals(8)
        self.rate.setRange(1e-6, 100)
        self.rate.setStepType(ShortNumber.StepType.AdaptiveDecimalStepType)
        self.rate.setKeyboardTracking(False)
        self.rate.setAccessibleName("Learning rate")
        self.rate.setToolTip(
            "How far each step follows the gradient; may be changed while the run goes on. "
            "The schedule lowers it from this value."
        )
        self.rate.setFixedWidth(92)

    def _fill(self) -> None:
        self.fill_data()
        self.preset.addItems([*PRESETS, CUSTOM])

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(themes.SPACING)
        row.addWidget(self.data)
        row.addWidget(self.preset)
        for button in self.buttons.values():
            row.addWidget(button)
        row.addSpacing(themes.SPACING)
        label = QLabel("rate", self)
        label.setBuddy(self.rate)
        row.addWidget(label)
        row.addWidget(self.rate)
        row.addStretch(1)
        told = QVBoxLayout()
        told.setSpacing(2)
        told.addWidget(self.told, 0, Qt.AlignmentFlag.AlignRight)
        told.addWidget(self.progress)
        row.addLayout(told)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def _connect(self) -> None:
        session = self._session
        actions = (session.run, session.pause, session.step, session.stop, session.rewind, session.new_seed)
        for button, action in zip(self.buttons.values(), actions, strict=True):
            button.clicked.connect(action)
        self.rate.valueChanged.connect(self._on_rate)
        self.data.activated.connect(self._on_data)
        self.preset.textActivated.connect(self._on_preset)
        session.spec_changed.connect(self._show_spec)
        session.state_changed.connect(self._show_state)
        session.losses_changed.connect(self._refresh.request)
        session.snapshot_changed.connect(self._refresh.request)

    # ---- what the user does ----

    def _on_rate(self, rate: float) -> None:
        if rate != self._session.spec.step.rate:
            self._session.set_rate(rate)

    def _on_data(self, index: int) -> None:
        name = self.data.itemData(index)
        if name is not None:
            self._session.choose_data(name)
            return
        asked = self.data.itemText(index)
        self._show_data()
        for absent, text in GETTABLE.items():
            if asked == text:
                self.get_requested.emit(absent)
        if asked in (OPEN_FILE, OPEN_FOLDER):
            self.open_requested.emit(asked == OPEN_FOLDER)

    def _on_preset(self, name: str) -> None:
        if name != CUSTOM:
            self._session.choose_preset(name)

    # ---- what is shown ----

    def fill_data(self) -> None:
        """List the data sets that are there, those that can be had, and the ways to open one's own."""
        self.data.clear()
        absent = []
        for entry in catalogue().values():
            if entry.kind == "sentences" and entry.available():
                self.data.addItem(entry.title, entry.name)
            elif entry.kind == "sentences" and entry.name in GETTABLE:
                absent.append(entry.name)
        self.data.insertSeparator(self.data.count())
        for name in absent:
            self.data.addItem(GETTABLE[name], None)
        self.data.addItem(OPEN_FILE, None)
        self.data.addItem(OPEN_FOLDER, None)
        self._show_data()

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of the icons."""
        for name, _, icon, _ in BUTTONS:
            colour = theme.accent_text if name == "runButton" else theme.text
            drawn = qtawesome.icon(icon, color=colour, color_disabled=theme.border)
            self.buttons[name].setIcon(drawn)

    def _show_spec(self) -> None:
        spec = self._session.spec
        self.rate.blockSignals(True)
        self.rate.setValue(spec.step.rate)
        self.rate.blockSignals(False)
        self.preset.setCurrentText(self._session.preset or CUSTOM)
        self._show_data()

    def _show_data(self) -> None:
        data = self._session.spec.data
        index = self.data.findData(data)
        if index < 0:
            self.data.insertItem(0, file_of(data), data)
            self.data.setItemData(0, data, Qt.ItemDataRole.ToolTipRole)
            index = 0
        self.data.setCurrentIndex(index)
        self.data.setToolTip(f"{self.data.currentText()}\n\n{DATA_TIP}")

    def _show_state(self) -> None:
        state = self._session.state
        goes_on = state in (RunState.RUNNING, RunState.PAUSED)
        self.buttons["runButton"].setEnabled(state not in (RunState.RUNNING, RunState.LOADING))
        self.buttons["pauseButton"].setEnabled(state is RunState.RUNNING)
        self.buttons["stepButton"].setEnabled(state is not RunState.LOADING)
        self.buttons["stopButton"].setEnabled(goes_on)
        self._show_progress()

    def _show_progress(self) -> None:
        session, now = self._session, self._session.progress
        self.told.setToolTip(TOLD_TIP)
        self.progress.setValue(round(1000 * now.progress) if now is not None else 0)
        if session.state is RunState.LOADING:
            self.told.setText("reading the text…")
        elif now is None:
            self.told.setText("Press Space to train")
        else:
            left = {RunState.PAUSED: "paused", RunState.FINISHED: "done"}.get(
                session.state, f"{clock(now.seconds_left)} left"
            )
            pace = f"{thousands(now.words_per_second)} words/s"
            dev, when = self._dev()
            self.told.setToolTip(f"Step {now.step:,}, {pace}. {TOLD_TIP}{when}")
            parts = [f"epoch {now.epoch:.1f}", f"step {now.step:,}", pace, *dev, left]
            self.told.setText(self._fitting(parts))

    def _dev(self) -> tuple[list[str], str]:
        """The newest dev accuracy in words, if the run has one, and when it was measured."""
        dev = self._session.history.accuracy
        if not len(dev):
            return [], ""
        when = f" dev: five-class accuracy on the dev sentences, measured at step {dev['step'][-1]:,.0f}."
        return [f"dev {dev['dev'][-1]:.1f} %"], when

    def _fitting(self, parts: list[str]) -> str:
        """As many of the parts as there is room for beside the rate: first the step goes, then the pace."""
        room = self.width() - self.rate.geometry().right() - 3 * themes.SPACING
        text = " · ".join(parts)
        for dropped in parts[1:3]:
            if self.told.fontMetrics().horizontalAdvance(text) > room:
                parts = [part for part in parts if part != dropped]
                text = " · ".join(parts)
        return text

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other widths have room for other words."""
        super().resizeEvent(event)
        self._refresh.request()


def thousands(value: float) -> str:
    """A pace a person reads at a glance: 840, 12 k, 1.1 M."""
    if value >= 1e6:
        return f"{value / 1e6:.1f} M"
    return f"{value / 1e3:.0f} k" if value >= 1e4 else f"{value:,.0f}"


def clock(seconds: float) -> str:
    """Minutes and seconds, or a dash for what is not known."""
    if not math.isfinite(seconds):
        return "–"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
