"""A table with what is said of it, as a widget of its own; and one that follows the sentence in the box."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.naming import named
from explorer.widgets.refresh import Refresh
from explorer.widgets.rows_table import RowsTable


class ToldTable(QWidget):
    """The label and what both have in common; a subclass makes the table.

    Parameters
    ----------
    name : str
        What the label's object name begins with.
    hint : str
        What is said while there are no rows.
    """

    table: RowsTable

    def __init__(self, name: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.says = named(QLabel(hint, self, wordWrap=True), f"{name}Says")

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self.says.setStyleSheet(f"color: {theme.muted};")

    def export(self) -> list[Sequence[str]]:
        """The table as texts."""
        return self.table.export()


class SentenceTold(ToldTable):
    """Asks anew when the sentence or the model changes, while it is seen.

    Parameters
    ----------
    every_ms : int
        Pause between two questions.
    """

    def __init__(
        self, session: Session, name: str, hint: str, *, every_ms: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, hint, parent)
        self._session = session
        self._refresh = Refresh(self.ask, every_ms, self)
        session.sentences.current_changed.connect(self._on_changed)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.says)
        layout.addWidget(self.table, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up."""
        super().showEvent(event)
        self.ask()

    def _on_changed(self) -> None:
        if self.isVisible():
            self._refresh.request()

    def ask(self) -> None:
        """Find the rows for the sentence of now, in a task."""
        raise NotImplementedError
