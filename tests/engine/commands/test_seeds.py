"""Several seeds as one result."""

import json

import pytest

from engine.cli import make_app, run
from engine.commands.seeds import checked, counted, part_of, summary
from engine.errors import SettingError

TREES = """\
(3 (2 a) (3 (4 brilliant) (2 film)))
(1 (2 a) (1 (0 dreadful) (2 film)))
(1 (2 not) (3 brilliant))
(2 (2 a) (2 film))
"""


def figures(seed, dev):
    return {"classifier": "x", "train": 90.0, "dev": dev, "test": None, "seconds": 2.0, "seed": seed}


def test_means_and_scatter_by_hand():
    found = summary([figures(1, 40.0), figures(2, 44.0)])
    assert found["dev"] == 42.0
    assert found["test"] is None
    assert found["spread"] == {"train": 0.0, "dev": pytest.approx(8**0.5)}
    assert found["seconds"] == 4.0
    assert [run["seed"] for run in found["seeds"]] == [1, 2]


def test_one_seed_is_its_own_result():
    assert summary([figures(1, 40.0)]) == figures(1, 40.0)


def test_a_number_of_seeds_out_of_range_is_told():
    assert checked(3) == 3
    with pytest.raises(SettingError, match="Seeds is 0"):
        checked(0)


def test_parts_add_up_to_the_whole():
    told = []
    part_of(lambda share, text: told.append((share, text)), 1, 4)(0.5)
    assert told == [(0.375, "seed 2 of 4")]


def test_repetitions_are_counted_as_they_end():
    told = []
    tell = counted(lambda share, text: told.append((share, text)), 4)
    tell(0.3)
    tell(1.0)
    assert told == [(0.3, "1 of 4 seeds"), (1.0, "4 of 4 seeds")]
    counted(lambda share, text: told.append((share, text)), 1)(0.5)
    assert told[-1] == (0.5, "")


@pytest.fixture
def folder(tmp_path):
    for name in ("train", "dev", "test"):
        (tmp_path / f"{name}.txt").write_text(TREES, encoding="utf-8")
    return tmp_path


def test_network_and_ensemble_from_the_command_line(folder, capsys):
    phrases, model = folder / "phrases.tsv", folder / "model.npz"
    phrases.write_text("brilliant\tpositive\ndreadful\tnegative\n", encoding="utf-8")
    line = [
        "sentiment",
        "--data",
        str(folder),
        "--json",
        "--quiet",
        "--seeds",
        "2",
        "--phrases",
        str(phrases),
    ]
    assert run(make_app(), [*line, "--classifier", "network", "--out", str(model)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["classifier"] == "sentence_network"
    assert len(found["seeds"]) == 2
    assert set(found["spread"]) == {"train", "dev", "test", "binary_dev", "binary_test"}
    assert found["phrases"]["total"] == 2
    assert run(make_app(), ["predict", "--model", str(model), "--json", "brilliant"]) == 0
    assert len(json.loads(capsys.readouterr().out)[0]["probabilities"]) == 5
    assert run(make_app(), [*line, "--classifier", "ensemble", "--jobs", "1"]) == 0
    assert [each["seed"] for each in json.loads(capsys.readouterr().out)["seeds"]] == [31415, 31420]


def test_a_table_for_people(folder, capsys):
    line = ["sentiment", "--data", str(folder), "--also", str(folder), "--classifier", "network", "--quiet"]
    assert run(make_app(), [*line, "--classes", "2", "--seeds", "2", "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    assert "scatter" in told
    assert "sentence network" in told


def test_vectors_from_a_file_have_no_seed(folder, capsys):
    line = ["sentiment", "--data", str(folder), "--vectors", "some.txt", "--seeds", "2"]
    assert run(make_app(), line) == 2
    assert "every seed would say the same" in capsys.readouterr().err
