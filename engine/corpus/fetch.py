"""Fetching a data set of the catalogue into the user's data folder.

Archive and files first lie in a folder of their own beside the place they are meant for. Only when every
file has passed its check are they renamed into place, so that nothing half done ever looks complete.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from engine.corpus.catalogue import CatalogueEntry, user_data_folder
from engine.corpus.download import Watch, download
from engine.corpus.fetch_errors import FetchProblem, explained, size_text
from engine.corpus.unpack import unpack
from engine.corpus.verify import verify

TIMEOUT = 30.0
# Above this a person is asked first.
LARGE = 100_000_000
_ABANDONED = 24 * 3600.0


def fetch(
    entry: CatalogueEntry,
    *,
    data_folder: Path | None = None,
    progress: Callable[[float], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    url: str | None = None,
    timeout: float = TIMEOUT,
) -> Path:
    """Download, unpack and check a data set, unless it is there already and sound.

    Parameters
    ----------
    entry : CatalogueEntry
        What to fetch.
    data_folder : Path, optional
        Where data sets are kept; `user_data_folder` by default.
    progress : callable, optional
        Told the share done, 0 to 1; may raise `Cancelled`.
    cancelled : callable, optional
        Asked again and again whether to stop.
    url : str, optional
        Another address of the same archive; its files must pass the same checks.
    timeout : float
        Seconds of silence after which the server is given up.

    Returns
    -------
    Path
        The folder of its files.

    Raises
    ------
    DownloadError
        If it cannot be had; the sentence says why and what to do. What was there before still is.
    Cancelled
        If it was asked to stop; nothing is left behind.
    """
    if entry.bundled is not None:
        return entry.bundled
    root, watch = data_folder or user_data_folder(), Watch(progress, cancelled)
    folder, address = entry.folder(root), url or entry.url or ""
    with explained(entry, address):
        if is_sound(entry, root, watch):
            return folder
        root.mkdir(parents=True, exist_ok=True)
        require_room(root, needed(entry))
        _sweep(root)
        with _beside(root, entry.name) as work:
            files = work / "files"
            files.mkdir()
            _fetch_into(files, work / "archive.zip", entry, address, timeout=timeout, watch=watch)
            _put(files, folder)
    return folder


def is_sound(entry: CatalogueEntry, root: Path, watch: Watch) -> bool:
    """Whether the files are there already and pass their checks."""
    if not entry.available(root):
        return False
    try:
        verify(entry, entry.folder(root), report=watch.report)
    except FetchProblem:
        return False
    return True


def needed(entry: CatalogueEntry) -> int:
    """Bytes of disk a fetch takes at its height: the archive and its files."""
    return entry.size_bytes + entry.unpacked_bytes


def free_disk(folder: Path) -> int:
    """Bytes free where a folder is, or is going to be."""
    there = next(each for each in (folder, *folder.parents) if each.exists())
    return shutil.disk_usage(there).free


def require_room(folder: Path, size: int) -> None:
    """Raise a `FetchProblem` unless so many bytes are free."""
    free = free_disk(folder)
    if free < size:
        raise FetchProblem(
            f"it needs {size_text(size)} of disk, but only {size_text(free)} are free in {folder}",
            "make room and try again",
        )


def _fetch_into(
    files: Path, archive: Path, entry: CatalogueEntry, address: str, *, timeout: float, watch: Watch
) -> None:
    # The size known beforehand only tells a bound: the publisher may pack the same files anew.
    download(
        address,
        archive,
        expected=entry.size_bytes,
        limit=2 * needed(entry),
        timeout=timeout,
        watch=watch,
        report=watch.part(0.0, 0.8),
    )
    unpack(
        archive,
        entry.members,
        files,
        limit=2 * entry.unpacked_bytes,
        room=lambda size: require_room(files, size),
        report=watch.part(0.8, 0.95),
    )
    verify(entry, files, report=watch.part(0.95, 1.0))


def _put(files: Path, folder: Path) -> None:
    """Rename the checked files into place; a folder that is there keeps what else lies in it."""
    if not folder.exists():
        files.rename(folder)
        return
    for file in files.iterdir():
        file.replace(folder / file.name)


@contextmanager
def _beside(root: Path, name: str) -> Iterator[Path]:
    """A folder for work in progress on the same disk, gone afterwards."""
    work = Path(tempfile.mkdtemp(prefix=f".{name}.", suffix=".partial", dir=root))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what a fetch left behind whose program was killed a day ago or longer."""
    for work in root.glob(".*.partial"):
        # Another program may be clearing the same folder.
        with suppress(FileNotFoundError):
            newest = max(path.stat().st_mtime for path in (work, *work.rglob("*")))
            if time.time() - newest > _ABANDONED:
                shutil.rmtree(work, ignore_errors=True)
