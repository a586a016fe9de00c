"""Texts too large for memory, or nearly: how fast they are read and learned, and what memory that takes.

Each text is generated, then read and learned in a process of its own, whose memory nothing else has touched.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from engine.bench.rows import Row
from engine.bench.words import DIMS, comparable, finished, invented, pinned
from engine.corpus import plain_text
from engine.errors import SettingError
from engine.training.process import python_command
from engine.training.spec import TextSpec

# Word types and words: a text whose ids are kept in a file, and one whose ids are kept in memory.
TEXTS = ((50_000, 120_000_000), (200_000, 10_000_000))
STEPS = 400
SENTENCE = 20
COMMAND = "from engine.bench.large import main; main(*sys.argv[1:3])"
STATUS = Path("/proc/self/status")
LOOKS_EVERY = 0.02
MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Use:
    """What a process has measured of itself; None where the system does not tell.

    Attributes
    ----------
    types : int
        Words of the vocabulary.
    reading : float
        Seconds.
    pace : float
        Words a second of training.
    alone, read, trained : float or None
        Memory that no file stands behind, in MB: before, at most while reading, at most while training.
    most : float or None
        The most memory, in MB, with the pages of mapped files.
    """

    types: int
    reading: float
    pace: float
    alone: float | None
    read: float | None
    trained: float | None
    most: float | None


def large(texts: Sequence[tuple[int, int]] = TEXTS, *, steps: int = STEPS) -> list[Row]:
    """Seconds of reading, pace and memory for texts of so many types and words, on one core.

    Raises
    ------
    SettingError
        If there is no room for a text in the folder of temporary files.
    """
    return [row for types, words in texts for row in _rows(words, steps, _use(types, words, steps))]


def _use(types: int, words: int, steps: int) -> Use:
    with tempfile.TemporaryDirectory() as folder:
        free, needed = shutil.disk_usage(folder).free, 12 * words
        if free < needed:
            raise SettingError(
                f"the part large needs {needed / 1e9:.1f} GB in {tempfile.gettempdir()}, "
                f"where {free / 1e9:.1f} are free: make room or name another folder in TMPDIR."
            )
        path = Path(folder) / "text.txt"
        write_text(path, types=types, words=words)
        done = subprocess.run(
            python_command(COMMAND, str(path), str(steps)), stdout=subprocess.PIPE, check=True
        )
    return Use(**json.loads(done.stdout))


def write_text(path: Path, *, types: int, words: int) -> None:
    """Words drawn by Zipf's law, 20 a line."""
    rng = np.random.default_rng(0)
    upto = np.cumsum(1 / np.arange(1, types + 1))
    spelled = np.char.mod("w%06d ", np.arange(types)).astype("S8").view(np.uint8).reshape(types, 8)
    lines, at_once = words // SENTENCE, 50_000
    with path.open("wb") as file:
        for start in range(0, lines, at_once):
            n_lines = min(at_once, lines - start)
            drawn = np.searchsorted(upto, rng.random(n_lines * SENTENCE) * upto[-1])
            text = spelled[drawn].reshape(n_lines, -1)
            text[:, -1] = ord("\n")
            file.write(text.data)


def _rows(words: int, steps: int, use: Use) -> list[Row]:
    """The table's lines; the second says what the numbers of the run take by themselves."""
    text, parameters = f"{words:,} words", 2 * use.types * DIMS * 4 / MEGABYTE
    run = (
        f"skip-gram on them, {use.types:,} word types, d {DIMS}, {steps} steps, 1 core "
        f"(parameters {parameters:.0f} MB, ids {4 * words / MEGABYTE:.0f} MB)"
    )
    peaks = (
        ("the program's own memory before", use.alone),
        ("its own memory while reading, at most", use.read),
        ("its own memory while training, at most", use.trained),
        ("its memory with pages of mapped files, which the system may take back, at most", use.most),
    )
    return [
        Row(f"reading {text} of plain text", use.reading, "s"),
        Row(run, use.pace, "words/s", better="higher"),
        *(Row(f"{text}: {what}", peak, "MB") for what, peak in peaks if peak is not None),
    ]


# ---- in the other process ----


def main(path: str, steps: str) -> None:
    """Read and learn the text, and print its `Use` as JSON."""
    spec = comparable("skipgram")
    spec = replace(spec, text=TextSpec(min_count=1, sample=spec.text.sample), steps=int(steps))
    finished(replace(spec, steps=1), invented(100, 1000))  # loads all that training needs
    alone = _own_memory()
    with _watched() as reading:
        begin = time.perf_counter()
        dataset = plain_text.read(Path(path))
        seconds = time.perf_counter() - begin
    with pinned(1), _watched() as training:
        done = finished(spec, dataset)
    use = Use(
        types=len(dataset.lexicon),
        reading=seconds,
        pace=done.words_per_second,
        alone=alone,
        read=max(reading, default=None),
        trained=max(training, default=None),
        most=_most_memory(),
    )
    sys.stdout.write(json.dumps(asdict(use)))


@contextmanager
def _watched() -> Iterator[list[float]]:
    """What `_own_memory` says from now on, time and again."""
    seen: list[float] = []
    over = threading.Event()

    def look() -> None:
        is_last = False
        while not is_last:
            is_last = over.wait(LOOKS_EVERY)
            if (now := _own_memory()) is not None:
                seen.append(now)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def _own_memory() -> float | None:
    """Memory that no file stands behind, in MB; None where there is no way to learn it."""
    return _status("RssAnon:")


def _status(name: str) -> float | None:
    if not STATUS.exists():
        return None
    for line in STATUS.read_text(encoding="ascii").splitlines():
        if line.startswith(name):
            return int(line.split()[1]) * 1024 / MEGABYTE
    return None


def _most_memory() -> float | None:
    """The largest resident set so far, in MB; None where there is no way to learn it."""
    return _status("VmHWM:")  # `getrusage` still counts what this process was forked from
