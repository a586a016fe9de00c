"""Checksums by which a test knows whether the corpus is what the present rules and words would write."""

from __future__ import annotations

import hashlib
from pathlib import Path

SEAL = "checksums.txt"
INPUTS = ("*.py", "lexicon/*.txt", "rules/*.txt", "forms/*.txt", "sentences/*.txt")


def inputs_hash(generator: Path) -> str:
    """One SHA-256 over all that the corpus is made from, whatever the line ends of the checkout."""
    digest = hashlib.sha256()
    for path in sorted(path for pattern in INPUTS for path in generator.glob(pattern)):
        digest.update(path.relative_to(generator).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def file_hash(path: Path) -> str:
    """The SHA-256 of a text file, whatever its line ends."""
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def seal_text(folder: Path, names: list[str], generator: Path) -> str:
    """The content of the checksum file: the inputs, then each file of the corpus."""
    rows = [f"{inputs_hash(generator)}  generator"]
    rows += [f"{file_hash(folder / name)}  {name}" for name in names]
    return "\n".join(rows) + "\n"
