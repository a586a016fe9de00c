"""Command-line options made from the fields of `RunSpec`: a new setting is an option at once."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import Field
from typing import Annotated, Any

import typer

from engine.errors import SettingError
from engine.settings import setting_of
from engine.training.spec import RunSpec, applies, settings, type_of, value_at, with_value

# An option of its own on every command that takes one.
ELSEWHERE = ("data",)


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for every setting.

    The command must take a keyword ``changes``: a dict from dotted paths to the values that were given.
    """
    names = {_parameter(path): path for path, _ in settings(RunSpec()) if path not in ELSEWHERE}

    @functools.wraps(command)
    def wrapper(**given: Any) -> Any:
        changes = {path: given.pop(name) for name, path in names.items()}
        return command(**given, changes={path: value for path, value in changes.items() if value is not None})

    own = inspect.signature(command, eval_str=True).parameters
    first = [parameter for name, parameter in own.items() if name != "changes"]
    made = [_option(path, each) for path, each in settings(RunSpec()) if path not in ELSEWHERE]
    signature = inspect.Signature([*first, *made])
    wrapper.__signature__ = signature  # type: ignore[attr-defined]  # read by inspect
    wrapper.__annotations__ = {name: each.annotation for name, each in signature.parameters.items()}
    return wrapper


def changed(spec: RunSpec, changes: dict[str, Any]) -> RunSpec:
    """The spec with the given settings, checked.

    Raises
    ------
    SettingError
        If a value is out of range, or means nothing to the model; names the setting.
    """
    # Steps and epochs measure the same thing: the one that is asked for counts.
    if "epochs" in changes and "steps" not in changes:
        changes = {**changes, "steps": 0}
    for path, value in changes.items():
        spec = with_value(spec, path, value)
    spec = spec.validated()
    for path, each in settings(spec):
        if path in changes and not applies(spec, each):
            label, model = setting_of(each).label, spec.model.model
            raise SettingError(f"{label} means nothing to the model {model}: leave it out.")
    return spec


def _parameter(path: str) -> str:
    return path.rpartition(".")[2]


def _option(path: str, each: Field[Any]) -> inspect.Parameter:
    kind, name = type_of(path), _parameter(path)
    described, default = setting_of(each), value_at(RunSpec(), path)
    flag = f"--{name.replace('_', '-')}"
    about = f"{described.help} (default {default})"
    if kind is bool:
        annotation: Any = Annotated[bool | None, typer.Option(f"{flag}/--no-{flag[2:]}", help=about)]
    else:
        annotation = Annotated[kind | None, typer.Option(flag, help=about)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
