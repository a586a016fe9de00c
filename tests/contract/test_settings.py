"""Every setting of a run exists once and everywhere: in the run file, the form and the command line."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, get_args

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from engine.commands import settings as options
from engine.commands import train
from engine.errors import SettingError
from engine.settings import Setting, setting_of
from engine.training.spec import RunSpec, settings, type_of, value_at, with_value
from explorer.widgets.spec_form import ELSEWHERE, LARGEST, SpecForm

FIELDS: dict[str, Setting] = {path: setting_of(each) for path, each in settings(RunSpec())}
every_setting = pytest.mark.parametrize("path", FIELDS)


def another(path: str) -> Any:
    """A value within the range that is not the default."""
    default, kind, described = value_at(RunSpec(), path), type_of(path), FIELDS[path]
    if get_args(kind):
        return next(choice for choice in get_args(kind) if choice != default)
    if kind is bool:
        return not default
    if kind is str:
        return default + "x"
    return default + 1 if default + 1 <= described.high else (default + described.low) / 2


def meant(path: str) -> RunSpec:
    """A spec whose model the setting means something to."""
    models = FIELDS[path].models or ("skipgram",)
    return with_value(RunSpec(), "model.model", models[0])


@every_setting
def test_run_file_keeps_it(path: str) -> None:
    spec = with_value(RunSpec(), path, another(path))
    assert RunSpec.from_json(spec.to_json()) == spec
    value = json.loads(spec.to_json())
    for name in path.split("."):
        value = value[name]
    assert value == another(path)


@every_setting
def test_it_is_labelled_and_explained(path: str) -> None:
    described = FIELDS[path]
    assert described.label
    assert described.help.rstrip().endswith((".", ")"))
    assert described.low <= described.high


def test_labels_are_unique() -> None:
    assert len({each.label for each in FIELDS.values()}) == len(FIELDS)


@every_setting
def test_form_shows_and_edits_it_unless_it_stands_elsewhere(qtbot: QtBot, path: str) -> None:
    form = SpecForm(RunSpec())
    qtbot.addWidget(form)
    assert (path in form.fields) != (path in ELSEWHERE)
    if path in ELSEWHERE:
        return
    field = form.fields[path]
    assert field.accessibleName() == FIELDS[path].label
    assert FIELDS[path].help in field.toolTip()
    assert any(label.buddy() is field for label in form.findChildren(QLabel))
    told: list[tuple[str, object]] = []
    form.changed.connect(lambda *change: told.append(change))
    form.show_spec(with_value(RunSpec(), path, another(path)))
    assert told == []
    form.show_spec(RunSpec())
    _edit(field, another(path))
    assert told == [(path, another(path))]


def _edit(field: Any, value: Any) -> None:
    """Change a field as a person would."""
    if hasattr(field, "setCurrentText"):
        field.setCurrentText(value)
    elif hasattr(field, "setChecked"):
        field.setChecked(value)
    else:
        field.setValue(value)


@every_setting
def test_command_line_has_it(path: str) -> None:
    names = set(train.command.__signature__.parameters)
    assert path.rpartition(".")[2] in names or path in options.ELSEWHERE


def test_options_have_names_of_their_own() -> None:
    names = [path.rpartition(".")[2] for path in FIELDS]
    assert len(names) == len(set(names))


@every_setting
def test_changes_of_the_command_line_reach_the_spec(path: str) -> None:
    spec = options.changed(meant(path), {path: another(path)})
    assert value_at(spec, path) == another(path)


@pytest.mark.parametrize("path", [path for path in FIELDS if FIELDS[path].models])
def test_what_means_nothing_to_the_model_is_hidden_and_refused(qtbot: QtBot, path: str) -> None:
    kind = "network" if FIELDS[path].models[0] != "network" else "skipgram"
    other = with_value(RunSpec(), "model.model", kind)
    with pytest.raises(SettingError, match=f"{FIELDS[path].label} means nothing to the model {kind}"):
        options.changed(other, {path: another(path)})
    form = SpecForm(meant(path))
    qtbot.addWidget(form)
    assert not form.fields[path].isHidden()
    form.show_spec(other)
    assert form.fields[path].isHidden()
    headings = [label for label in form.findChildren(QLabel) if label.property("heading")]
    shown = {label.text() for label in headings if not label.isHidden()}
    groups = {"Model", "Text", "Steps", "Run"}
    assert shown == groups | ({"Network"} if kind == "network" else set())


def test_seed_larger_than_a_spin_box_stays_in_the_spec(qtbot: QtBot) -> None:
    spec = dataclasses.replace(RunSpec(), seed=2**40)
    form = SpecForm(spec)
    qtbot.addWidget(form)
    assert form.fields["seed"].value() == LARGEST
    told: list[object] = []
    form.changed.connect(lambda *change: told.append(change))
    form.show_spec(spec)
    assert told == []
