"""The session: what state follows on what, and what a user is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from engine.training.spec import RunSpec
from engine.vectors import WordVectors
from explorer.session import RunState, Session
from tests.corpora import ENDLESS
from tests.explorer.conftest import MakeSession
from tests.explorer.run.messages import snapshot

PATIENCE = 10_000


def reach(qtbot: QtBot, session: Session, state: RunState) -> None:
    """Wait for a state."""
    qtbot.waitUntil(lambda: session.state is state, timeout=PATIENCE)


def first_vectors(qtbot: QtBot, session: Session) -> np.ndarray:
    """The vectors of a run that waits before its first step."""
    qtbot.waitUntil(lambda: session.vectors is not None, timeout=PATIENCE)
    assert session.vectors is not None
    return session.vectors.matrix.copy()


def test_run_goes_from_idle_through_loading_and_running_to_finished(qtbot: QtBot, session: Session) -> None:
    states: list[RunState] = []
    session.state_changed.connect(lambda: states.append(session.state))
    assert session.state is RunState.IDLE
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    assert states == [RunState.LOADING, RunState.RUNNING, RunState.FINISHED]
    assert session.outcome is not None
    assert (session.outcome.reason, session.outcome.steps) == ("done", 30)
    assert session.history.loss["step"].tolist() == list(range(1, 31))
    assert session.frame is not None
    assert len(session.frame.coords) == len(session.words)
    assert session.model is not None
    assert session.pace > 0


def test_an_accuracy_that_comes_after_the_last_losses_is_told_like_them(
    qtbot: QtBot, session: Session
) -> None:
    session.set_words(("a", "b", "c"), np.ones(3, np.int64))
    last = replace(snapshot(9), dev_accuracy=40.0, measured=9)
    with qtbot.waitSignal(session.losses_changed, timeout=PATIENCE):
        session._receive(last)
    assert session.history.accuracy["dev"].tolist() == [40.0]


def test_pause_and_resume(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    session.toggle()
    assert session.state is RunState.PAUSED
    session.run()
    assert session.state is RunState.RUNNING
    assert [text for _, text in session.history.marks] == ["paused", "resumed"]
    at = len(session.history.loss)
    qtbot.waitUntil(lambda: len(session.history.loss) > at, timeout=PATIENCE)
    session.stop()
    reach(qtbot, session, RunState.FINISHED)
    assert session.outcome is not None
    assert session.outcome.reason == "stopped"
    assert session.vectors is not None


def test_a_paused_run_can_be_stopped(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.rewind()
    reach(qtbot, session, RunState.PAUSED)
    session.stop()
    reach(qtbot, session, RunState.FINISHED)


def test_step_from_idle_takes_one_step_and_waits(qtbot: QtBot, session: Session) -> None:
    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    assert session.state is RunState.PAUSED
    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) > 1, timeout=PATIENCE)
    assert session.history.loss["step"].tolist() == [1.0, 2.0]
    assert session.runner.control is not None
    assert session.runner.control.paused


def test_step_while_running_pauses(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    reach(qtbot, session, RunState.RUNNING)
    session.step()
    assert session.state is RunState.PAUSED


@pytest.mark.parametrize("action", ["run", "step", "rewind"])
def test_data_that_was_not_read_yet_is_read_first(
    qtbot: QtBot, make_session: MakeSession, action: str
) -> None:
    session = make_session(read=False)
    getattr(session, action)()
    qtbot.waitUntil(lambda: session.vectors is not None, timeout=PATIENCE)
    assert session.dataset is not None
    assert session.state is (RunState.PAUSED if action != "run" else session.state)
    if action != "rewind":
        qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)


def test_rewind_gives_the_same_first_vectors_and_another_seed_others(qtbot: QtBot, session: Session) -> None:
    session.rewind()
    first = first_vectors(qtbot, session)
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    assert session.vectors is not None
    assert not np.array_equal(session.vectors.matrix, first)
    session.rewind()
    session.vectors = None
    np.testing.assert_array_equal(first_vectors(qtbot, session), first)
    reach(qtbot, session, RunState.PAUSED)
    assert len(session.history.loss) == 0
    seed = session.spec.seed
    session.new_seed()
    session.vectors = None
    other = first_vectors(qtbot, session)
    assert session.spec.seed != seed
    assert not np.array_equal(other, first)


def test_a_rewound_run_shows_its_words_at_once(qtbot: QtBot, session: Session) -> None:
    for _ in range(3):
        session.rewind()
        reach(qtbot, session, RunState.PAUSED)
        qtbot.waitUntil(lambda: session.frame is not None and session.vectors is not None, timeout=PATIENCE)


def test_same_seed_gives_the_same_final_vectors(qtbot: QtBot, session: Session) -> None:
    ends = []
    for _ in range(2):
        session.run()
        reach(qtbot, session, RunState.FINISHED)
        assert session.vectors is not None
        ends.append(session.vectors.matrix.copy())
    np.testing.assert_array_equal(*ends)


def test_rate_reaches_the_running_run_and_marks_the_curve(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS, step__schedule="constant")
    session.run()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    session.set_rate(0.012)
    assert session.spec.step.rate == 0.012
    assert session.history.marks[-1][1] == "rate 0.012"
    qtbot.waitUntil(lambda: session.history.loss["rate"][-1] == pytest.approx(0.012), timeout=PATIENCE)


@pytest.mark.parametrize(
    ("path", "value"),
    [("model.dims", 0), ("step.rate", 1e9), ("step.rate", float("nan")), ("seed", -1), ("model.model", "x")],
)
def test_setting_out_of_range_is_told_and_changes_nothing(session: Session, path: str, value: object) -> None:
    before, told, shown = session.spec, [], []
    session.failed.connect(lambda *args: told.append(args))
    # The form shows the old value again.
    session.spec_changed.connect(lambda: shown.append(session.spec))
    session.change_setting(path, value)
    assert session.spec == before
    assert shown == [before]
    [(message, details)] = told
    assert message.endswith(".")
    assert details == ""


def test_rate_out_of_range_does_not_reach_the_run(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS, step__schedule="constant")
    session.run()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    with qtbot.waitSignal(session.failed, timeout=PATIENCE):
        session.set_rate(-1.0)
    assert session.spec.step.rate == 0.05
    assert session.history.marks == []


def test_settings_are_taken_back_one_by_one_and_the_data_stays(session: Session) -> None:
    first, data = session.spec, session.spec.data
    session.change_setting("model.dims", 7)
    session.choose_preset("CBOW")
    session.undo_setting()
    assert (session.spec.model.dims, session.preset) == (7, "")
    session.undo_setting()
    assert session.spec == first
    session.undo_setting()
    assert session.spec == first
    assert session.spec.data == data


def test_preset_keeps_data_and_seed(session: Session, trees: Path) -> None:
    session.choose_preset("Assignment 1")
    assert session.preset == "Assignment 1"
    assert (session.spec.data, session.spec.seed) == (str(trees), 7)
    assert session.spec.step.mean_cost
    session.change_setting("model.dims", 12)
    assert session.preset == ""


def test_data_that_cannot_be_read_is_one_sentence_and_the_old_data_stay(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    dataset, data = session.dataset, session.spec.data
    with qtbot.waitSignal(session.failed, timeout=PATIENCE) as told:
        session.open_data(str(tmp_path / "nowhere"), then=session.run)
    message, details = told.args
    assert "nowhere" in message
    assert message.endswith(".")
    assert details == ""
    assert session.dataset is dataset
    assert session.spec.data == data
    assert session.state is RunState.IDLE
    assert session.tasks.running == ()


def test_other_data_are_read_beside_a_run_and_used_by_the_next(
    qtbot: QtBot, make_session: MakeSession, tmp_path: Path
) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    reach(qtbot, session, RunState.RUNNING)
    text = tmp_path / "other.txt"
    text.write_text("a b c d e f\n" * 30, encoding="utf-8")
    with qtbot.waitSignal(session.data_changed, timeout=PATIENCE):
        session.open_data(str(text))
    assert session.state is RunState.RUNNING
    assert "good" in session.words
    session.rewind()
    qtbot.waitUntil(lambda: "f" in session.words, timeout=PATIENCE)
    assert sorted(session.words) == list("abcdef")


def test_text_without_labels_trains_but_has_no_classifier(
    qtbot: QtBot, make_session: MakeSession, tmp_path: Path
) -> None:
    text = tmp_path / "plain.txt"
    text.write_text("a b c d e f\n" * 30, encoding="utf-8")
    session = make_session(read=False)
    session.open_data(str(text), then=session.run)
    reach(qtbot, session, RunState.FINISHED)
    assert session.model is None
    assert session.predict("a b") is None
    assert session.vectors is not None


def test_run_that_cannot_start_is_told_and_ends(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(text__min_count=1_000_000)
    with qtbot.waitSignal(session.failed, timeout=PATIENCE) as told:
        session.run()
    assert told.args[1] == ""
    reach(qtbot, session, RunState.FINISHED)
    session.change_setting("text.min_count", 1)
    session.run()
    qtbot.waitUntil(lambda: session.words != (), timeout=PATIENCE)


def trained(qtbot: QtBot, session: Session) -> Session:
    """The session after its run."""
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    return session


def test_search_lights_up_what_contains_the_text(qtbot: QtBot, session: Session) -> None:
    trained(qtbot, session)
    with_o = {word for word in session.words if "o" in word}
    session.search("  O ")
    qtbot.waitUntil(lambda: {session.words[hit] for hit in session.hits} == with_o, timeout=PATIENCE)
    session.search("")
    qtbot.waitUntil(lambda: session.hits.size == 0, timeout=PATIENCE)
    session.search("film")
    qtbot.waitUntil(lambda: session.hits.size == 1, timeout=PATIENCE)
    session.search("no such word")
    qtbot.waitUntil(lambda: session.hits.size == 0, timeout=PATIENCE)


def test_selection_by_place_and_by_spelling(qtbot: QtBot, session: Session) -> None:
    trained(qtbot, session)
    with qtbot.waitSignal(session.selection.changed, timeout=PATIENCE):
        session.select_word("good")
    assert session.selection.word == "good"
    session.select_word("unheard of")
    assert session.selection.word == "good"
    session.selection.select(None)
    assert session.selection.word is None


def test_selected_word_stays_selected_when_its_place_changes(qtbot: QtBot, session: Session) -> None:
    trained(qtbot, session)
    session.select_word("good")
    session.set_words(("x", "y", "good"), None)
    assert session.selection.index == 2
    session.set_words(("x", "y"), None)
    assert session.selection.index is None


def test_prediction_is_the_models(qtbot: QtBot, session: Session) -> None:
    assert session.predict("good") is None
    trained(qtbot, session)
    assert session.model is not None
    answer = session.predict("good film, unheard")
    assert answer == session.model.predict("good film, unheard")
    assert answer is not None
    assert sum(answer.probabilities) == pytest.approx(1)
    assert [word.known for word in answer.words if word.word in ("good", "unheard")] == [True, False]


def test_vectors_of_a_file_are_shown_and_end_the_run(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    reach(qtbot, session, RunState.RUNNING)
    words = tuple(f"w{place}" for place in range(20))
    matrix = np.random.default_rng(0).normal(size=(20, 8))
    session.show_vectors(WordVectors(words, matrix))
    assert session.state is RunState.IDLE
    assert session.runner.control is None
    assert session.words == words
    assert session.frame is not None
    assert session.frame.coords.shape == (20, 2)
    assert not session.is_bundled
    session.select_word("w3")
    assert session.selection.index == 3


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (1, 5), (3, 2)])
def test_vectors_too_few_for_a_plane_are_shown_too(session: Session, shape: tuple[int, int]) -> None:
    words = tuple(f"w{place}" for place in range(shape[0]))
    session.show_vectors(WordVectors(words, np.ones(shape)))
    assert session.frame is not None
    assert np.isfinite(session.frame.coords).all()


def test_thorough_check_reports_on_the_live_run(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    with qtbot.waitSignal(session.report_changed, timeout=30_000):
        session.check_thoroughly()
    assert session.report is not None
    assert session.report.passed
    assert {each.parameter for each in session.report.residuals} == {"W_in", "W_out"}
    assert sum(each.checked for each in session.report.residuals) > 60
    assert session.state is RunState.RUNNING


def test_thorough_check_without_a_run_does_nothing(session: Session) -> None:
    session.check_thoroughly()
    assert session.report is None


def test_saved_run_goes_on_where_it_was(qtbot: QtBot, make_session: MakeSession, tmp_path: Path) -> None:
    from engine.training.checkpoint import Checkpoint

    session = make_session()
    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    with qtbot.waitSignal(session.noticed, timeout=PATIENCE) as told:
        assert session.runner.control is not None
        session.runner.control.save(str(tmp_path / "run.npz"))
    assert str(tmp_path / "run.npz") in told.args[0]
    session.run()
    reach(qtbot, session, RunState.FINISHED)
    assert session.vectors is not None
    end = session.vectors.matrix.copy()

    text = tmp_path / "other.txt"
    text.write_text("a b c d\n" * 9, encoding="utf-8")
    other = make_session(read=False)
    with qtbot.waitSignal(other.data_changed, timeout=PATIENCE):
        other.open_data(str(text))
    # The checkpoint names its own data, which are read although others are there.
    other.resume_from(Checkpoint.load(tmp_path / "run.npz"))
    reach(qtbot, other, RunState.PAUSED)
    assert other.spec == session.spec
    other.run()
    reach(qtbot, other, RunState.FINISHED)
    assert other.vectors is not None
    np.testing.assert_array_equal(other.vectors.matrix, end)


def test_saved_run_whose_data_are_gone_leaves_all_as_it_was(
    qtbot: QtBot, session: Session, tmp_path: Path, trees: Path
) -> None:
    from engine.training.checkpoint import Checkpoint

    session.step()
    qtbot.waitUntil(lambda: len(session.history.loss) > 0, timeout=PATIENCE)
    with qtbot.waitSignal(session.noticed, timeout=PATIENCE):
        assert session.runner.control is not None
        session.runner.control.save(str(tmp_path / "run.npz"))
    moved = trees.rename(tmp_path / "moved")
    with qtbot.waitSignal(session.data_changed, timeout=PATIENCE):
        session.open_data(str(moved))
    spec, state = session.spec, session.state
    with qtbot.waitSignal(session.failed, timeout=PATIENCE):
        session.resume_from(Checkpoint.load(tmp_path / "run.npz"))
    assert (session.spec, session.state) == (spec, state)
    session.rewind()
    reach(qtbot, session, RunState.PAUSED)
    assert len(session.history.loss) == 0


def test_close_ends_every_thread_and_may_be_called_twice(qtbot: QtBot, make_session: MakeSession) -> None:
    session = make_session(steps=ENDLESS)
    session.run()
    reach(qtbot, session, RunState.RUNNING)
    session.open_data("demo")
    session.close()
    session.close()
    assert session.runner.control is None
    assert session.tasks.running == ()


def test_first_spec_is_kept_as_it_is(session: Session) -> None:
    assert isinstance(session.spec, RunSpec)
    assert session.words == ()
    assert session.selection.word is None
