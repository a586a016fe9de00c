"""Asks what the columns of one's own table hold and what its labels mean; likely answers come chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.corpus.scales import guess_classes, in_two
from engine.corpus.table_choice import TableChoice
from engine.corpus.table_sketch import MOST_LABELS, PREVIEW, TableSketch
from explorer import theme as themes
from explorer.widgets.naming import named, tipped

FIVE = (("very negative", 0), ("negative", 1), ("neutral", 2), ("positive", 3), ("very positive", 4))
TWO = (("negative", 1), ("positive", 3))
LEFT_OUT = "leave out"
NO_LABELS = "none: learn words only"
LONGEST_SHOWN = 200


class OpenTextDialog(QDialog):
    """Text column, label column, and the class of every label."""

    def __init__(self, sketch: TableSketch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sketch = sketch
        self.setWindowTitle(f"Open {sketch.path.name}")
        self.setObjectName("openTextDialog")
        self.header = tipped(
            named(QCheckBox("The first row names the columns", self), "headerCheck"),
            "Off: the first row is a text like the others.",
            accessible="The first row names the columns",
        )
        self.text = self._combo("textColumn", "Text", "The column that holds the reviews or sentences.")
        self.label = self._combo("labelColumn", "Label", "The column that says how positive each text is.")
        self.scale = self._combo(
            "classCount", "Classes", "Five tell mild from strong; with two, neutral texts are left out."
        )
        self.preview = self._table("previewTable", "The first rows")
        self.meaning = self._table("meaningTable", "What each label means")
        self.meanings: dict[str, QComboBox] = {}
        self.hint = named(QLabel(self, wordWrap=True), "openHint")
        self.buttons = QDialogButtonBox(self)
        self.open_button = self.buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self._preselect()
        self._connect()
        self.resize(680, 680)

    # ---- building ----

    def _combo(self, name: str, label: str, tip: str) -> QComboBox:
        return tipped(named(QComboBox(self), name), tip, accessible=label)

    def _table(self, name: str, tip: str) -> QTableWidget:
        table = tipped(named(QTableWidget(self), name), tip, accessible=tip)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.verticalHeader().hide()
        # Tab must lead on to the next control, not from cell to cell.
        table.setTabKeyNavigation(False)
        return table

    def _lay_out(self) -> None:
        form = QFormLayout()
        for title, field in (("Text", self.text), ("Label", self.label), ("Classes", self.scale)):
            form.addRow(title, field)
        layout = QVBoxLayout(self)
        layout.setSpacing(themes.SPACING)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.header)
        layout.addLayout(form)
        layout.addWidget(self.meaning, 1)
        layout.addWidget(self.hint)
        layout.addWidget(self.buttons)

    def _preselect(self) -> None:
        sketch = self._sketch
        label = sketch.guess_label()
        self.header.setChecked(sketch.guess_header())
        self.scale.addItem("five: very negative to very positive", FIVE)
        self.scale.addItem("two: negative and positive", TWO)
        self._name_columns()
        self.text.setCurrentIndex(sketch.guess_text())
        self.label.setCurrentIndex(self.label.findData(label))
        if label is not None:
            guessed = guess_classes(self._values() or {}).values()
            self.scale.setCurrentIndex(int(set(guessed) <= {1, 3}))
        self._show_meanings()

    def _connect(self) -> None:
        self.header.toggled.connect(self._on_header)
        self.text.activated.connect(self._show_state)
        self.label.activated.connect(self._show_meanings)
        self.scale.activated.connect(self._show_meanings)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    # ---- what is chosen ----

    def choice(self) -> TableChoice:
        """What the user chose."""
        names = self._sketch.names(header=self.header.isChecked())
        label = self.label.currentData()
        return TableChoice(
            text=names[self.text.currentIndex()],
            label=None if label is None else names[label],
            classes=self._classes(),
            header=self.header.isChecked(),
        )

    def _classes(self) -> dict[str, int]:
        chosen = {label: combo.currentData() for label, combo in self.meanings.items()}
        return {label: int(meant) for label, meant in chosen.items() if meant is not None}

    def _values(self) -> dict[str, int] | None:
        """How often each label occurs; None if there are too many for labels."""
        column = self.label.currentData()
        return {} if column is None else self._sketch.values(column, header=self.header.isChecked())

    # ---- what is shown ----

    def _on_header(self) -> None:
        self._name_columns()
        self._show_meanings()

    def _name_columns(self) -> None:
        """Names, and the preview with or without the first row."""
        text, label = self.text.currentIndex(), self.label.currentIndex()
        names = self._sketch.names(header=self.header.isChecked())
        self.text.clear()
        self.label.clear()
        self.label.addItem(NO_LABELS, None)
        for column, name in enumerate(names):
            self.text.addItem(name)
            self.label.addItem(name, column)
        self.text.setCurrentIndex(text)
        self.label.setCurrentIndex(label)
        rows = self._sketch.rows[1:] if self.header.isChecked() else self._sketch.rows[:PREVIEW]
        self.preview.setRowCount(len(rows))
        self.preview.setColumnCount(len(names))
        self.preview.setHorizontalHeaderLabels(list(names))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                self.preview.setItem(row, column, QTableWidgetItem(cell[:LONGEST_SHOWN]))
        longest = max(range(len(names)), key=self._sketch.lengths.__getitem__)
        self.preview.horizontalHeader().setSectionResizeMode(longest, QHeaderView.ResizeMode.Stretch)

    def _show_meanings(self) -> None:
        """One row a label, with the class it probably stands for."""
        values, five = self._values() or {}, self.scale.currentIndex() == 0
        guessed = guess_classes(values)
        self.meanings = {}
        self.meaning.setRowCount(len(values))
        self.meaning.setColumnCount(3)
        self.meaning.setHorizontalHeaderLabels(["label", "rows", "means"])
        self.meaning.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for row, label in enumerate(_in_order(values)):
            self.meaning.setItem(row, 0, QTableWidgetItem(label or "(empty)"))
            self.meaning.setItem(row, 1, QTableWidgetItem(f"{values[label]:,}"))
            combo = self._meaning(label, guessed[label] if five else in_two(guessed[label]))
            self.meaning.setCellWidget(row, 2, combo)
            self.meanings[label] = combo
        self.meaning.setVisible(bool(values))
        self.scale.setEnabled(bool(values))
        self._show_state()

    def _meaning(self, label: str, guess: int | None) -> QComboBox:
        combo = tipped(
            QComboBox(self.meaning), f'What the label "{label}" means', accessible=f"Meaning of {label}"
        )
        for name, meant in self.scale.currentData():
            combo.addItem(name, meant)
        combo.addItem(LEFT_OUT, None)
        combo.setCurrentIndex(combo.findData(guess) if guess is not None else combo.count() - 1)
        combo.activated.connect(self._show_state)
        return combo

    def _show_state(self) -> None:
        """Say what will be read, or what is missing."""
        problem = self._problem()
        self.open_button.setEnabled(not problem)
        self.hint.setText(problem or self._summary())

    def _problem(self) -> str:
        column = self.label.currentData()
        if column is None:
            return ""
        if column == self.text.currentIndex():
            return "Text and label must be different columns."
        if self._values() is None:
            return f"This column has more than {MOST_LABELS} different values, too many for labels."
        if len(set(self._classes().values())) < 2:
            return "Say which labels mean something: at least two different classes are needed."
        return ""

    def _summary(self) -> str:
        total = self._sketch.count - self.header.isChecked()
        if self.label.currentData() is None:
            return f"{total:,} texts without labels: words can be learned from them, sentiment cannot."
        values = self._values() or {}
        kept = sum(values[label] for label in self._classes())
        names = [name.lower() for name in self._sketch.names(header=self.header.isChecked())]
        held_out = "the column split says which are kept" if "split" in names else "two of every ten are kept"
        return f"{kept:,} of {total:,} texts will be read; {held_out} for checking and testing."


def _in_order(labels: dict[str, int]) -> list[str]:
    """Numbers by size, then words by the alphabet."""

    def key(label: str) -> tuple[bool, float, str]:
        try:
            return False, float(label), label
        except ValueError:
            return True, 0.0, label

    return sorted(labels, key=key)


def ask(sketch: TableSketch, parent: QWidget) -> OpenTextDialog:
    """Show the dialog over its window, without waiting for the answer."""
    dialog = OpenTextDialog(sketch, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
