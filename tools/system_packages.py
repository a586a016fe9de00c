"""Which shared libraries Qt needs from the system, which are missing here, and how Debian calls them.

The PySide6 wheel brings Qt itself but leaves graphics, keyboard, font and message-bus libraries to the
system. Their names were found by trying a window in an empty Debian; Ubuntu uses the same ones.
"""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ALWAYS = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",  # newer releases provide this name by libglib2.0-0t64
    "libdbus-1.so.3": "libdbus-1-3",
}
ON_X11 = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
ON_WAYLAND = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
FONT_PACKAGE = "fonts-dejavu-core"


class MissingPackages(Exception):
    """System packages are missing and cannot be installed from here; the message is for the reader."""


def wanted_libraries(environment: Mapping[str, str]) -> dict[str, str]:
    """Library -> Debian package, for the display that this environment offers (or none)."""
    wanted = dict(ALWAYS)
    if environment.get("DISPLAY"):
        wanted |= ON_X11
    if environment.get("WAYLAND_DISPLAY"):
        wanted |= ON_WAYLAND
    return wanted


def can_load(library: str) -> bool:
    """Whether the loader finds the library; asking it is surer than reading any list of it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_fonts() -> bool:
    """Whether there is any font to draw text with."""
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(next(folder.rglob("*.[ot]t[cf]"), None) is not None for folder in folders)


def missing_packages(environment: Mapping[str, str]) -> list[str]:
    """Debian packages to install before a virtual environment can be made and Qt can start in it."""
    if sys.platform != "linux":
        return []
    missing = [package for library, package in wanted_libraries(environment).items() if not can_load(library)]
    if importlib.util.find_spec("ensurepip") is None:
        missing.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    # Other systems keep fonts where only they know.
    if shutil.which("apt-get") is not None and not has_fonts():
        missing.append(FONT_PACKAGE)
    return missing


def install(packages: list[str]) -> None:
    """Install Debian packages when root, otherwise raise `MissingPackages` with the line to type."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        raise MissingPackages(
            f"Missing system libraries; install what your system has in place of Debian's: {names}"
        )
    if os.geteuid() != 0:
        raise MissingPackages(
            f"Missing system packages. Install them, then repeat the command:\n"
            f"  sudo apt-get update && sudo apt-get install --no-install-recommends {names}"
        )
    sys.stdout.write(f"Installing system packages: {names} ...\n")
    sys.stdout.flush()
    # Lists may be absent (containers) or old; without a network the installed ones may still do.
    _apt_get("update")
    done = _apt_get("install", "-y", "--no-install-recommends", *packages)
    if done.returncode != 0:
        raise MissingPackages(f"apt-get could not install {names}:\n{done.stdout.strip()}")


def _apt_get(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["apt-get", "-qq", *arguments],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
