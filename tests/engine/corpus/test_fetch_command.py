"""The command that fetches: what it asks, prints and returns."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from engine.cli import make_app, run
from engine.corpus import catalogue
from engine.corpus.catalogue import CatalogueEntry
from tests.archive_server import GOOD, ROWS, TREES, Answer, zipped
from tests.engine.corpus.conftest import PAGE, Serve

pytestmark = pytest.mark.usefixtures("no_way_out")


# ---- the command ----


@pytest.fixture
def known(trees: CatalogueEntry, vectors: CatalogueEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny sets in place of the public ones, the vectors said to be large."""
    monkeypatch.setattr(catalogue, "_sst", lambda: trees)
    monkeypatch.setattr(catalogue, "_glove", lambda: replace(vectors, size_bytes=150_000_000))


def command(*argv: str) -> int:
    """The exit status of a command line."""
    return run(make_app(), ["data", "fetch", *argv])


@pytest.mark.usefixtures("known")
def test_the_command_fetches_and_then_has_it(serve: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    site = serve(Answer(GOOD))
    assert command("sst", "--json", "--url", site.url) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["name"], told["licence"], told["fetched"]) == ("sst", "MIT", True)
    assert (Path(told["path"]), said.err) == (catalogue.user_data_folder() / "sst", "")
    assert command("sst", "--url", site.url) == 0
    assert "is already in" in capsys.readouterr().out
    assert run(make_app(), ["data", "info", "sst", "--json"]) == 0


@pytest.mark.usefixtures("known")
def test_the_command_says_in_one_line_what_went_wrong(
    serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command("sst", "--url", serve(PAGE).url) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("wordscope: The tiny treebank could not be fetched: a web page came")


@pytest.mark.usefixtures("known")
def test_a_large_archive_is_asked_about(
    serve: Serve, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve(Answer(zipped(ROWS)))
    assert command("glove", "--url", site.url) == 2
    said = capsys.readouterr().err
    assert "150 MB" in said
    assert "--yes" in said
    assert site.asked == 0
    assert command("glove", "--json", "--yes", "--url", site.url) == 0
    assert json.loads(capsys.readouterr().out)["fetched"] is True


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(("answer", "status", "asked"), [("y\n", 0, 1), ("n\n", 130, 0)])
def test_a_person_may_decide(
    answer: str,
    status: int,
    asked: int,
    serve: Serve,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    site = serve(Answer(zipped(ROWS)))
    assert command("glove", "--url", site.url) == status
    assert site.asked == asked
    assert "are free. Fetch it?" in capsys.readouterr().err


def test_the_command_knows_its_sets(capsys: pytest.CaptureFixture[str]) -> None:
    assert command("imdb") == 2
    assert 'no data set is called "imdb"; known are demo, sst, glove' in capsys.readouterr().err
    assert command("demo") == 0
    assert "already" in capsys.readouterr().out


@pytest.mark.real_data
def test_the_true_treebank_passes_its_checksums(
    real_data: Path, serve: Serve, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {f"trees/{name}": (real_data / "sst" / name).read_bytes() for name in TREES}
    assert command("sst", "--json", "--url", serve(Answer(zipped(files))).url) == 0
    assert json.loads(capsys.readouterr().out)["fetched"] is True
    assert len(catalogue.resolve("sst").splits["train"]) == 8544
