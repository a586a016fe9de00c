"""Trained models in a file: arrays and word lists in one `.npz`, without pickle, written in one move."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np

from engine.errors import CheckpointError
from engine.files import written_beside
from engine.types import Floats

FORMAT = "wordscope-model-1"
_DAMAGE = (ValueError, KeyError, EOFError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error)


@dataclass(frozen=True, slots=True, eq=False)
class Archive:
    """The content of a model file.

    Attributes
    ----------
    kind : str
        Which model it is.
    name : str
        What people call it.
    texts : dict
        Lists of words; none may hold a line break.
    arrays : dict
        Arrays of floats or integers.
    """

    kind: str
    name: str
    texts: Mapping[str, tuple[str, ...]]
    arrays: Mapping[str, np.ndarray]

    def write(self, path: Path) -> None:
        """Write the file beside `path`, then rename it, so that a crash leaves the old one.

        Raises
        ------
        CheckpointError
            If the file cannot be written.
        """
        head = {"format": _encoded(FORMAT), "kind": _encoded(self.kind), "name": _encoded(self.name)}
        texts = {f"text.{key}": _encoded("\n".join(words)) for key, words in self.texts.items()}
        arrays = {f"array.{key}": array for key, array in self.arrays.items()}
        try:
            with written_beside(path) as file:
                np.savez(file, allow_pickle=False, **head, **texts, **arrays)
        except OSError as error:
            reason = error.strerror or error
            raise CheckpointError(
                f"the model cannot be written ({reason}); choose another place", path
            ) from error

    @classmethod
    def read(cls, path: Path, *, kind: str | None = None) -> Self:
        """Read a model file, of a certain kind if that is given.

        Raises
        ------
        CheckpointError
            If it is missing, damaged, no model or one of another kind.
        """
        try:
            entries = _entries(path)
            if "format" not in entries or _decoded(entries["format"]) != FORMAT:
                raise CheckpointError("this is not a Wordscope model; give a file that Wordscope saved", path)
            found = cls(
                kind=_decoded(entries["kind"]),
                name=_decoded(entries["name"]),
                texts={
                    key.removeprefix("text."): _lines(value)
                    for key, value in entries.items()
                    if key.startswith("text.")
                },
                arrays={
                    key.removeprefix("array."): value
                    for key, value in entries.items()
                    if key.startswith("array.")
                },
            )
        except FileNotFoundError as error:
            raise CheckpointError("there is no such file; check the path of the model", path) from error
        except OSError as error:
            raise CheckpointError(f"the model cannot be read ({error.strerror or error})", path) from error
        except _DAMAGE as error:
            raise CheckpointError(
                "the model is damaged; train it again or take another copy", path
            ) from error
        if kind is not None and found.kind != kind:
            raise CheckpointError(
                f"this is a model of kind {found.kind!r}, not {kind!r}; give one of those", path
            )
        return found

    def text(self, key: str, path: Path) -> tuple[str, ...]:
        """A list of different words, or a CheckpointError."""
        if key not in self.texts:
            raise CheckpointError(f"the model lacks its list of {key}; train it again", path)
        if len(set(self.texts[key])) < len(self.texts[key]):
            raise CheckpointError(f"one of the {key} stands in the model twice; train it again", path)
        return self.texts[key]

    def array(self, key: str, path: Path, *, shape: tuple[int | None, ...]) -> Floats:
        """An array of finite numbers of this shape (None: any length), or a CheckpointError."""
        array = self.arrays.get(key)
        if array is None or array.dtype.kind not in "iuf" or not np.isfinite(array).all():
            raise CheckpointError(
                f"the model lacks its numbers {key}, or they are not finite; train it again", path
            )
        fits = array.ndim == len(shape) and all(
            want in (None, have) for want, have in zip(shape, array.shape, strict=True)
        )
        if not fits:
            raise CheckpointError(f"the numbers {key} of the model do not fit the rest; train it again", path)
        return array


def _entries(path: Path) -> dict[str, np.ndarray]:
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise CheckpointError("this is not a Wordscope model; give a file that Wordscope saved", path)
        file.seek(0)
        with np.load(file, allow_pickle=False) as stored:
            return {key: stored[key] for key in stored.files}


def _encoded(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _decoded(data: np.ndarray) -> str:
    return np.asarray(data, dtype=np.uint8).tobytes().decode()


def _lines(data: np.ndarray) -> tuple[str, ...]:
    text = _decoded(data)
    return tuple(text.split("\n")) if text else ()
