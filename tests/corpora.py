"""Small corpora as files and settings for runs of a moment, for the tests of the window and the commands."""

from __future__ import annotations

from pathlib import Path

from engine.training.spec import ModelSpec, RunSpec, StepSpec, TextSpec, with_value

GOOD, BAD = ("good", "great", "fine", "lovely"), ("bad", "awful", "dull", "poor")
THINGS = ("film", "plot", "cast", "score", "end")


def tree(words: list[str], label: int) -> str:
    """A right-branching tree with the same label at every node."""
    leaves = [f"({label} {word})" for word in words]
    text = leaves[-1]
    for leaf in reversed(leaves[:-1]):
        text = f"({label} {leaf} {text})"
    return text


def write_trees(folder: Path, *, sentences: int = 40) -> Path:
    """A folder of three splits whose praise and blame a classifier can tell apart."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for index in range(sentences):
        side, label = ((GOOD, 4) if index % 4 < 2 else (GOOD, 3)) if index % 2 else (BAD, (index // 2) % 2)
        thing, word = THINGS[index % len(THINGS)], side[index // 2 % len(side)]
        lines.append(tree(["the", thing, "was", word], label))
        if index % 5 == 0:
            lines.append(tree(["a", thing, "is", "a", thing], 2))
    for split, some in (("train", lines), ("dev", lines[::3]), ("test", lines[1::3])):
        (folder / f"{split}.txt").write_text("\n".join(some) + "\n", encoding="utf-8")
    return folder


def quick_spec(data: Path | str, **changes: object) -> RunSpec:
    """A run of 30 small steps; change settings by path, with __ for the dot: ``step__rate=1``."""
    spec = RunSpec(
        data=str(data),
        model=ModelSpec(dims=6, window=2, negatives=2),
        text=TextSpec(sample=0.0),
        step=StepSpec(chunk=4, chunks=4, shared_negatives=4),
        steps=30,
        seed=7,
    )
    for path, value in changes.items():
        spec = with_value(spec, path.replace("__", "."), value)
    return spec.validated()


ENDLESS = 100_000_000
