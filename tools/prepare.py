"""Make `.venv` ready: system libraries, virtual environment, locked packages, the project itself.

Does nothing, at once, when a stamp in `.venv` says that all this was done from the same files by the same
Python. Otherwise says in one line what takes time; what pip prints is shown only when it fails.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tools import system_packages

ROOT = Path(__file__).resolve().parent.parent
PROJECT, LOCK = ROOT / "pyproject.toml", ROOT / "constraints.txt"
BUILD_TOOLS = ("hatchling", "editables")
# A program that shows that an extra is really there, whatever else touched the environment since.
PROGRAM_OF = {"test": "pytest", "check": "mypy"}


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an environment was made by and from."""

    python: str
    location: str
    files: str
    extras: tuple[str, ...]

    def same_base(self, other: Stamp) -> bool:
        """Whether both can be one virtual environment: scripts in it hold its place and its Python."""
        return (self.python, self.location) == (other.python, other.location)

    def serves(self, other: Stamp) -> bool:
        """Whether an environment with this stamp has all that the other asks for."""
        return self.same_base(other) and self.files == other.files and set(self.extras) >= set(other.extras)


def wanted_stamp(environment: Path, extras: Sequence[str]) -> Stamp:
    """The stamp an environment made now would get."""
    digest = hashlib.sha256(PROJECT.read_bytes() + LOCK.read_bytes()).hexdigest()
    python = f"{sys.implementation.name} {sys.version_info.major}.{sys.version_info.minor}"
    return Stamp(python, str(environment), digest, tuple(sorted(set(extras))))


def read_stamp(environment: Path) -> Stamp | None:
    """The stamp in an environment, or None where there is none that can be trusted."""
    try:
        fields = json.loads((environment / "wordscope.json").read_text(encoding="utf-8"))
        stamp = Stamp(fields["python"], fields["location"], fields["files"], tuple(fields["extras"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    programs = ["python", "wordscope", *(PROGRAM_OF[extra] for extra in stamp.extras if extra in PROGRAM_OF)]
    return stamp if all(program(environment, name).exists() for name in programs) else None


def write_stamp(environment: Path, stamp: Stamp) -> None:
    """Record that the environment is complete: the last step, so that half an environment has no stamp."""
    (environment / "wordscope.json").write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")


def program(environment: Path, name: str) -> Path:
    """Where a program of the environment lies on this system."""
    if os.name == "nt":
        return environment / "Scripts" / f"{name}.exe"
    return environment / "bin" / name


def has_same_python(environment: Path) -> bool:
    """Whether the environment has a working pip under the Python version that runs this."""
    shown = "import pip, sys; print(*sys.version_info[:2], sys.prefix)"
    try:
        asked = subprocess.run(
            [program(environment, "python"), "-c", shown], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return asked.stdout.strip() == f"{sys.version_info.major} {sys.version_info.minor} {environment}"


def install(environment: Path, extras: Sequence[str]) -> None:
    """Install the build tools, then the project (editable) with its dependencies, all as locked."""
    pip = [str(program(environment, "python")), "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    locked = [*pip, "--constraint", str(LOCK)]
    subprocess.run([*locked, *BUILD_TOOLS], check=True)
    # No build isolation: inside it pip would ignore the lock and fetch whatever builder is newest.
    target = f"{ROOT}[{','.join(extras)}]" if extras else str(ROOT)
    subprocess.run([*locked, "--no-build-isolation", "--editable", target], check=True)


def prepare(environment: Path, extras: Sequence[str]) -> None:
    """Bring the environment to what the project's files ask for."""
    missing = system_packages.missing_packages(os.environ)
    if missing:
        system_packages.install(missing)
    wanted, found = wanted_stamp(environment, extras), read_stamp(environment)
    if found is not None and found.serves(wanted):
        return
    started = time.monotonic()
    keep = (found is None or found.same_base(wanted)) and has_same_python(environment)
    how = ("Updating", "") if keep else ("Making", " (the first time this fetches about 200 MB)")
    sys.stdout.write(f"{how[0]} {environment.name} with Python {sys.version.split()[0]}{how[1]} ...\n")
    sys.stdout.flush()
    if not keep:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment)], check=True)
        found = None
    both = sorted({*extras, *(found.extras if found is not None else ())})
    install(environment, both)
    write_stamp(environment, wanted_stamp(environment, both))
    sys.stdout.write(f"{environment.name} is ready after {time.monotonic() - started:.0f} s.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prepare the environment; the exit code says whether it is ready."""
    parser = argparse.ArgumentParser(description="Make the virtual environment ready.")
    parser.add_argument("--environment", type=Path, default=ROOT / ".venv", help="where it lies")
    parser.add_argument("extras", nargs="*", help="groups of pyproject.toml's optional dependencies")
    chosen = parser.parse_args(arguments)
    try:
        prepare(chosen.environment.absolute(), chosen.extras)
    except system_packages.MissingPackages as missing:
        sys.stderr.write(f"{missing}\n")
        return 1
    except subprocess.CalledProcessError as failure:
        sys.stderr.write(f"The set-up stopped (exit {failure.returncode}): {' '.join(failure.cmd)}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
