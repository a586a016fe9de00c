"""Undo and redo."""

from __future__ import annotations

from explorer.undo import MOST, Undo


def test_undo_and_redo_walk_along_what_was_done() -> None:
    undo = Undo("a")
    for moment in ("b", "b", "c"):
        undo.note(moment)
    assert [undo.undo(), undo.undo(), undo.undo()] == ["b", "a", "a"]
    assert [undo.redo(), undo.redo(), undo.redo()] == ["b", "c", "c"]


def test_something_new_forgets_what_was_undone() -> None:
    undo = Undo(0)
    undo.note(1)
    undo.undo()
    undo.note(2)
    assert undo.redo() == 2
    assert undo.undo() == 0


def test_only_the_newest_moments_are_kept() -> None:
    undo = Undo(0)
    for moment in range(1, 3 * MOST):
        undo.note(moment)
    for _ in range(4 * MOST):
        undo.undo()
    assert undo.present == 2 * MOST - 2
