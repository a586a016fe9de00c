"""How good the sentence models are and where they err: a sweep, methods side by side, every mistake."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine.sentiment.evaluation import groups
from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.calibration_plot import CalibrationPlot
from explorer.widgets.compare_view import CompareView
from explorer.widgets.errors_view import ErrorsView
from explorer.widgets.export_button import ExportButton
from explorer.widgets.interval_rows import IntervalRows
from explorer.widgets.method_table import MethodTable
from explorer.widgets.naming import named, tipped
from explorer.widgets.refresh import Refresh
from explorer.widgets.sweep_plot import SweepPlot
from explorer.widgets.weights_view import WeightsView

VECTOR_FILES = "Word vectors (*.txt *.vec *.bin *.npz *.tsv *.gz);;All files (*)"
POINTS_MS = 100
UNLABELLED = "These sentences have no labels: choose labelled data (demo or a treebank) to evaluate."


class EvaluatePanel(QWidget):
    """Methods and the sweep on the left, what they got right and wrong on the right."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._found = session, session.evaluations
        self.sweep_button = self._button(
            "sweepButton",
            "Sweep own vectors",
            "Softmax regression on the newest averages, 31 penalties.",
        )
        self.file_button = self._button(
            "sweepFileButton", "Sweep a file…", "The same on vectors from a file, such as GloVe's."
        )
        self.network_button = self._button(
            "evaluateNetworkButton",
            "Train network",
            "The sentence network; some seven seconds on a treebank.",
        )
        self.ensemble_button = self._button(
            "ensembleButton",
            "Train five",
            "Five networks from five seeds that answer together: five times as long, about a point better.",
        )
        self.split = tipped(
            named(QComboBox(self), "splitCombo"),
            "Which sentences to judge by. Choose by dev; look at test once, at the end.",
            accessible="Split",
        )
        self.hint = named(QLabel(self, wordWrap=True), "evaluateHint")
        self.methods = MethodTable(self._found, self)
        self.sweep = SweepPlot(theme, self)
        self.errors = ErrorsView(theme, self)
        self.breakdown = IntervalRows("breakdown", theme, self)
        self.compare = CompareView(self._found, theme, self)
        self.calibration = CalibrationPlot(theme, self)
        self.calibration_verdict = QLabel(self)
        self.weights = WeightsView(self._found, session.tasks, self)
        self.tabs = QTabWidget(self, documentMode=True)
        self.export = ExportButton("exportButton", self.rows, self.tabs.currentWidget, self)
        self._points = Refresh(self._show_points, POINTS_MS, self)
        self._lay_out()
        # Less than its views would like: behind the map it must not keep a small window from shrinking.
        self.setMinimumSize(320, 120)
        self._connect()
        self.set_theme(theme)
        self.follow()

    def _button(self, name: str, text: str, tip: str) -> QPushButton:
        return tipped(named(QPushButton(text, self), name), tip, accessible=text)

    def _lay_out(self) -> None:
        actions = QHBoxLayout()
        for part in (self.sweep_button, self.file_button, self.network_button, self.ensemble_button):
            actions.addWidget(part)
        actions.addStretch(1)
        left = QWidget(self)
        inner = QVBoxLayout(left)
        inner.setContentsMargins(8, 8, 4, 8)
        inner.addLayout(actions)
        inner.addWidget(self.hint)
        inner.addWidget(self.methods, 2)
        inner.addWidget(self.sweep, 3)
        corner = QWidget(self)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)
        row.addWidget(self.export)
        self.tabs.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        for title, view in self._views():
            self.tabs.addTab(view, title)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(left)
        splitter.addWidget(self.tabs)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([460, 800])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.addWidget(splitter)

    def _views(self) -> list[tuple[str, QWidget]]:
        breakdown = QScrollArea(self, widgetResizable=True)
        breakdown.setWidget(self.breakdown)
        calibration = QWidget(self)
        inner = QVBoxLayout(calibration)
        inner.setContentsMargins(0, 8, 0, 0)
        inner.addWidget(self.calibration, 1)
        inner.addWidget(self.calibration_verdict)
        return [
            ("Errors", self.errors),
            ("Breakdown", breakdown),
            ("Compare", self.compare),
            ("Calibration", calibration),
            ("Weights", self.weights),
        ]

    def _connect(self) -> None:
        session, found = self._session, self._found
        self.sweep_button.clicked.connect(self._on_sweep)
        self.file_button.clicked.connect(self._on_file)
        self.network_button.clicked.connect(lambda: found.train_network(seed=session.spec.seed))
        self.ensemble_button.clicked.connect(lambda: found.train_ensemble(seed=session.spec.seed))
        self.split.textActivated.connect(found.show_split)
        self.sweep.picked.connect(found.pick)
        self.sweep.walked.connect(found.pick_beside)
        for table in (self.errors.sentences, self.compare.sentences):
            table.asked.connect(session.ask)
        self.export.saved.connect(session.noticed)
        self.export.failed.connect(lambda told: session.failed.emit(told, ""))
        found.changed.connect(self.follow)
        found.points_changed.connect(self._points.request)
        self.tabs.currentChanged.connect(self._show_tab)
        session.snapshot_changed.connect(self._allow)
        session.data_changed.connect(self.follow)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        for view in (self.sweep, self.errors, self.breakdown, self.compare, self.calibration, self.weights):
            view.set_theme(theme)
        self.hint.setStyleSheet(f"color: {theme.muted};")
        self.calibration_verdict.setStyleSheet(f"color: {theme.muted};")

    def follow(self) -> None:
        """Other methods, or another one to look at."""
        found = self._found
        self.split.clear()
        self.split.addItems(list(found.splits))
        self.split.setCurrentText(found.split)
        self._show_tab()
        self._show_points()
        self._allow()
        self.hint.setText(self._hint())

    def _show_tab(self) -> None:
        """Fill the tab that is open; the others are filled when they are opened."""
        evaluation = self._found.evaluation
        match self.tabs.currentIndex():
            case 0:
                self.errors.show_evaluation(evaluation)
            case 1:
                self.breakdown.set_groups(groups(evaluation) if evaluation is not None else ())
            case 2:
                self.compare.follow()
            case 3:
                self.calibration.show_evaluation(evaluation)
                self.calibration_verdict.setText(self.calibration.verdict)
            case _:
                self.weights.follow()

    def _hint(self) -> str:
        found = self._found
        if self._session.dataset is not None and not found.splits:
            return UNLABELLED
        if found.busy and found.task is not None:
            return f"{found.task.title} … (the status bar shows how far; there it can be cancelled)"
        evaluation = found.evaluation
        if evaluation is None:
            return "Nothing trained yet: press one of the buttons above."
        return (
            f"{evaluation.name}, {found.split}: {evaluation.accuracy:.1f} % right of five, "
            f"{evaluation.binary:.1f} % of two"
        )

    def _allow(self) -> None:
        found = self._found
        can = bool(found.splits) and not found.busy
        self.sweep_button.setEnabled(can and self._session.model is not None)
        self.file_button.setEnabled(can)
        for button in (self.network_button, self.ensemble_button):
            button.setEnabled(can)

    def _show_points(self) -> None:
        self.sweep.show_points(self._found.points, self._found.point)

    def _on_sweep(self) -> None:
        if self._session.model is not None:
            self._found.sweep(self._session.model.vectors)

    def _on_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Open word vectors", "", VECTOR_FILES)
        if chosen:
            self._found.sweep_file(Path(chosen))

    def rows(self) -> Sequence[Sequence[str]]:
        """What the open tab shows, as a table; below it the methods."""
        match self.tabs.currentIndex():
            case 0:
                shown = self.errors.export()
            case 1:
                shown = self.breakdown.export()
            case 2:
                shown = self.compare.export()
            case 3:
                shown = self.calibration.export()
            case _:
                shown = self.weights.export()
        points = [(f"{each.reg:g}", f"{each.train:.2f}", f"{each.dev:.2f}") for each in self._found.points]
        return [*shown, (), *self.methods.rows(), (), ("penalty", "train", "dev"), *points]
