"""``train``: word vectors from text, or the sentence network from labelled text."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from engine.commands.output import (
    Json,
    Quiet,
    UsualData,
    must_be_writable,
    peak_memory_mb,
    print_json,
    print_line,
    progress,
)
from engine.commands.settings import changed, with_settings
from engine.corpus import catalogue
from engine.corpus.dataset import Dataset
from engine.errors import DivergedError, FileError, SettingError
from engine.sentiment.network_model import NetworkModel
from engine.training.checkpoint import Checkpoint
from engine.training.control import Control
from engine.training.events import Failed, Finished, Saved, Scalars, Snapshot, Started, Warned
from engine.training.loop import train
from engine.training.presets import DEFAULT_PRESET, PRESETS, preset
from engine.training.spec import RunSpec
from engine.vectors import WordVectors, formats

PRESET_HELP = (
    f"Settings to start from: {', '.join(PRESETS)}; {DEFAULT_PRESET} if left out. Options below change them."
)
INTERRUPTED = 130


@with_settings
def command(
    data: UsualData = None,
    preset_name: Annotated[str | None, typer.Option("--preset", help=PRESET_HELP)] = None,
    resume: Annotated[
        Path | None,
        typer.Option(help="Go on from this checkpoint, exactly; --data says where its text is now."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Save the vectors here (.txt, .vec, .bin, .npz, .tsv, each also .gz); of the sentence "
            "network .npz is the whole, for `predict --model`."
        ),
    ] = None,
    json: Json = False,
    quiet: Quiet = False,
    *,
    changes: dict[str, Any],
) -> None:
    """Train word vectors, or the sentence network.

    Ctrl-C stops after the current step, keeps a checkpoint and says where.
    """
    start = Checkpoint.load(resume) if resume is not None else None
    if start is not None and preset_name is not None:
        raise SettingError("a checkpoint brings its own settings: leave out --preset or --resume")
    base = preset(preset_name or DEFAULT_PRESET) if start is None else start.spec
    if data is not None or start is None:
        base = replace(base, data=data or catalogue.default_name())
    spec = changed(base, changes)
    if out is not None:
        formats.by_suffix(out)
        must_be_writable(out)
    run = run_to_end(spec, start=start, checkpoint=resume or checkpoint_path(out), quiet=quiet)
    if out is not None:
        _save(run, out)
    _tell(run, out, json=json)
    if run.finished.reason == "stopped":
        told = f"stopped at step {run.finished.step:,}; go on with --resume {run.checkpoint}"
        typer.echo(f"wordscope: {told}", err=True)
        raise typer.Exit(INTERRUPTED)


class Run:
    """What a run of the command line has come to."""

    def __init__(self, checkpoint: Path | None) -> None:
        self.checkpoint = checkpoint
        self.started: Started
        self.snapshot: Snapshot
        self.finished: Finished

    @property
    def vectors(self) -> WordVectors:
        """The input vectors."""
        return self.snapshot.vectors.with_matrix(self.snapshot.W_in)


def checkpoint_path(out: Path | None) -> Path:
    """Beside the vectors, else in the user's data folder: where an interrupted run is kept."""
    if out is not None:
        return out.with_name(f"{out.name}.run.npz")
    folder = catalogue.user_data_folder() / "runs"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileError(f"cannot be made ({error.strerror}): name a place with --out", folder) from error
    return folder / "last.npz"


def run_to_end(
    spec: RunSpec,
    *,
    dataset: Dataset | None = None,
    start: Checkpoint | None = None,
    checkpoint: Path | None,
    quiet: bool,
) -> Run:
    """Train with a progress bar until done or interrupted.

    Raises
    ------
    WordscopeError
        If settings, data or checkpoint do not fit, or training diverged.
    """
    run, control, failed = Run(checkpoint), Control(), ""
    events = train(spec, control, start, dataset=dataset, checkpoint=checkpoint)
    with progress("Training", quiet=quiet) as report, stopped_by_ctrl_c(control):
        for event in events:
            match event:
                case Scalars():
                    told = f"loss {event.loss[-1]:.3f}, {event.words_per_second:,.0f} words/s"
                    report(event.progress, told)
                case Started():
                    run.started = event
                case Snapshot():
                    run.snapshot = event
                case Finished():
                    run.finished = event
                case Warned():
                    typer.echo(f"wordscope: {event.message}", err=True)
                case Failed():
                    failed = event.message
                case Saved():
                    run.checkpoint = Path(event.path)
    if failed:
        raise DivergedError(failed)
    return run


@contextmanager
def stopped_by_ctrl_c(control: Control) -> Iterator[None]:
    """Ctrl-C ends the run between two steps instead of in the middle of one."""
    before = signal.signal(signal.SIGINT, lambda *_: control.stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _save(run: Run, out: Path) -> None:
    """The vectors; a network whole, unless the ending is one of vectors alone."""
    model = run.snapshot.model
    if isinstance(model, NetworkModel) and out.suffix == ".npz":
        model.save(out)
    else:
        formats.save(run.vectors, out)


def _tell(run: Run, out: Path | None, *, json: bool) -> None:
    done = run.finished
    result = {
        "data": run.started.spec.data,
        "words_per_second": done.words_per_second,
        "seconds": done.seconds,
        "steps": done.steps,
        "epochs": done.epochs,
        "loss": done.loss,
        "cost": done.cost,
        "dev": run.snapshot.dev_accuracy,
        "vocabulary": len(run.started.words),
        "peak_memory_mb": peak_memory_mb(),
        "out": None if out is None else str(out),
        "checkpoint": str(run.checkpoint),
    }
    if json:
        print_json(result)
        return
    print_line(
        f"{done.steps:,} steps, {done.epochs:.1f} epochs in {done.seconds:.1f} s "
        f"({done.words_per_second:,.0f} words/s), {len(run.started.words):,} words of {run.started.spec.data}"
    )
    if run.snapshot.paired:
        print_line(f"loss {done.loss:.4f} a pair, {done.cost:.3f} a centre word")
    else:
        print_line(f"loss {done.loss:.4f} a phrase")
    if run.snapshot.dev_accuracy is not None:
        print_line(f"sentiment on dev {run.snapshot.dev_accuracy:.1f} %")
    if out is not None:
        print_line(f"saved in {out}")
