"""Accuracies as dots on a common scale, each with the interval that holds it 19 times in 20."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from engine.sentiment.evaluation import Group
from explorer import theme as themes
from explorer.theme import Theme

TIP = (
    "Dot: per cent right. Line: the 95 % interval by 2,000 bootstrap resamples of the sentences, wider the "
    "fewer there are (Wilson's where all or none are right)."
)
ROW, NAME, FIGURES, GAP = 22, 150, 190, 8


class IntervalRows(QWidget):
    """One row a group; a gap between kinds of groups."""

    def __init__(self, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName("Accuracy by group")
        self.setToolTip(TIP)
        self._theme = theme
        self.groups: tuple[Group, ...] = ()

    def set_groups(self, groups: Sequence[Group]) -> None:
        """Show these."""
        self.groups = tuple(groups)
        self.setAccessibleDescription("; ".join(f"{each.name}: {figures(each)}" for each in self.groups))
        self.setMinimumHeight(self.sizeHint().height())
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Change colours."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """All rows."""
        kinds = len({each.kind for each in self.groups})
        return QSize(560, ROW * (len(self.groups) + 1) + GAP * (kinds + 1))

    def export(self) -> list[Sequence[str]]:
        """The rows as texts, headings first."""
        rows: list[Sequence[str]] = [("group", "% right", "low", "high", "sentences")]
        for each in self.groups:
            shares = (f"{share:.2f}" for share in (each.accuracy, each.low, each.high))
            rows.append((each.name, *shares, str(each.total)))
        return rows

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the scale, then row by row."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(themes.font(themes.SMALL_POINTS))
            left, right = NAME + 16, self.width() - FIGURES - 16
            scale = (right - left) / 100
            painter.setPen(QColor(self._theme.grid))
            for mark in range(0, 101, 20):
                x = left + mark * scale
                painter.setPen(QColor(self._theme.grid))
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height() - ROW))
                painter.setPen(QColor(self._theme.muted))
                place = QRectF(x - 24, self.height() - ROW, 48, ROW)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{mark} %")
            top, kind = float(GAP), ""
            for each in self.groups:
                top += GAP if kind not in ("", each.kind) else 0
                kind = each.kind
                self._draw(painter, each, top, left, scale)
                top += ROW

    def _draw(self, painter: QPainter, each: Group, top: float, left: float, scale: float) -> None:
        middle, vertical = top + ROW / 2, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(self._theme.text))
        painter.drawText(QRectF(0, top, NAME, ROW), Qt.AlignmentFlag.AlignRight | vertical, each.name)
        place = QRectF(self.width() - FIGURES, top, FIGURES, ROW)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | vertical, figures(each))
        painter.setPen(QPen(QColor(self._theme.accent), 2))
        painter.drawLine(QPointF(left + each.low * scale, middle), QPointF(left + each.high * scale, middle))
        painter.setBrush(QColor(self._theme.accent))
        painter.drawEllipse(QPointF(left + each.accuracy * scale, middle), 4, 4)


def figures(group: Group) -> str:
    """``45.2 % (41.0 to 49.4), 1,101``."""
    return f"{group.accuracy:.1f} % ({group.low:.1f} to {group.high:.1f}), {group.total:,}"
