"""The methods side by side: accuracy on every split, of five classes and of two, and the time they took."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from explorer.evaluations import Evaluations
from explorer.widgets.naming import named

COLUMNS = ("method", "dev", "± dev", "test", "± test", "s")


class MethodTable(QTableWidget):
    """A row a method; a click looks at it."""

    def __init__(self, found: Evaluations, parent: QWidget | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self._found = found
        named(self, "methodTable").setAccessibleName("Methods and their accuracy")
        self.setToolTip(
            "Per cent right of five classes, and (±) on the right side of two, neutral left out. Click a "
            "method to look at it."
        )
        self.setHorizontalHeaderLabels(list(COLUMNS))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        for chosen in (self.cellClicked, self.cellActivated):
            chosen.connect(lambda row, _column: found.show_method(self.rows()[row + 1][0]))
        found.changed.connect(self.fill)
        self.fill()

    def rows(self) -> list[Sequence[str]]:
        """The table as texts, headings first."""
        rows: list[Sequence[str]] = [COLUMNS]
        for method in self._found.methods.values():
            figures = []
            for split in ("dev", "test"):
                judged = method.evaluations.get(split)
                figures += ["", ""] if judged is None else [f"{judged.accuracy:.1f}", f"{judged.binary:.1f}"]
            rows.append((method.name, *figures, f"{method.seconds:.1f}"))
        return rows

    def fill(self) -> None:
        """Write the rows anew."""
        rows = self.rows()[1:]
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(row, column, item)
            if cells[0] == self._found.shown:
                self.selectRow(row)
