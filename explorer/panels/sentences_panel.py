"""More about sentences: typed before and pinned, why one is judged so, what is like it, many at once."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from explorer.session import Session
from explorer.theme import Theme
from explorer.widgets.batch_view import BatchView
from explorer.widgets.evidence_view import EvidenceView
from explorer.widgets.export_button import ExportButton
from explorer.widgets.memory_view import MemoryView
from explorer.widgets.nearest_view import NearestView


class SentencesPanel(QWidget):
    """Four tabs about what stands, stood or could stand in the sentence box."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.tabs = QTabWidget(self, documentMode=True)
        self.memory = MemoryView(session, theme, self)
        self.evidence = EvidenceView(session, self)
        self.nearest = NearestView(session, self)
        self.batch = BatchView(session, self)
        views: tuple[tuple[str, QWidget], ...] = (
            ("Pinned and recent", self.memory),
            ("Why", self.evidence),
            ("Nearest in the data", self.nearest),
            ("Several at once", self.batch),
        )
        for title, view in views:
            self.tabs.addTab(view, title)
        self.export = ExportButton("sentencesExportButton", self.rows, self.tabs.currentWidget, self)
        self.tabs.setCornerWidget(self.export, Qt.Corner.TopRightCorner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 0, 8, 0)
        layout.addWidget(self.tabs)
        # Behind the map it must not keep a small window from shrinking.
        self.setMinimumSize(320, 120)
        self.export.saved.connect(session.noticed)
        self.export.failed.connect(lambda told: session.failed.emit(told, ""))
        session.sentences.lines_pasted.connect(self._on_pasted)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        for view in (self.memory, self.evidence, self.nearest, self.batch):
            view.set_theme(theme)

    def _on_pasted(self, lines: list[str]) -> None:
        self.tabs.setCurrentWidget(self.batch)
        self.batch.judge(lines)

    def rows(self) -> Sequence[Sequence[str]]:
        """What the open tab shows, as a table."""
        match self.tabs.currentIndex():
            case 0:
                return self.memory.export()
            case 1:
                return self.evidence.export()
            case 2:
                return self.nearest.export()
            case _:
                return self.batch.export()
