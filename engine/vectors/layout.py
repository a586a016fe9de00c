"""t-SNE on request: neighbours kept together, distances given up. Runs in a process of its own.

scikit-learn's t-SNE cannot be interrupted; a process can, and it leaves the interpreter to those who need it.
Source: van der Maaten and Hinton 2008, "Visualizing Data using t-SNE".
"""

from __future__ import annotations

import queue
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import numpy as np

from engine.errors import SettingError, WordscopeError
from engine.types import Floats2d

FEWEST = 4
PERPLEXITY = 30.0
PASSES = 1000
START_SHARE = 0.05
"""Share of the progress that finding the neighbours takes."""
LOOK_SECONDS = 0.1
_ITERATION = re.compile(r"Iteration (\d+)")


def tsne(vectors: Floats2d, *, seed: int = 0, progress: Callable[[float], None] | None = None) -> Floats2d:
    """Positions on a map in which near neighbours stay near.

    Parameters
    ----------
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
        There are fewer than four rows, or one is not finite.
    WordscopeError
        The process ended without a result.
    """
    if len(vectors) < FEWEST:
        raise SettingError(f"t-SNE needs at least {FEWEST} words, and there are {len(vectors)}.")
    if not np.isfinite(vectors).all():
        raise SettingError("t-SNE needs finite vectors; this model has diverged.")
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "vectors.npy", Path(folder) / "map.npy"
        np.save(source, np.asarray(vectors, dtype=np.float32), allow_pickle=False)
        command = [sys.executable, "-u", "-m", "engine.vectors.layout", str(source), str(target), str(seed)]
        _follow(command, progress or (lambda share: None))
        if not target.is_file():
            raise WordscopeError("t-SNE ended without a result; try fewer words.")
        return np.load(target, allow_pickle=False)


def _follow(command: list[str], progress: Callable[[float], None]) -> None:
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
                share = max(share, _share(line or ""))
        finally:
            process.kill()
            reader.join()


def _drain(stream: IO[str], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _share(line: str) -> float:
    found = _ITERATION.search(line)
    return START_SHARE + (1 - START_SHARE) * min(1.0, int(found[1]) / PASSES) if found else 0.0


def main(source: str, target: str, seed: str) -> None:
    """The process: vectors from one file, positions to another, progress to standard output."""
    from sklearn.manifold import TSNE

    vectors = np.load(source, allow_pickle=False)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = vectors / np.where(lengths > 0, lengths, 1)
    perplexity = min(PERPLEXITY, (len(rows) - 1) / 3)
    # From a plane start near neighbours find each other in the same way every time.
    init = "pca" if rows.shape[1] >= 2 and np.ptp(rows, axis=0).max() > 0 else "random"
    method = TSNE(
        perplexity=perplexity, max_iter=PASSES, init=init, random_state=int(seed), verbose=2, n_jobs=1
    )
    np.save(target, method.fit_transform(rows).astype(np.float32), allow_pickle=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
