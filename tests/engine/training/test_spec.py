"""Run settings: into JSON and back, every range, every mistake named by its label."""

import dataclasses
import json
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import settings as limited
from hypothesis import strategies as st

from engine.errors import SettingError
from engine.settings import setting_of
from engine.training.presets import DEFAULT_PRESET, PRESETS, preset
from engine.training.spec import RunSpec, settings, type_of, value_at, with_value

FIELDS = {path: setting_of(each) for path, each in settings(RunSpec())}
NUMBERS = [path for path in FIELDS if type_of(path) in (int, float)]


def values_of(path):
    """Any value a setting may have."""
    kind, described = type_of(path), FIELDS[path]
    if get_args(kind):
        return st.sampled_from(get_args(kind))
    if kind is int:
        return st.integers(int(described.low), int(described.high))
    if kind is float:
        return st.floats(described.low, described.high)
    return st.booleans() if kind is bool else st.text()


@st.composite
def specs(draw):
    spec = RunSpec()
    for path in FIELDS:
        spec = with_value(spec, path, draw(values_of(path)))
    return spec


@limited(max_examples=25)
@given(specs())
def test_through_json_and_back(spec):
    assert spec.validated() is spec
    assert RunSpec.from_json(spec.to_json()) == spec


@given(st.text() | st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps))
def test_any_other_text_is_one_clear_sentence(text):
    with pytest.raises(SettingError) as caught:
        RunSpec.from_json(text)
    assert "\n" not in str(caught.value).strip()
    assert "run settings" in str(caught.value)


@given(
    st.sampled_from(sorted(FIELDS)), st.none() | st.integers() | st.floats() | st.text() | st.lists(st.none())
)
def test_any_value_is_taken_or_refused_by_name(path, value):
    spec = with_value(RunSpec(), path, value)
    refused = None
    try:
        spec.validated()
    except SettingError as error:
        refused = str(error)
    if refused is None:
        assert RunSpec.from_json(spec.to_json()) == spec
    else:
        assert refused.startswith(FIELDS[path].label)


def test_an_older_file_gets_the_defaults():
    assert RunSpec.from_json("{}") == RunSpec()
    assert RunSpec.from_json('{"model": {"dims": 7}}') == with_value(RunSpec(), "model.dims", 7)


@pytest.mark.parametrize("path", NUMBERS)
def test_the_borders_are_allowed_and_what_lies_beyond_is_not(path):
    described, kind = FIELDS[path], type_of(path)
    for inside in (described.low, described.high):
        with_value(RunSpec(), path, kind(inside)).validated()
    for outside in (kind(described.low) - 1, kind(described.high) + 1):
        with pytest.raises(SettingError, match=described.label) as caught:
            with_value(RunSpec(), path, outside).validated()
        assert str(outside) in str(caught.value)


@pytest.mark.parametrize("path", FIELDS)
def test_a_value_of_another_kind_is_refused(path):
    for wrong in (None, [], {}, object(), b"", "" if type_of(path) is not str else 1):
        with pytest.raises(SettingError, match=FIELDS[path].label):
            with_value(RunSpec(), path, wrong).validated()


@pytest.mark.parametrize("path", NUMBERS)
def test_true_is_not_a_number(path):
    with pytest.raises(SettingError, match=FIELDS[path].label):
        with_value(RunSpec(), path, True).validated()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_a_rate_must_be_a_finite_number(value):
    with pytest.raises(SettingError, match="Learning rate"):
        with_value(RunSpec(), "step.rate", value).validated()


def test_a_whole_number_may_stand_for_a_rate_but_not_the_reverse():
    assert with_value(RunSpec(), "step.rate", 1).validated().step.rate == 1
    with pytest.raises(SettingError, match="Dimensions"):
        with_value(RunSpec(), "model.dims", 10.0).validated()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('{"colour": 1}', "colour"),
        ('{"model": {"colour": 1}}', "colour"),
        ('{"model": 3}', "model"),
        ('{"step": {"rate": "fast"}}', "Learning rate"),
        ('{"step": {"rate": NaN}}', "Learning rate"),
        ('{"step": {"schedule": "cosine"}}', "Schedule"),
        ("[1]", "JSON object"),
        ("{", "JSON"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_mistakes_in_a_file_are_named(text, named):
    with pytest.raises(SettingError, match=named):
        RunSpec.from_json(text)


def test_every_setting_explains_itself():
    labels = [described.label for described in FIELDS.values()]
    assert len(set(labels)) == len(labels)
    assert all(described.help.endswith(".") for described in FIELDS.values())


def test_paths_reach_every_setting():
    for path in FIELDS:
        changed = with_value(RunSpec(), path, "changed")
        assert value_at(changed, path) == "changed"
        assert sum(value_at(changed, other) != value_at(RunSpec(), other) for other in FIELDS) == 1


def test_a_spec_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        RunSpec().seed = 1  # type: ignore[misc]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_sound_and_found(name):
    assert preset(name.upper()) == PRESETS[name].validated()
    assert RunSpec.from_json(PRESETS[name].to_json()) == PRESETS[name]


def test_the_default_preset_exists():
    assert preset(DEFAULT_PRESET) == PRESETS[DEFAULT_PRESET]


def test_an_unknown_preset_lists_those_there_are():
    with pytest.raises(SettingError, match=r"nonsense.*Assignment 1"):
        preset("nonsense")


def test_the_courses_run_is_the_courses():
    spec = preset("Assignment 1")
    assert (spec.model.dims, spec.model.window, spec.model.negatives) == (10, 5, 10)
    assert spec.step.chunk * spec.step.chunks == 50
    assert (spec.step.rate, spec.step.schedule, spec.step.halve_every) == (0.3, "halving", 20_000)
    assert spec.step.mean_cost
    assert spec.step.exact_windows
    assert (spec.text.sample, spec.text.sampling, spec.text.min_count) == (1e-5, "course", 1)
    assert spec.steps == 40_000
