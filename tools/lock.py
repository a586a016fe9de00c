"""Print exact pins for everything pyproject.toml asks for, as resolved for the Python that runs this.

Run by the lowest supported Python: what serves it also serves the newer ones, the reverse is not true.
The answer names packages and versions only, never the index they came from.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Written by `make lock`: the exact version of everything that is installed.\n"
# hatchling asks for it only while it builds an editable install, so no metadata names it.
EDITABLE_BUILD = ["editables>=0.5,<1"]


def requirements(project_file: Path) -> list[str]:
    """All requirements of the project: at run time, in every extra, and to build it."""
    config = tomllib.loads(project_file.read_text(encoding="utf-8"))
    project = config["project"]
    extras = [name for group in project["optional-dependencies"].values() for name in group]
    return [*project["dependencies"], *extras, *config["build-system"]["requires"], *EDITABLE_BUILD]


def resolve(wanted: list[str]) -> dict[str, Any]:
    """What pip would install into an empty environment, as pip's own report; nothing is installed."""
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "-qq"]
    report = subprocess.run([*command, "--report", "-", *wanted], check=True, stdout=subprocess.PIPE)
    answer: dict[str, Any] = json.loads(report.stdout)
    return answer


def pins(report: dict[str, Any]) -> list[str]:
    """One sorted `name==version` line a distribution."""
    found = (item["metadata"] for item in report["install"])
    return sorted(f"{re.sub(r'[-_.]+', '-', one['name']).lower()}=={one['version']}" for one in found)


def main() -> None:
    """Write the constraints file to standard output."""
    lines = pins(resolve(requirements(ROOT / "pyproject.toml")))
    sys.stdout.write(HEADER + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
