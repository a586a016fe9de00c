"""The listed files of a zip archive, and nothing else, unpacked with distrust.

An archive from the network may name paths outside its folder, hold links, or blow up to fill the disk. Names
of the archive never become paths here: a listed member is written under the name the catalogue gives it.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath

from engine.corpus.fetch_errors import FetchProblem, size_text

# Text is packed to a quarter or so; hundreds are the mark of an archive made to fill a disk.
RATIO = 50
_CHUNK = 1 << 20
# What the reader of archives raises at senseless bytes; a place outside the file is an OSError to it.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, RuntimeError, OverflowError)
_AGAIN = "try again later"


def unpack(
    archive: Path,
    members: Mapping[str, str],
    into: Path,
    *,
    limit: int,
    room: Callable[[int], None],
    report: Callable[[float], None],
) -> None:
    """Write the listed members into a folder.

    Parameters
    ----------
    archive : Path
        A zip file.
    members : mapping
        The file to write, by name, and the member it is read from.
    into : Path
        An existing folder.
    limit : int
        Bytes the members may take together.
    room : callable
        Told the bytes they will take before the first is written; raises if the disk has not so many.
    report : callable
        Told the share done; may raise `Cancelled`.

    Raises
    ------
    FetchProblem
        If the archive is damaged, unsafe, too large, or lacks a member.
    OSError
        If a file cannot be written.
    """
    try:
        with _opened(archive) as opened:
            _require_harmless(opened)
            listed = {file: _listed(opened, member) for file, member in members.items()}
            total = _require_size(listed.values(), limit)
            room(total)
            done = 0
            for file, info in listed.items():
                for size in _write(opened, info, into / file):
                    done += size
                    report(done / max(total, 1))
    except _DAMAGED as error:
        raise FetchProblem("the archive is damaged or cut off", _AGAIN) from error


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except OSError as error:
        raise zipfile.BadZipFile(archive.name) from error


def _write(opened: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[int]:
    """Write one member and yield the bytes of each piece; never more than it declares."""
    left = info.file_size
    with path.open("wb") as target:
        for chunk in _pieces(opened, info):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile(info.filename)
            target.write(chunk)
            yield len(chunk)


def _pieces(opened: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        with opened.open(info) as source:
            while chunk := source.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise zipfile.BadZipFile(info.filename) from error


def _require_harmless(opened: zipfile.ZipFile) -> None:
    for info in opened.infolist():
        name = info.orig_filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts:
            raise FetchProblem(
                f'the archive is unsafe: it names the path "{info.orig_filename}"', "do not use this source"
            )


def _listed(opened: zipfile.ZipFile, member: str) -> zipfile.ZipInfo:
    try:
        info = opened.getinfo(member)
    except KeyError:
        raise FetchProblem(f'the archive lacks "{member}"', _AGAIN) from None
    kind = stat.S_IFMT(info.external_attr >> 16)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"compression {info.compress_type}")
    if info.is_dir() or kind not in (0, stat.S_IFREG):
        raise FetchProblem(f'the archive is unsafe: "{member}" is no ordinary file', "do not use this source")
    return info


def _require_size(listed: Iterable[zipfile.ZipInfo], limit: int) -> int:
    """The bytes the members declare together."""
    members = list(listed)
    total = sum(info.file_size for info in members)
    if total > limit or any(info.file_size > RATIO * max(info.compress_size, 1) for info in members):
        raise FetchProblem(
            f"the archive is unsafe: it would unpack to {size_text(total)}", "do not use this source"
        )
    return total
