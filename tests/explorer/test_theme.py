"""Colours: legible in both themes, distinct, and applied to a whole application."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from explorer import theme
from explorer.theme import DARK, LIGHT, Theme

BOTH = pytest.mark.parametrize("chosen", [LIGHT, DARK], ids=lambda chosen: chosen.name)


def test_contrast_of_known_pairs() -> None:
    assert theme.contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert theme.contrast("#123456", "#123456") == pytest.approx(1.0)


@BOTH
@pytest.mark.parametrize("ink", ["text", "muted", "accent", "error", "success", "selection", "highlight"])
@pytest.mark.parametrize("paper", ["window", "panel", "raised"])
def test_text_reaches_the_contrast_of_wcag_aa(chosen: Theme, ink: str, paper: str) -> None:
    assert theme.contrast(getattr(chosen, ink), getattr(chosen, paper)) >= 4.5


@BOTH
def test_text_on_coloured_ground_is_legible(chosen: Theme) -> None:
    assert theme.contrast(chosen.accent_text, chosen.accent) >= 4.5
    assert theme.contrast(chosen.error, chosen.error_panel) >= 4.5


@BOTH
def test_points_and_class_colours_stand_out_from_the_panel(chosen: Theme) -> None:
    for colour in (chosen.point, *chosen.sentiment):
        assert theme.contrast(colour, chosen.panel) >= 2.5


@BOTH
@pytest.mark.parametrize("ramp", ["diverging", "sequential", "categorical"])
def test_ramps_are_opaque_byte_tables(chosen: Theme, ramp: str) -> None:
    table = getattr(chosen, ramp)()
    assert table.shape == (256, 4)
    assert table.dtype == np.uint8
    assert (table[:, 3] == 255).all()


@BOTH
def test_diverging_runs_from_orange_to_blue(chosen: Theme) -> None:
    low, high = chosen.diverging()[0].astype(int), chosen.diverging()[-1].astype(int)
    assert low[0] > low[2]
    assert high[2] > high[0]


@BOTH
def test_sequential_gains_contrast_steadily(chosen: Theme) -> None:
    colours = ["#" + bytes(row[:3]).hex() for row in chosen.sequential()[::15]]
    contrasts = np.array([theme.contrast(colour, chosen.panel) for colour in colours])
    assert (np.diff(contrasts) > 0).all()


@BOTH
def test_categorical_holds_every_curve_colour(chosen: Theme) -> None:
    found = {tuple(row) for row in chosen.categorical().tolist()}
    assert found == {theme.rgba(colour) for colour in chosen.curves}


@BOTH
def test_progress_text_is_legible_on_the_bar(chosen: Theme) -> None:
    assert theme.contrast(chosen.text, theme.mixed(chosen.accent, chosen.panel, 0.5)) >= 4.5


def test_mixing() -> None:
    assert theme.mixed("#ff0000", "#0000ff", 0.0) == "#0000ff"
    assert theme.mixed("#ff0000", "#0000ff", 1.0) == "#ff0000"
    assert theme.mixed("#000000", "#ffffff", 0.4) == "#999999"


def test_theme_by_name_and_from_the_system(qapp: QApplication) -> None:
    assert theme.theme_for("light") is LIGHT
    assert theme.theme_for("dark") is DARK
    assert theme.theme_for(None) in (LIGHT, DARK)
    with pytest.raises(ValueError, match="choose light or dark"):
        theme.theme_for("sepia")


def test_fonts_have_families_to_fall_back_on(qapp: QApplication) -> None:
    assert theme.font().families()[-1] == "DejaVu Sans"
    assert theme.font(12.0, bold=True).bold() or theme.font(12.0, bold=True).weight() > theme.font().weight()
    assert theme.font(mono=True).families()[-1] == "DejaVu Sans Mono"
