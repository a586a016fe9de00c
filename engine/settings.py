"""How a setting is shown, explained and bounded: what forms, options and error messages are made from."""

from __future__ import annotations

import math
from dataclasses import Field, dataclass, field
from typing import Any, get_args

from engine.errors import SettingError

_KINDS = {int: "whole number", float: "number", bool: "true or false", str: "text"}


@dataclass(frozen=True, slots=True)
class Setting:
    """How a field is shown, explained and bounded.

    Attributes
    ----------
    label, help : str
        Words a person uses, and what the value does to the learning.
    low, high : float
        Inclusive range of a number.
    unit : str
        Shown behind the number.
    log : bool
        Whether factors rather than differences matter, so that steps should be factors.
    models : tuple of str
        The models it means something to; empty for all.
    """

    label: str
    help: str
    low: float = -math.inf
    high: float = math.inf
    unit: str = ""
    log: bool = False
    models: tuple[str, ...] = ()


def setting(default: Any, label: str, explanation: str, **more: Any) -> Any:
    """A dataclass field with its `Setting`."""
    return field(default=default, metadata={"setting": Setting(label, explanation, **more)})


def setting_of(each: Field[Any]) -> Setting:
    """How a field is shown, explained and bounded."""
    described: Setting = each.metadata["setting"]
    return described


def check_value(each: Field[Any], kind: Any, value: Any) -> None:
    """Raise a SettingError unless `value` is of this type (or Literal) and in the field's range."""
    described = setting_of(each)
    choices = get_args(kind)
    if choices:
        if value not in choices:
            raise SettingError(f"{described.label} is {value!r}: choose one of {', '.join(choices)}.")
        return
    accepted = (int, float) if kind is float else (kind,)
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind is not bool):
        raise SettingError(f"{described.label} is {value!r}: give a {_KINDS[kind]}.")
    if kind in (int, float) and not described.low <= value <= described.high:
        bounds = f"{_number(described.low)} to {_number(described.high)}"
        raise SettingError(f"{described.label} is {value}: choose {bounds}.")


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() and abs(value) < 1e15 else f"{value:g}"
