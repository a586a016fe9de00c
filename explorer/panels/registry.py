"""The only list of panels: what each is called and where it stands.

A new one is a file beside this and a line here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QWidget

from explorer.panels.evaluate_panel import EvaluatePanel
from explorer.panels.gradcheck_panel import GradcheckPanel
from explorer.panels.loss_panel import LossPanel
from explorer.panels.map_panel import MapPanel
from explorer.panels.run_panel import RunPanel
from explorer.panels.sentence_panel import SentencePanel
from explorer.panels.sentences_panel import SentencesPanel
from explorer.panels.word_panel import WordPanel
from explorer.session import Session
from explorer.theme import Theme


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """One panel.

    Attributes
    ----------
    name : str
        What the command line and the saved layout call it.
    title : str
        What the user reads.
    area : str
        Where it stands at first: a tab of the centre, a side, or one of two rows at the bottom.
    build : callable
        From session and theme to the widget, which also has `set_theme`.
    """

    name: str
    title: str
    area: Literal["centre", "left", "right", "curves", "bottom"]
    build: Callable[[Session, Theme], QWidget]


PANELS: tuple[PanelEntry, ...] = (
    PanelEntry("map", "Word map", "centre", MapPanel),
    PanelEntry("evaluate", "Evaluate", "centre", EvaluatePanel),
    PanelEntry("sentences", "Sentences", "centre", SentencesPanel),
    PanelEntry("run", "Run settings", "left", RunPanel),
    PanelEntry("word", "Word", "right", WordPanel),
    PanelEntry("loss", "Loss", "curves", LossPanel),
    PanelEntry("gradcheck", "Gradient check", "curves", GradcheckPanel),
    PanelEntry("sentence", "Sentence", "bottom", SentencePanel),
)
