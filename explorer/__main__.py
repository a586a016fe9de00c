"""The command line of the program: the window by default, its picture, and the engine's commands."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from engine import cli
from engine.commands import bench as measuring
from engine.commands.output import Data, Json, Quiet
from explorer.bench.parts import WINDOW_PARTS
from explorer.options import WindowOptions

ALL_PARTS = {**measuring.PARTS, **WINDOW_PARTS}
Theme = Annotated[
    Literal["light", "dark"] | None, typer.Option(help="Colours; those of the system if left out.")
]
DataOption = Annotated[str | None, typer.Option(help="What to learn from: a name, a folder or a text file.")]


def window(
    context: typer.Context,
    data: DataOption = None,
    session: Annotated[Path | None, typer.Option(help="Go on with a saved run.")] = None,
    run: Annotated[bool, typer.Option("--run", help="Start training at once.")] = False,
    preset: Annotated[str | None, typer.Option(help="Settings to start from.")] = None,
    theme: Theme = None,
) -> None:
    """Watch word vectors learn. Without a command: the window."""
    if context.invoked_subcommand is not None:
        return
    from engine.training.presets import preset as known
    from explorer.app import run as show

    if preset is not None:
        known(preset)
    options = WindowOptions(data, str(session) if session else None, run, preset, theme)
    raise typer.Exit(show(options))


def snapshot(
    out: Annotated[Path, typer.Argument(help="The picture to write, .png.")],
    data: DataOption = None,
    seconds: Annotated[
        float, typer.Option(help="How long to train before the picture; 0: the bundled model.", min=0)
    ] = 10,
    panel: Annotated[str | None, typer.Option(help="Only this panel: map, loss, gradcheck, …")] = None,
    size: Annotated[str, typer.Option(help="Width and height of the window.")] = "1280x800",
    theme: Theme = "light",
    sentence: Annotated[str, typer.Option(help="What stands in the sentence box.")] = "",
    preset: Annotated[str | None, typer.Option(help="Settings to start from.")] = None,
    scale: Annotated[float, typer.Option(help="Pixel ratio of the picture, such as 2.", min=0.5, max=4)] = 1,
    vectors: Annotated[
        Path | None, typer.Option(help="Show this file of vectors instead of training.")
    ] = None,
    zoom: Annotated[float, typer.Option(help="How much nearer the map is looked at.", min=0.5, max=1000)] = 1,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Train for some seconds in a window that is not shown, and save its picture."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(scale)
    from explorer import snapshot as taken

    taken.take(
        taken.Picture(out, seconds, panel, taken.parse_size(size), sentence, vectors, zoom),
        WindowOptions(data=data or "demo", run=seconds > 0, preset=preset, theme=theme or "light"),
        json=json,
        quiet=quiet,
    )


def bench(
    corpus: measuring.Corpus = None,
    data: Data = "demo",
    against: measuring.Against = None,
    pairs: measuring.Pairs = None,
    runs: measuring.Runs = 3,
    seeds: measuring.Seeds = 5,
    only: Annotated[list[str] | None, typer.Option(help=measuring.help_of_parts(ALL_PARTS))] = None,
    gui: Annotated[
        bool,
        typer.Option(
            "--gui",
            help="Measure the window and its map, and the rest only if a peer, a corpus or pairs are named.",
        ),
    ] = False,
    seconds: Annotated[float, typer.Option(help="Of the window: how long lateness is measured.", min=1)] = 60,
    soak: Annotated[float, typer.Option(help="Of the window: minutes of the memory test; 0 for none.")] = 0,
    json: Json = False,
) -> None:
    """Measure pace, quality, stability, loading and growth, beside gensim if wanted, or the window."""
    asked = measuring.Asked(str(corpus or data), data, against is not None, pairs, runs, seeds, seconds, soak)
    window_alone = gui and not (corpus or against or pairs)
    parts = {**({} if window_alone else measuring.PARTS), **(WINDOW_PARTS if gui else {})}
    measuring.show(measuring.measured(ALL_PARTS if only else parts, asked, only), json=json)


def make_app() -> typer.Typer:
    """The engine's commands, the window and its picture."""
    app = cli.make_app({"snapshot": snapshot, "bench": bench}, invoke_without_command=True)
    app.callback()(window)
    return app


def main() -> None:
    """Entry point of ``wordscope``."""
    sys.exit(cli.run(make_app(), sys.argv[1:]))


if __name__ == "__main__":
    main()
