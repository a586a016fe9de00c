"""A sortable table of texts, in which a click or Return picks a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.types import Ints1d
from explorer.widgets.naming import named, tipped

Index = QModelIndex | QPersistentModelIndex
Cells = Callable[[int], Sequence[str]]
ROW = 24


def alphabetical(texts: Sequence[str]) -> Ints1d:
    """Which place each of the texts has in the order of all: what a column of texts is sorted by."""
    # As objects: an array of strings gives each the room of the longest.
    return np.argsort(np.argsort(np.array(texts, dtype=object), kind="stable"))


class RowsModel(QAbstractTableModel):
    """Rows made into texts only when they are seen, in an order of their own."""

    def __init__(self, columns: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.order: Ints1d = np.empty(0, dtype=np.int64)
        self._cells: Cells = lambda row: ()

    def show(self, cells: Cells, order: Ints1d) -> None:
        """Other rows, or the same in another order."""
        self.beginResetModel()
        self._cells, self.order = cells, order
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Rows."""
        return len(self.order)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  Qt's own default
        """Columns."""
        return len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> object:
        """The column's name."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell; the first column is whole in its tip."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(index.row())[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == 0:
            text = self.cells(index.row())[0].replace("&", "&amp;").replace("<", "&lt;")
            return f"<p>{text}</p>"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column():
            return Qt.AlignmentFlag.AlignCenter
        return None

    def cells(self, place: int) -> Sequence[str]:
        """One row as texts, by its place in the table."""
        return self._cells(int(self.order[place]))


class RowsTable(QTableView):
    """The first column takes the room that is left.

    Signals
    -------
    picked(str)
        The first cell of a row that was clicked, or chosen by Return.

    Parameters
    ----------
    name : str
    columns : sequence of str
    widths : sequence of int
        Of the columns after the first, in pixels.
    tip : str
    accessible : str
    sort : tuple (int, Qt.SortOrder)
        The column it is sorted by at first; -1 for the order in which rows came.
    """

    picked = Signal(str)

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        *,
        widths: Sequence[int],
        tip: str,
        accessible: str,
        sort: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        tipped(named(self, name), tip, accessible=accessible)
        self.rows = RowsModel(columns, self)
        self.setModel(self.rows)
        self._keys: Sequence[np.ndarray] = ()
        self._cells: Cells = lambda row: ()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW)
        self._dress(self.horizontalHeader(), widths, sort)
        self.clicked.connect(lambda index: self._pick(index.row()))

    def _dress(self, header: QHeaderView, widths: Sequence[int], sort: tuple[int, Qt.SortOrder]) -> None:
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place, width in enumerate(widths, start=1):
            header.resizeSection(place, width)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        header.setSortIndicator(*sort)
        header.sortIndicatorChanged.connect(self._arrange)

    def set_rows(self, cells: Cells, keys: Sequence[np.ndarray]) -> None:
        """Show other rows.

        Parameters
        ----------
        cells : callable
            From the number of a row to its texts.
        keys : sequence of (n,) arrays
            What each column is sorted by.
        """
        self._cells, self._keys = cells, keys
        self._arrange()

    def _arrange(self) -> None:
        column = self.horizontalHeader().sortIndicatorSection()
        n = len(self._keys[0]) if self._keys else 0
        order = np.argsort(self._keys[column], kind="stable") if n and column >= 0 else np.arange(n)
        if column >= 0 and self.horizontalHeader().sortIndicatorOrder() == Qt.SortOrder.DescendingOrder:
            order = order[::-1]
        self.rows.show(self._cells, order)

    def _pick(self, place: int) -> None:
        self.picked.emit(self.rows.cells(place)[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return picks the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._pick(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def export(self) -> list[Sequence[str]]:
        """What is shown, headings first."""
        return [self.rows.columns, *(self.rows.cells(place) for place in range(len(self.rows.order)))]
