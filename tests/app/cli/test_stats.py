"""``rushes stats``: medians over what this person worked at here, and a team's figures for who leads it."""

from pathlib import Path

from app import figures_file
from app.paths import Places
from models.effort import Effort
from models.figures import Answer, Answered, Stay, Verdict
from tests.support.cli import CommandLine


def worked(rushes: CommandLine, user: str) -> None:
    folder = Places(rushes.data_dir).profile(user)
    folder.mkdir(parents=True)
    for name, effort in (("a", Effort(10, 4)), ("a", Effort(20, 4)), ("b", Effort(50, 10))):
        figures_file.append_stay(folder, Stay(name, effort, "fold", 1_000))
    answers = tuple(Answer("transfer", "grasp", verdict) for verdict in Verdict)
    figures_file.append_answered(folder, Answered("a", answers, "fold", 1_000))
    with (folder / figures_file.EFFORT).open("a") as file:
        file.write("half a li")


def test_nothing_counted_is_said(rushes: CommandLine) -> None:
    assert "Nothing was counted for ann" in rushes("stats", "--user", "ann").out


def test_medians_are_of_whole_episodes(rushes: CommandLine) -> None:
    worked(rushes, "ann")
    told = rushes("stats", "--user", "ann", "--json").document
    assert (told["episodes"], told["median_active_s"], told["median_keys"]) == (2, 40.0, 9.0)
    assert told["proposals"] == [
        {"method": "transfer", "label": "grasp", "kept": 1, "changed": 1, "refused": 1}
    ]
    assert "33 %" in rushes("stats", "--user", "ann").out
    assert rushes("stats", "--user", "ann", "--days", "1", "--json").document["episodes"] == 0


def test_a_lead_reads_what_people_hand_over_and_nobody_else_does(rushes: CommandLine, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    for user in ("ann", "bob"):
        worked(rushes, user)
        file = share / f"{user}{figures_file.HANDED}"
        assert rushes("stats", "--user", user, "--export", file).code == 0
    told = rushes("stats", share, "--user", "eve", "--role", "lead", "--json").document
    assert [(one["user"], one["task"], one["p90_active_s"]) for one in told["people"]] == [
        ("ann", "fold", 50.0), ("bob", "fold", 50.0),
    ]  # fmt: skip
    assert "bob" in rushes("stats", share, "--user", "eve", "--role", "lead").out
    refused = rushes("stats", share, "--user", "ann", "--role", "annotator")
    assert refused.code != 0
    assert "Only a lead" in refused.sentence


def test_what_is_no_such_file_is_said(rushes: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"format": "rushes-figures", "version": 1}')
    as_lead = ("--user", "eve", "--role", "lead")
    assert "no figures that can be understood" in rushes("stats", tmp_path / "x.json", *as_lead).sentence
    assert "No figures of anybody" in rushes("stats", tmp_path, *as_lead).sentence
