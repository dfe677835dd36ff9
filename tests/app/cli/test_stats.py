"""``rushes stats``: medians over what this person worked at here."""

from app import effort_file
from app.paths import Places
from models.effort import Effort
from tests.support.cli import CommandLine


def test_nothing_counted_is_said(rushes: CommandLine) -> None:
    assert "Nothing was counted for ann" in rushes("stats", "--user", "ann").out


def test_medians_are_of_whole_episodes(rushes: CommandLine) -> None:
    folder = Places(rushes.data_dir).profile("ann")
    folder.mkdir(parents=True)
    for name, effort in (("a", Effort(10, 4)), ("a", Effort(20, 4)), ("b", Effort(50, 10))):
        effort_file.append(folder, name, effort)
    with (folder / effort_file.FILE).open("a") as file:
        file.write("half a li")
    told = rushes("stats", "--user", "ann", "--json").document
    assert (told["episodes"], told["median_active_s"], told["median_keys"]) == (2, 40.0, 9.0)
    assert told["accepted_share"] is None
