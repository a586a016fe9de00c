"""Checkpoints: parameters and position in one npz file, written beside and renamed, never half there.

No pickle: the archive holds plain arrays and one JSON text. Resuming is exact, because batches depend on the
seed and the position alone.
"""

from __future__ import annotations

import json
import math
import struct
import zipfile
import zlib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from engine.errors import CheckpointError, SettingError
from engine.files import written_beside
from engine.sentiment.network_settings import NETWORK
from engine.training.problem import Position
from engine.training.spec import RunSpec
from engine.types import Ints1d, Params

FORMAT = 1
_PLACES = ("epoch", "block", "batch")
# What NumPy and zipfile raise on damaged archives; RuntimeError is a flipped bit that says "encrypted".
_DAMAGE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    RuntimeError,
    EOFError,
    MemoryError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything a run needs to go on as if it had never stopped.

    Attributes
    ----------
    spec : RunSpec
        With the base rate in force, which may have been changed on the way.
    params : dict of arrays
        Of word vectors two (V, d) matrices, of the sentence network those of `SentenceNetwork`.
    position : Position
        Where the next batch comes from.
    step : int
        Steps taken.
    words_seen : float
        Words of the unabridged text read so far.
    seconds : float
        Time spent in training.
    words : tuple of str
        The vocabulary, most frequent first.
    counts : (V,)
    data : str
        The fingerprint of the training text.
    memory : dict of arrays
        What the optimiser remembers, shaped like the parameters; empty for plain descent.
    """

    spec: RunSpec
    params: Params
    position: Position
    step: int
    words_seen: float
    seconds: float
    words: tuple[str, ...]
    counts: Ints1d
    data: str
    memory: Params = field(default_factory=dict)

    def save(self, path: str | Path) -> None:
        """Write the checkpoint, keeping an older file of that name until the new one is complete.

        Raises
        ------
        CheckpointError
            If the folder cannot be written or the disk is full; the older file stays as it was.
        """
        about = {
            "format": FORMAT,
            "spec": json.loads(self.spec.to_json()),
            "position": asdict(self.position),
            "step": self.step,
            "words_seen": self.words_seen,
            "seconds": self.seconds,
            "data": self.data,
        }
        arrays = {
            "about": np.array(json.dumps(about)),
            # One text instead of an array of strings, which would be as wide as the longest word everywhere.
            "words": np.frombuffer("\n".join(self.words).encode(), dtype=np.uint8),
            "counts": self.counts,
            **{f"param_{name}": value for name, value in self.params.items()},
            **{f"memory_{name}": value for name, value in self.memory.items()},
        }
        _write_beside(Path(path), arrays)

    @classmethod
    def load(cls, path: str | Path) -> Checkpoint:
        """Read a checkpoint.

        Raises
        ------
        CheckpointError
            If the file is missing, damaged or no checkpoint of this program.
        """
        try:
            # NumPy would leave a file that it opened itself to the garbage collector when it is no archive.
            with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as archive:
                arrays = {name: archive[name] for name in archive.files}
            return cls._from_arrays(arrays)
        except FileNotFoundError as error:
            raise CheckpointError("there is no such checkpoint: check the name", path) from error
        except SettingError as error:
            raise CheckpointError(f"its settings are damaged: {str(error).rstrip('.')}", path) from error
        except _DAMAGE as error:
            raise CheckpointError(
                "not a whole checkpoint of Wordscope: use the file of another save or start the run anew",
                path,
            ) from error

    @classmethod
    def _from_arrays(cls, arrays: dict[str, np.ndarray]) -> Checkpoint:
        about = json.loads(str(arrays["about"]))
        if about["format"] != FORMAT:
            raise ValueError("format")
        words = tuple(arrays["words"].tobytes().decode().split("\n"))
        params, memory = _named(arrays, "param_"), _named(arrays, "memory_")
        spec = RunSpec.from_json(json.dumps(about["spec"]))
        shapes = _shapes(spec, len(words), params)
        _require_arrays(params, shapes)
        _require_arrays(memory, shapes if spec.model.model == NETWORK else {})
        if arrays["counts"].shape != (len(words),) or arrays["counts"].dtype.kind not in "iu":
            raise ValueError("counts")
        position = about["position"]
        if set(position) != set(_PLACES):
            raise ValueError("position")
        return cls(
            spec=spec,
            params=params,
            position=Position(*(_count(position[name]) for name in _PLACES)),
            step=_count(about["step"]),
            words_seen=_amount(about["words_seen"]),
            seconds=_amount(about["seconds"]),
            words=words,
            counts=arrays["counts"],
            data=str(about["data"]),
            memory=memory,
        )


def _named(arrays: dict[str, np.ndarray], prefix: str) -> Params:
    """The arrays of one kind, by name."""
    return {name.removeprefix(prefix): value for name, value in arrays.items() if name.startswith(prefix)}


def _shapes(spec: RunSpec, n_words: int, params: Params) -> dict[str, tuple[int, ...]]:
    """The shapes that the parameters must have; how many features a network has they say themselves."""
    d, h = spec.model.dims, spec.network.hidden
    if spec.model.model != NETWORK:
        return {"W_in": (n_words, d), "W_out": (n_words, d)}
    return {"E": (max(n_words, len(params["E"])), d), "W1": (d, h), "b1": (h,), "W2": (h, 5), "b2": (5,)}


def _require_arrays(arrays: Params, shapes: dict[str, tuple[int, ...]]) -> None:
    """Raise a ValueError unless these are finite numbers of exactly these shapes."""
    if {name: value.shape for name, value in arrays.items()} != shapes:
        raise ValueError("shapes")
    if not all(value.dtype.kind == "f" and np.isfinite(value).all() for value in arrays.values()):
        raise ValueError("numbers")


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("not a count")
    return value


def _amount(value: object) -> float:
    if not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise ValueError("not an amount")
    return float(value)


def _write_beside(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write the archive under another name in the same folder, then rename it: all or nothing."""
    try:
        with written_beside(path) as file:
            np.savez(file, **arrays)  # type: ignore[arg-type]  # the stub takes the names for its own options
    except OSError as error:
        reason = error.strerror or str(error)
        raise CheckpointError(
            f"the checkpoint could not be written ({reason}): choose another folder or make room", path
        ) from error
