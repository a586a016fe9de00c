"""Maps on request that keep neighbours together and give distances up: t-SNE, and UMAP where it is installed.

Each runs in a process of its own: neither can be interrupted, but a process can, and it leaves the
interpreter to those who need it. Sources: van der Maaten and Hinton 2008, "Visualizing Data using t-SNE";
McInnes, Healy and Melville 2018, "UMAP: Uniform Manifold Approximation and Projection".
"""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.errors import SettingError, WordscopeError
from engine.types import Floats2d

FEWEST = 4
PERPLEXITY = 30.0
PASSES = 1000
NEIGHBOURS = 15
LOOK_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to lay words out.

    Attributes
    ----------
    key, name : str
        How it is asked for, and what it is called.
    module : str
        What must be installed.
    says : pattern
        What it prints of its progress: passes done and perhaps, as a second group, of how many.
    start_share : float
        Share of the progress that finding the neighbours takes.
    """

    key: str
    name: str
    module: str
    says: re.Pattern[str]
    start_share: float
    arrange: Callable[[Floats2d, int], Any]

    @property
    def available(self) -> bool:
        """Whether its library is installed; nothing is imported for the answer."""
        return find_spec(self.module) is not None


def _tsne(rows: Floats2d, seed: int) -> Any:
    from sklearn.manifold import TSNE

    perplexity = min(PERPLEXITY, (len(rows) - 1) / 3)
    # From a plane start near neighbours find each other in the same way every time.
    init = "pca" if rows.shape[1] >= 2 and np.ptp(rows, axis=0).max() > 0 else "random"
    method = TSNE(perplexity=perplexity, max_iter=PASSES, init=init, random_state=seed, verbose=2, n_jobs=1)
    return method.fit_transform(rows)


def _umap(rows: Floats2d, seed: int) -> Any:
    import umap

    neighbours = min(NEIGHBOURS, len(rows) - 1)
    # The spectral start needs more rows than neighbours, and some that differ.
    varied = len(rows) > NEIGHBOURS and np.ptp(rows, axis=0).max() > 0
    init = "spectral" if varied else "random"
    method = umap.UMAP(n_neighbors=neighbours, init=init, random_state=seed, verbose=True, n_jobs=1)
    return method.fit_transform(rows)


_ALL = (
    Layout("tsne", "t-SNE", "sklearn", re.compile(r"Iteration (\d+)"), 0.05, _tsne),
    # Half of the time it compiles itself.
    Layout("umap", "UMAP", "umap", re.compile(r"completed\s+(\d+)\s+/\s+(\d+)"), 0.5, _umap),
)
LAYOUTS: dict[str, Layout] = {layout.key: layout for layout in _ALL}


def available() -> tuple[Layout, ...]:
    """The layouts whose libraries are installed."""
    return tuple(layout for layout in LAYOUTS.values() if layout.available)


def lay_out(
    key: str, vectors: Floats2d, *, seed: int = 0, progress: Callable[[float], None] | None = None
) -> Floats2d:
    """Positions on a map in which near neighbours stay near.

    Parameters
    ----------
    key : str
        One of `LAYOUTS`.
    vectors : (n, d)
        At least four finite rows. Their directions count, not their lengths.
    seed : int
    progress : callable, optional
        Called ten times a second with the share done; an exception it raises ends the work at once.

    Returns
    -------
    float32 (n, 2)

    Raises
    ------
    SettingError
        The layout is unknown or its library is not installed, there are fewer than four rows, or one is not
        finite.
    WordscopeError
        The process ended without a result.
    """
    layout = _wanted(key)
    if len(vectors) < FEWEST:
        raise SettingError(f"{layout.name} needs at least {FEWEST} words, and there are {len(vectors)}.")
    if not np.isfinite(vectors).all():
        raise SettingError(f"{layout.name} needs finite vectors; this model has diverged.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "vectors.npy", Path(folder) / "map.npy"
        np.save(source, np.asarray(vectors, dtype=np.float32), allow_pickle=False)
        program = [sys.executable, "-u", "-m", "engine.vectors.layout"]
        _follow(
            [*program, key, str(source), str(target), str(seed)], layout, progress or (lambda share: None)
        )
        if not target.is_file():
            raise WordscopeError(f"{layout.name} ended without a result; try fewer words.")
        return np.load(target, allow_pickle=False)


def _wanted(key: str) -> Layout:
    if key not in LAYOUTS:
        raise SettingError(f"The layout {key!r} is unknown; choose one of {', '.join(LAYOUTS)}.")
    layout = LAYOUTS[key]
    if not layout.available:
        raise SettingError(f"{layout.name} is not installed; pip install 'wordscope[{key}]' gets it.")
    return layout


def _follow(command: list[str], layout: Layout, progress: Callable[[float], None]) -> None:
    """Run the process to its end and report how far it says it is."""
    lines: queue.Queue[str | None] = queue.Queue()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        reader = threading.Thread(target=_drain, args=(process.stdout, lines), daemon=True)
        reader.start()
        share, line = 0.0, ""
        try:
            while line is not None:
                progress(share)
                try:
                    line = lines.get(timeout=LOOK_SECONDS)  # type: ignore[assignment]  # None ends it
                except queue.Empty:
                    continue
                share = max(share, _share(line or "", layout))
        finally:
            process.kill()
            reader.join()


def _drain(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _share(line: str, layout: Layout) -> float:
    found = layout.says.search(line)
    if not found:
        return 0.0
    done, *of = (int(number) for number in found.groups())
    return layout.start_share + (1 - layout.start_share) * min(1.0, done / (of[0] if of else PASSES))


def main(key: str, source: str, target: str, seed: str) -> None:
    """The process: vectors from one file, positions to another, progress to standard output."""
    vectors = np.load(source, allow_pickle=False)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = vectors / np.where(lengths > 0, lengths, 1)
    np.save(target, np.asarray(LAYOUTS[key].arrange(rows, int(seed)), dtype=np.float32), allow_pickle=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
