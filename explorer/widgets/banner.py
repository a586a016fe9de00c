"""One sentence across the top of the window: an error with details to unfold and copy, or a notice."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from explorer.theme import Theme
from explorer.widgets.naming import named, tipped

NOTICE_MS = 8000


class Banner(QWidget):
    """Hidden until there is something to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = named(QLabel(self, wordWrap=True), "bannerText")
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName("Message")
        self.details = QPlainTextEdit(self, readOnly=True)
        self.details.setAccessibleName("Details of the message")
        self.details.setToolTip("What the program knows about the error, to read and to copy")
        self.details.setMaximumHeight(160)
        self.details.hide()
        self.more = self._button("Details", "Show what the program knows about the error", checkable=True)
        self.more.toggled.connect(self.details.setVisible)
        self.copy = self._button("Copy", "Copy the message and its details")
        self.copy.clicked.connect(self._copy)
        self.dismiss = self._button("Close", "Hide this message")
        self.dismiss.clicked.connect(self.hide)
        self._fade = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._fade.timeout.connect(self.hide)
        self._lay_out()
        self.set_theme(theme)
        self.hide()

    def _button(self, text: str, tip: str, *, checkable: bool = False) -> QToolButton:
        button = tipped(QToolButton(self), tip, accessible=tip)
        button.setText(text)
        button.setCheckable(checkable)
        return button

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.addWidget(self.text, 1)
        for button in (self.more, self.copy, self.dismiss):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.addLayout(line)
        layout.addWidget(self.details)

    def show_error(self, message: str, details: str = "") -> None:
        """Say what went wrong, until it is closed."""
        self._fade.stop()
        self._say(message, details, error=True)

    def show_notice(self, message: str) -> None:
        """Say something for some seconds; never over an error that is still there."""
        if self.isVisible() and self.property("error"):
            return
        self._say(message, "", error=False)
        self._fade.start()

    def _say(self, message: str, details: str, *, error: bool) -> None:
        self.text.setText(message)
        self.details.setPlainText(details)
        self.more.setVisible(bool(details))
        self.more.setChecked(False)
        self.copy.setVisible(error)
        self.setProperty("error", error)
        self.setStyleSheet(self._style(error=error))
        self.show()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.setStyleSheet(self._style(error=bool(self.property("error"))))

    def _style(self, *, error: bool) -> str:
        back = self._theme.error_panel if error else self._theme.raised
        edge = self._theme.error if error else self._theme.accent
        return f"#banner {{ background: {back}; border-left: 4px solid {edge}; }}"

    def _copy(self) -> None:
        text = "\n\n".join(part for part in (self.text.text(), self.details.toPlainText()) if part)
        QApplication.clipboard().setText(text)
