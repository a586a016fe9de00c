"""Parameters that several processes have in memory at once: one file, mapped by each of them."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from engine.types import Params

# Rows of different parameters never share a cache line.
ALIGNED = 64
# Where Linux keeps files in memory alone. Those of the usual folder are written out as well, at leisure.
IN_MEMORY = Path("/dev/shm")


@dataclass(frozen=True, slots=True)
class SharedParams:
    """Where parameters lie; may be sent to another process.

    Attributes
    ----------
    path : str
    shapes : dict
        Of each parameter, in the order they lie in the file.
    dtype : str
        Of all.
    """

    path: str
    shapes: dict[str, tuple[int, ...]]
    dtype: str

    @classmethod
    def copied(cls, params: Params) -> SharedParams:
        """Put copies of parameters, all of one dtype, into a new file.

        Raises
        ------
        OSError
            There is no room for it.
        """
        (dtype,) = {value.dtype for value in params.values()}
        shapes = {name: value.shape for name, value in params.items()}
        size = sum(_aligned(value.nbytes) for value in params.values())
        handle, path = tempfile.mkstemp(prefix="wordscope-", suffix=".params", dir=_folder(size))
        shared = cls(path, shapes, dtype.str)
        try:
            with os.fdopen(handle, "wb") as file:
                # Written, not mapped: a map that finds no room later ends the program.
                for value in params.values():
                    file.write(np.ascontiguousarray(value).data)
                    file.write(bytes(_aligned(value.nbytes) - value.nbytes))
        except OSError:
            shared.forget()
            raise
        return shared

    def opened(self) -> Params:
        """The parameters; what one process changes, all see."""
        params, offset = {}, 0
        for name, shape in self.shapes.items():
            mapped = np.memmap(self.path, dtype=self.dtype, mode="r+", offset=offset, shape=shape)
            params[name] = np.asarray(mapped)
            offset += _aligned(prod(shape) * np.dtype(self.dtype).itemsize)
        return params

    def forget(self) -> None:
        """Delete the file; whoever has opened it keeps the parameters. Where that cannot be, it stays."""
        with contextlib.suppress(OSError):
            Path(self.path).unlink()


def _aligned(size: int) -> int:
    return -(-size // ALIGNED) * ALIGNED


def _folder(size: int) -> str | None:
    """The folder in memory if it has plenty of room; None for the usual one."""
    try:
        roomy = shutil.disk_usage(IN_MEMORY).free > 2 * size and os.access(IN_MEMORY, os.W_OK)
    except OSError:
        return None
    return str(IN_MEMORY) if roomy else None
