"""The sentence network as the window's run: it is watched, answers, checked and left again like any other."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.sentiment.network_model import NetworkModel
from engine.training.checkpoint import Checkpoint
from explorer.answers import AVERAGES, NETWORK
from explorer.session import RunState, Session
from tests.corpora import ENDLESS
from tests.explorer.conftest import MakeSession

PATIENCE = 10_000
SMALL = {"model__model": "network", "network__hidden": 4, "network__sentences": 8}


def reach(qtbot: QtBot, session: Session, state: RunState) -> None:
    """Wait for a state."""
    qtbot.waitUntil(lambda: session.state is state, timeout=PATIENCE)


def test_it_runs_shows_its_words_and_answers_by_itself(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(**SMALL, steps=0, epochs=40, step__rate=0.2)
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    losses = session.history.loss["loss"]
    assert losses[-5:].mean() < 0.5 * losses[:5].mean()
    assert session.trains_network
    assert session.frame is not None
    assert len(session.frame.coords) == len(session.words) > 0
    assert session.outputs is None
    assert session.vectors is not None
    assert session.first_vectors is not None
    assert not np.array_equal(session.vectors.matrix, session.first_vectors)
    assert session.word_scores is not None
    scores = dict(zip(session.words, session.word_scores, strict=True))
    assert scores["lovely"] > 0 > scores["awful"]
    assert session.answers.kind == NETWORK
    assert isinstance(session.answers.model, NetworkModel)
    assert not session.answers.is_exact
    praise, blame = session.predict("the film was lovely"), session.predict("the film was awful")
    assert praise is not None
    assert blame is not None
    assert praise.label > 2 > blame.label
    accuracy = session.history.accuracy
    assert accuracy["dev"][-1] > accuracy["dev"][0]
    assert set(session.history.residuals) == {"E", "W1", "b1", "W2", "b2"}
    assert session.report is not None
    assert session.report.passed


def test_it_is_judged_beside_the_other_methods_when_it_ends(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(**SMALL)
    session.data_changed.emit()
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    qtbot.waitUntil(lambda: "network of the run" in session.evaluations.methods, timeout=PATIENCE)
    evaluation = session.evaluations.evaluation
    assert evaluation is not None
    assert evaluation.accuracy == pytest.approx(session.history.accuracy["dev"][-1])


def test_answers_follow_the_run_from_one_kind_to_the_other_unless_chosen(
    qtbot: QtBot, make_session: MakeSession
) -> None:
    session = make_session(**SMALL)
    for model, kind in (("network", NETWORK), ("skipgram", AVERAGES), ("network", NETWORK)):
        session.change_setting("model.model", model)
        session.run()
        reach(qtbot, session, RunState.FINISHED)
        assert session.answers.kind == kind
        assert (session.word_scores is None) == (session.model is not None) == (model != "network")
    session.change_setting("model.model", "skipgram")
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    session.answers.choose(NETWORK)
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    assert session.answers.kind == NETWORK


def test_it_waits_steps_changes_its_rate_and_is_checked_thoroughly(
    qtbot: QtBot, make_session: MakeSession
) -> None:
    session = make_session(**SMALL, steps=ENDLESS)
    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) == 1, timeout=PATIENCE)
    assert session.state is RunState.PAUSED
    session.set_rate(0.01)
    with qtbot.waitSignal(session.report_changed, timeout=PATIENCE):
        session.check_thoroughly()
    assert session.report is not None
    assert session.report.passed
    assert {each.parameter for each in session.report.residuals} == {"E", "W1", "b1", "W2", "b2"}
    assert set(session.report_words) & set(session.words)
    session.run()
    qtbot.waitUntil(lambda: len(session.history.loss) > 3, timeout=PATIENCE)
    assert session.history.loss["rate"][-1] <= 0.01
    session.stop()
    reach(qtbot, session, RunState.FINISHED)


def test_the_end_of_the_preparation_is_marked_on_the_curves(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(**{**SMALL, "network__sentences": 5000}, text__before="demo", steps=0, epochs=1)
    session.run()
    qtbot.waitUntil(lambda: session.state is RunState.FINISHED, timeout=3 * PATIENCE)
    ((step, text),) = session.history.marks
    assert 0 < step < session.history.loss["step"][-1]
    assert text == "now the data itself"


def test_a_checkpoint_is_gone_on_with(qtbot: QtBot, make_session: MakeSession, tmp_path: Path) -> None:
    session, path = make_session(**SMALL, steps=ENDLESS), tmp_path / "c.npz"
    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) == 1, timeout=PATIENCE)
    control = session.runner.control
    assert control is not None
    with qtbot.waitSignal(session.noticed, timeout=PATIENCE):
        control.save(str(path))
    session.resume_from(Checkpoint.load(path))
    qtbot.waitUntil(
        lambda: session.state is RunState.PAUSED and session.vectors is not None, timeout=PATIENCE
    )
    assert session.started is not None
    assert (session.started.resumed, session.started.step) == (True, 1)


def test_text_without_labels_is_refused_in_a_sentence(
    qtbot: QtBot, make_session: MakeSession, tmp_path: Path
) -> None:
    text = tmp_path / "plain.txt"
    text.write_text("a good film\na dull film\n", encoding="utf-8")
    session = make_session(read=False, **SMALL)
    session.open_data(str(text))
    qtbot.waitUntil(lambda: session.dataset is not None, timeout=PATIENCE)
    with qtbot.waitSignal(session.failed, timeout=PATIENCE) as told:
        session.run()
    assert "no sentiment labels; choose labelled data" in told.args[0]
    reach(qtbot, session, RunState.FINISHED)
