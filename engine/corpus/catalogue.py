"""The only list of data sets, and the way from a name or a path to a `Dataset`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from engine.corpus import classic, labelled_text, plain_text, treebank
from engine.corpus.dataset import Dataset, Split
from engine.corpus.table_choice import TableChoice, split_address
from engine.errors import DataError
from engine.resources import resource

Progress = Callable[[float], None]

_SST = {
    "train.txt": "e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7",
    "dev.txt": "0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40",
    "test.txt": "6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761",
}


@dataclass(frozen=True, slots=True)
class VectorShape:
    """What is known of a file of vectors whose checksum is not.

    Attributes
    ----------
    rows, dims : int
        One word a row, with so many numbers.
    start : str
        How the first row begins; empty if that is not known either.
    """

    rows: int
    dims: int
    start: str = ""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One data set that can be asked for by name.

    Attributes
    ----------
    name, title, licence, description : str
        For people; the name is also what they type.
    kind : {"sentences", "vectors"}
        Text to train on, or finished word vectors.
    size_bytes : int
        What has to be downloaded, or what the bundled files take; for people and rough limits only.
    unpacked_bytes : int
        What the files take once unpacked, roughly.
    bundled : Path or None
        Folder of the files that come with the program.
    url : str or None
        The archive to fetch.
    checksums : dict
        SHA-256 in hexadecimal of each file the set consists of, by file name; None where it is not known.
    members : dict
        Where each of these files lies in the archive.
    shapes : dict
        What files of vectors without a checksum must look like, by file name.
    """

    name: str
    title: str
    licence: str
    description: str
    size_bytes: int
    unpacked_bytes: int = 0
    kind: Literal["sentences", "vectors"] = "sentences"
    bundled: Path | None = None
    url: str | None = None
    checksums: dict[str, str | None] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)
    shapes: dict[str, VectorShape] = field(default_factory=dict)

    def folder(self, data_folder: Path | None = None) -> Path:
        """Where its files lie or will lie once fetched."""
        return self.bundled or (data_folder or user_data_folder()) / self.name

    def available(self, data_folder: Path | None = None) -> bool:
        """Whether the files are there."""
        if self.bundled is not None:
            return self.bundled.is_dir()
        folder = self.folder(data_folder)
        return all((folder / file).is_file() for file in self.checksums)


def catalogue() -> dict[str, CatalogueEntry]:
    """Every data set by name, bundled ones first."""
    entries = (_demo(), _sst(), _glove())
    return {entry.name: entry for entry in entries}


def user_data_folder() -> Path:
    """Where fetched data sets are kept, by the custom of the operating system; it may not exist yet."""
    import platformdirs

    return platformdirs.user_data_path("wordscope", appauthor=False)


def resolve(
    name_or_path: str | Path, *, data_folder: Path | None = None, progress: Progress | None = None
) -> Dataset:
    """The data set of a catalogue name, or of a folder or file.

    Parameters
    ----------
    name_or_path : str or Path
        A name of the catalogue; a folder of trees or in the course's layout; a CSV or TSV file with a
        text and a label column, perhaps with a `TableChoice` behind it; or any other text file, one
        sentence a line. A folder that is called like a data set is meant by ``./demo``.
    data_folder : Path, optional
        Where fetched data sets are kept; `user_data_folder` by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.

    Raises
    ------
    DataError
        If there is nothing of that name, it was not fetched yet, or its files are malformed.
    """
    entry = catalogue().get(name_or_path) if isinstance(name_or_path, str) else None
    if entry is not None:
        return _read_entry(entry, data_folder, progress)
    path, choice = Path(name_or_path).expanduser(), None
    is_folder, exists = _look(path)
    if not exists and "?" in str(name_or_path):
        address, choice = split_address(str(name_or_path))
        path = Path(address).expanduser()
        is_folder, exists = _look(path)
    if not exists or not str(name_or_path):
        names = ", ".join(name for name, known in catalogue().items() if known.kind == "sentences")
        raise DataError(f'there is no data set, folder or file "{name_or_path}"; known data sets are {names}')
    return _read_folder(path, None, progress) if is_folder else _read_file(path, progress, choice)


def default_name() -> str:
    """The data set to begin with: the treebank once it was fetched, else the demo."""
    return "sst" if catalogue()["sst"].available() else "demo"


def holds_corpus(folder: Path) -> bool:
    """Whether a folder holds trees or the course's tables, by the names of its files."""
    return any((folder / file).exists() for file in (treebank.FILES["train"], *classic.FILES))


