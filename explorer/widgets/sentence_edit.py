"""The line that sentences are typed in: it walks through earlier ones, and tells when several are pasted."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QDropEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMenu, QWidget

from explorer.sentences import Sentences

LONGEST = 100_000
PAUSE_MS = 1_500
"""After so long without a key a sentence counts as typed."""


class SentenceEdit(QLineEdit):
    """A line with a memory: up and down bring back earlier sentences."""

    lines_pasted = Signal(list)

    def __init__(self, sentences: Sentences, parent: QWidget | None = None) -> None:
        super().__init__(parent, maxLength=LONGEST)
        self.setObjectName("sentenceEdit")
        self.setPlaceholderText("Type a sentence, such as: I loved it but the ending was awful")
        self.setClearButtonEnabled(True)
        self.setAccessibleName("Sentence")
        self.setToolTip(
            "The sentiment is predicted at every key (Ctrl+L jumps here). Up and down: earlier sentences. "
            "Several lines pasted become a table."
        )
        self._sentences, self._back, self._draft = sentences, -1, ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._note)
        self.textEdited.connect(self._on_edited)
        self.editingFinished.connect(self._note)

    def _on_edited(self) -> None:
        self._back = -1
        self._pause.start()

    def _note(self) -> None:
        self._pause.stop()
        self._sentences.note(self.text())

    def walk(self, step: int) -> None:
        """Bring back the sentence before (1) or after (-1); after the newest, what was being typed."""
        recent = self._sentences.recent
        if self._back < 0:
            self._draft = self.text()
            # What stands here already is not worth a key.
            step += 1 if step > 0 and recent[:1] == (self._draft,) else 0
        back = min(self._back + step, len(recent) - 1)
        if back == self._back or (back < 0 and self._back < 0):
            return
        self._back = max(back, -1)
        self.setText(recent[self._back] if self._back >= 0 else self._draft)

    def paste_text(self, text: str) -> None:
        """Put a text in; several lines of it are told of instead."""
        lines = text.strip().splitlines()
        if len(lines) > 1:
            self.lines_pasted.emit(lines)
        else:
            self.insert(" ".join(text.split()))
            self._on_edited()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk and paste."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste_text(QGuiApplication.clipboard().text())
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.walk(1 if event.key() == Qt.Key.Key_Up else -1)
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """A dropped text is taken as a pasted one."""
        if event.mimeData().hasText():
            self.paste_text(event.mimeData().text())
            event.acceptProposedAction()

    def menu(self) -> QMenu:
        """The usual menu, whose entry for pasting does the same as the key."""
        menu = self.createStandardContextMenu()
        paste = menu.findChild(QAction, "edit-paste")
        if paste is not None:
            paste.triggered.disconnect()
            paste.triggered.connect(lambda: self.paste_text(QGuiApplication.clipboard().text()))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Show the menu."""
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
