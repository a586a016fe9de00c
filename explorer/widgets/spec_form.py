"""A form made from the settings of `RunSpec`: one row a field, grouped as the classes are."""

from __future__ import annotations

from typing import Any, get_args

from PySide6.QtCore import Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.settings import Setting, setting_of
from engine.training.spec import RunSpec, applies, settings, type_of, value_at

GROUPS = {"model": "Model", "text": "Text", "step": "Steps", "network": "Network", "": "Run"}
LARGEST = 2**31 - 1
FIELD_WIDTH = 84
# Chosen in the toolbar; a second place to change them would be one too many.
ELSEWHERE = ("data", "step.rate")


class SpecForm(QWidget):
    """Edits a RunSpec; emits the dotted path and the new value of what the user changed."""

    changed = Signal(str, object)

    def __init__(self, spec: RunSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, QWidget] = {}
        self._groups: list[tuple[QLabel, QFormLayout, list[str]]] = []
        self._updating = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 10, 0)
        for group, title in GROUPS.items():
            heading, rows = self._heading(title), self._rows(spec, group)
            layout.addWidget(heading)
            layout.addLayout(rows)
            paths = [path for path in self.fields if path.rpartition(".")[0] == group]
            self._groups.append((heading, rows, paths))
        layout.addStretch(1)
        self.show_spec(spec)

    def show_spec(self, spec: RunSpec) -> None:
        """Show these values, without telling anybody; what means nothing to the model is hidden."""
        self._updating = True
        for path, field in self.fields.items():
            _show(field, value_at(spec, path))
        self._updating = False
        meant = {path for path, each in settings(spec) if applies(spec, each)}
        for heading, rows, paths in self._groups:
            for path in paths:
                rows.setRowVisible(self.fields[path], path in meant)
            heading.setVisible(not meant.isdisjoint(paths))

    def _heading(self, title: str) -> QLabel:
        label = QLabel(title, self)
        label.setProperty("heading", True)
        return label

    def _rows(self, spec: RunSpec, group: str) -> QFormLayout:
        rows = QFormLayout()
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.setHorizontalSpacing(12)
        for path, each in settings(spec):
            if path.rpartition(".")[0] != group or path in ELSEWHERE:
                continue
            described = setting_of(each)
            field = self._field(path, described)
            field.setToolTip(described.help)
            field.setAccessibleName(described.label)
            label = QLabel(described.label, self)
            label.setToolTip(described.help)
            label.setBuddy(field)
            field.setMinimumWidth(FIELD_WIDTH)
            rows.addRow(label, field)
            self.fields[path] = field
        return rows

    def _field(self, path: str, described: Setting) -> QWidget:
        kind = type_of(path)
        if get_args(kind):
            return self._choice(path, get_args(kind))
        if kind is bool:
            return self._switch(path)
        return self._integer(path, described) if kind is int else self._number(path, described)

    def _choice(self, path: str, choices: tuple[str, ...]) -> QComboBox:
        field = QComboBox(self)
        field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        field.addItems(choices)
        field.currentTextChanged.connect(lambda value: self._tell(path, value))
        return field

    def _switch(self, path: str) -> QCheckBox:
        field = QCheckBox(self)
        field.toggled.connect(lambda value: self._tell(path, value))
        return field

    def _integer(self, path: str, described: Setting) -> QSpinBox:
        field = QSpinBox(self)
        field.setRange(int(described.low), int(min(described.high, LARGEST)))
        field.setKeyboardTracking(False)
        field.setGroupSeparatorShown(True)
        field.setSuffix(f" {described.unit}" if described.unit else "")
        field.valueChanged.connect(lambda value: self._tell(path, value))
        return field

    def _number(self, path: str, described: Setting) -> QDoubleSpinBox:
        field = ShortNumber(self)
        field.setDecimals(8)
        field.setRange(described.low, described.high)
        field.setKeyboardTracking(False)
        if described.log:
            field.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        field.valueChanged.connect(lambda value: self._tell(path, value))
        return field

    def _tell(self, path: str, value: Any) -> None:
        if not self._updating:
            self.changed.emit(path, value)


class ShortNumber(QDoubleSpinBox):
    """A number without trailing zeros: 0.05, 1e-05."""

    def textFromValue(self, value: float) -> str:
        """The shortest text that reads back as `value`."""
        return f"{value:g}"

    def valueFromText(self, text: str) -> float:
        """The number a person typed."""
        return float(text.removesuffix(self.suffix()).strip().replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept what Python reads as a number in range; keep editing on anything else."""
        try:
            value = self.valueFromText(text)
        except ValueError:
            return QValidator.State.Intermediate, text, position
        fits = self.minimum() <= value <= self.maximum()
        return (QValidator.State.Acceptable if fits else QValidator.State.Intermediate), text, position


def _show(field: QWidget, value: Any) -> None:
    """Put a value into the widget that edits it."""
    if isinstance(field, QComboBox):
        field.setCurrentText(value)
    elif isinstance(field, QCheckBox):
        field.setChecked(value)
    elif isinstance(field, QSpinBox):
        field.setValue(min(value, LARGEST))
    elif isinstance(field, QDoubleSpinBox):
        field.setValue(value)