def _look(path: Path) -> tuple[bool, bool]:
    """Whether a path is a folder, and whether there is anything at all."""
    try:
        return path.is_dir(), path.exists()
    except (OSError, ValueError):
        return False, False


def info(dataset: Dataset) -> dict[str, Any]:
    """What a data set holds, as plain values for JSON.

    Returns
    -------
    dict
        ``name``, ``path``, ``labelled``, ``types`` and ``splits``: for each ``sentences``, ``tokens``,
        ``types``, ``labels`` (sentences with label 0 to 4, or None), ``spans`` (labelled subtrees, or None).
    """
    return {
        "name": dataset.name,
        "path": str(dataset.source),
        "labelled": dataset.labelled,
        "types": len(dataset.lexicon),
        "splits": {name: _split_info(split, len(dataset.lexicon)) for name, split in dataset.splits.items()},
    }


def _split_info(split: Split, types: int) -> dict[str, Any]:
    return {
        "sentences": len(split),
        "tokens": len(split.tokens),
        "types": int(np.count_nonzero(split.counts(types))),
        "labels": None if split.labels is None else np.bincount(split.labels, minlength=5).tolist(),
        "spans": None if split.spans is None else len(split.spans.labels),
    }


def _read_entry(entry: CatalogueEntry, data_folder: Path | None, progress: Progress | None) -> Dataset:
    if entry.kind != "sentences":
        raise DataError(f'"{entry.name}" holds word vectors, not sentences; load it as vectors')
    if not entry.available(data_folder):
        remedy = "reinstall Wordscope" if entry.url is None else f"run `wordscope data fetch {entry.name}`"
        raise DataError(f'the data set "{entry.name}" is not on this computer yet; {remedy}')
    return _read_folder(entry.folder(data_folder), entry.name, progress)


def _read_folder(folder: Path, name: str | None, progress: Progress | None) -> Dataset:
    if (folder / treebank.FILES["train"]).exists():
        return treebank.read(folder, name=name, progress=progress)
    if any((folder / file).exists() for file in classic.FILES):
        return classic.read(folder, name=name, progress=progress)
    tables = ", ".join(classic.FILES)
    message = (
        f"the folder holds neither trees (train.txt, dev.txt, test.txt) nor the course's tables ({tables})"
    )
    raise DataError(message, folder)


def _read_file(path: Path, progress: Progress | None, choice: TableChoice | None) -> Dataset:
    if choice is not None or path.suffix.lower() in labelled_text.ENDINGS:
        return labelled_text.read(path, progress=progress, choice=choice)
    if treebank.looks_like_trees(path):
        raise DataError("this file holds sentiment trees; name the folder it lies in, with train.txt", path)
    return plain_text.read(path, progress=progress)


def _demo() -> CatalogueEntry:
    folder = resource("demo")
    return CatalogueEntry(
        name="demo",
        title="Demo: synthetic film talk",
        licence="MIT",
        description="Short generated sentences on films with a label at every node; comes with Wordscope.",
        size_bytes=sum(file.stat().st_size for file in folder.glob("*.txt")),
        bundled=folder,
    )


def _sst() -> CatalogueEntry:
    return CatalogueEntry(
        name="sst",
        title="Stanford Sentiment Treebank",
        licence="research use; text from Rotten Tomatoes snippets",
        description="11,855 sentences of film reviews, a label at every node (Socher et al. 2013).",
        size_bytes=789_539,
        unpacked_bytes=3_000_000,
        url="https://nlp.stanford.edu/sentiment/trainDevTestTrees_PTB.zip",
        checksums=dict(_SST),
        members={file: f"trees/{file}" for file in _SST},
    )


def _glove() -> CatalogueEntry:
    shapes = {f"glove.6B.{dims}d.txt": VectorShape(400_000, dims) for dims in (100, 200, 300)}
    shapes = {"glove.6B.50d.txt": VectorShape(400_000, 50, "the 0.418 0.24968 -0.41242 "), **shapes}
    return CatalogueEntry(
        name="glove",
        title="GloVe 6B word vectors",
        licence="PDDL 1.0",
        description="400,000 words in 50, 100, 200 or 300 dimensions (Pennington et al. 2014).",
        size_bytes=862_182_613,
        unpacked_bytes=2_250_000_000,
        kind="vectors",
        url="https://nlp.stanford.edu/data/glove.6B.zip",
        checksums=dict.fromkeys(shapes),
        members={file: file for file in shapes},
        shapes=shapes,
    )
