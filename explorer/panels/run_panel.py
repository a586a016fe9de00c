"""The settings of the next run, as a form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from engine.objectives.registry import OBJECTIVES
from engine.training.spec import RunSpec
from explorer.session import RunState, Session
from explorer.theme import Theme
from explorer.widgets.naming import named
from explorer.widgets.spec_form import SpecForm


class RunPanel(QWidget):
    """The form, the formula it stands for, and a word on when changes count."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.form = SpecForm(session.spec, self)
        self.formula = named(QLabel(self, wordWrap=True), "formula")
        self.formula.setAccessibleName("Formula that is minimised")
        self.hint = QLabel("Changes count from the next run on: press Rewind.", self, wordWrap=True)
        self.hint.setVisible(False)
        area = QScrollArea(self, widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 4, 8)
        layout.addWidget(self.formula)
        layout.addWidget(self.hint)
        layout.addWidget(area, 1)
        self.form.changed.connect(session.change_setting)
        session.spec_changed.connect(self._show)
        session.state_changed.connect(self._show)
        self.set_theme(theme)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Change the colours of the notes above the form."""
        self.formula.setStyleSheet(f"color: {theme.muted};")
        self.hint.setStyleSheet(f"color: {theme.accent};")

    def _show(self) -> None:
        spec = self._session.spec
        self.form.show_spec(spec)
        self.formula.setText(OBJECTIVES[spec.objective].formula)
        started = self._session.started
        busy = self._session.state in (RunState.RUNNING, RunState.PAUSED)
        self.hint.setVisible(busy and started is not None and _same_rate(spec, started.spec) != spec)


def _same_rate(spec: RunSpec, started: RunSpec) -> RunSpec:
    """The settings a run was started with, with the rate of now: that one may change at any time."""
    return replace(started, step=replace(started.step, rate=spec.step.rate))
