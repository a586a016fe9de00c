"""Loss and gradient-check panels: what is drawn and what is said."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.gradcheck import GradientReport, Residual
from explorer.panels.gradcheck_panel import GradcheckPanel
from explorer.panels.loss_panel import LossPanel
from explorer.session import RunState, Session
from tests.explorer.panels.conftest import BuildPanel


@pytest.fixture
def loss(session: Session, build_panel: BuildPanel) -> LossPanel:
    """The panel of the loss."""
    made = build_panel("loss", session)
    assert isinstance(made, LossPanel)
    return made


@pytest.fixture
def check(session: Session, build_panel: BuildPanel) -> GradcheckPanel:
    """The panel of the gradient check."""
    made = build_panel("gradcheck", session)
    assert isinstance(made, GradcheckPanel)
    return made


def add_losses(session: Session, count: int) -> None:
    """A falling loss of so many steps."""
    steps = np.arange(1.0, count + 1)
    session.history.add_losses(steps, 10 / steps, 30 / steps, np.full(count, 0.05))
    session.losses_changed.emit()


def test_curve_follows_the_history(qtbot: QtBot, session: Session, loss: LossPanel) -> None:
    assert loss.plot.empty.isVisible()
    assert "Space" in loss.plot.empty.toPlainText()
    add_losses(session, 20)
    qtbot.waitUntil(lambda: loss.raw.xData is not None and len(loss.raw.xData) == 20, timeout=5000)
    np.testing.assert_allclose(loss.raw.yData, 10 / np.arange(1, 21))
    np.testing.assert_allclose(loss.smooth.yData, session.history.loss["smooth_loss"])
    assert not loss.plot.empty.isVisible()
    assert "smoothed" in loss.now.text()


def test_unit_of_the_loss(qtbot: QtBot, session: Session, loss: LossPanel) -> None:
    add_losses(session, 5)
    loss.kind.setCurrentText("per centre word")
    qtbot.waitUntil(lambda: loss.raw.yData is not None and loss.raw.yData[0] == 30, timeout=5000)


@pytest.mark.parametrize(("x", "y"), [(True, False), (False, True), (True, True)])
def test_log_axes(qtbot: QtBot, session: Session, loss: LossPanel, x: bool, y: bool) -> None:
    add_losses(session, 100)
    session.history.mark(10, "rate 0.1")
    loss.log_x.setChecked(x)
    loss.log_y.setChecked(y)
    assert loss.raw.opts["logMode"] == [x, y]
    bottom, left = loss.plot.plotItem.getAxis("bottom"), loss.plot.plotItem.getAxis("left")
    assert (bottom.logMode, left.logMode) == (x, y)
    place = loss.plot._marks[0].value()
    assert place == pytest.approx(np.log10(10) if x else 10)
    loss.log_x.setChecked(False)
    assert loss.plot._marks[0].value() == pytest.approx(10)


def residual(parameter: str, worst: float, place: tuple[int, ...] = (1, 2)) -> Residual:
    """A residual of this size."""
    return Residual(parameter, worst, worst / 2, worst, place, 1.0, 1.0, checked=24)


def test_residuals_of_every_parameter_are_drawn(
    qtbot: QtBot, session: Session, check: GradcheckPanel
) -> None:
    assert "checked here" in check.plot.empty.toPlainText()
    for step in (1, 2, 3):
        session.history.add_residual("W_in", step, 1e-9 * step)
        session.history.add_residual("W_out", step, 0.0)
    session.residuals_changed.emit()
    qtbot.waitUntil(lambda: set(check.curves) == {"W_in", "W_out"}, timeout=5000)
    np.testing.assert_allclose(check.curves["W_in"].yData, [1e-9, 2e-9, 3e-9])
    # Nought has no logarithm.
    assert (check.curves["W_out"].yData > 0).all()
    assert check.tolerance.value() == pytest.approx(-6)


def test_verdict_says_what_was_worst_and_where(session: Session, check: GradcheckPanel) -> None:
    session.report_words = ("the", "good")
    session.report = GradientReport("skipgram", (residual("W_in", 3e-9), residual("W_out", 1e-10)))
    session.report_changed.emit()
    text = check.verdict.text()
    assert text.startswith("passes")
    assert "48" in text
    assert "3.0e-09" in text
    assert "W_in “good”, dimension 3" in text


@pytest.mark.parametrize("worst", [1e-3, float("nan")])
def test_failure_is_written_large(session: Session, check: GradcheckPanel, worst: float) -> None:
    session.report = GradientReport("skipgram", (residual("W_in", 1e-9), residual("W_out", worst, ())))
    session.report_changed.emit()
    text = check.verdict.text()
    assert text.startswith("FAILS")
    assert "a direction of W_out" in text


def test_thorough_check_needs_a_run(session: Session, check: GradcheckPanel) -> None:
    for state in RunState:
        session.state = state
        session.state_changed.emit()
        assert check.check.isEnabled() is (state in (RunState.RUNNING, RunState.PAUSED))
    session.state = RunState.IDLE


def test_curves_of_an_older_run_go(qtbot: QtBot, session: Session, check: GradcheckPanel) -> None:
    session.history.add_residual("W_old", 1, 1e-9)
    session.residuals_changed.emit()
    qtbot.waitUntil(lambda: "W_old" in check.curves, timeout=5000)
    session.history = type(session.history)()
    session.residuals_changed.emit()
    qtbot.waitUntil(lambda: check.curves == {}, timeout=5000)
