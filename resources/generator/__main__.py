"""``python -m resources.generator [FOLDER]``: writes the demo corpus, by default where it belongs."""

from __future__ import annotations

import sys
from pathlib import Path

from .make_demo import HERE, SIZES, make_splits, write_splits

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "demo"
    write_splits(make_splits(SIZES), target)
    sys.stdout.write(f"Wrote {', '.join(f'{name}.txt' for name in SIZES)} to {target}.\n")
