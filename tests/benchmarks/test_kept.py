"""A run that was cut goes on with the rows that are missing, and with those only."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks.harness import FULL_REPETITIONS, Figures, Measure, Stage
from tests.benchmarks.kept import KeptRows
from tests.benchmarks.rows import Row
from tests.benchmarks.sources import fingerprint, measured_with

NAMES = ("first", "second, 2 GB", "third")


class Bench:
    """Three rows that are counted when they are measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken: list[str] = []
        self.source = "a"

    def measures(self, cut_at: str = "", peer: str = "") -> list[Measure]:
        return [Measure(name, "median < 9", self._take(name, cut_at), peer=peer) for name in NAMES]

    def run(
        self, *, cut_at: str = "", peer: str = "", size: int = 200, anew: bool = False
    ) -> list[Row | None]:
        """The rows, as a process of its own would get them."""
        begun = dict.fromkeys(NAMES, self.source)
        kept = KeptRows(self.folder, size, begun, lambda _name: self.source, anew=anew)
        stage = Stage(size, self.folder, lambda _words: None)
        self.taken.clear()
        return [row for _, row in command.run(self.measures(cut_at, peer), stage, kept)]

    def file(self, name: str) -> Path:
        return KeptRows(self.folder, 200, {}, lambda _name: "").path(name)

    def _take(self, name: str, cut_at: str) -> Callable[[Stage], Figures]:
        def take(_stage: Stage) -> Figures:
            if name == cut_at:
                raise KeyboardInterrupt
            self.taken.append(name)
            return Figures([1.0 + NAMES.index(name)] * 3, limit=[2.0])

        return take


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path / "rows")
    with pytest.raises(KeyboardInterrupt):
        made.run(cut_at="third")
    assert made.taken == ["first", "second, 2 GB"]
    return made


def test_a_run_that_was_cut_goes_on_with_the_missing_row(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = bench.run()
    assert bench.taken == ["third"]
    assert [(row.name, row.median, row.n, row.limit_median) for row in rows if row] == [
        (name, 1.0 + place, 3, 2.0) for place, name in enumerate(NAMES)
    ]
    said = capsys.readouterr().err
    assert "kept: second, 2 GB" in said
    assert "kept: third" not in said
    assert "2 of 3 rows were kept" in said


def test_other_sources_and_another_size_are_measured_anew(bench: Bench) -> None:
    bench.run(size=300)
    assert bench.taken == list(NAMES)
    bench.source = "b"
    bench.run(size=300)
    assert bench.taken == list(NAMES)
    bench.run(size=300)
    assert bench.taken == []


def test_anew_measures_everything_and_keeps_it(bench: Bench) -> None:
    bench.run(anew=True)
    assert bench.taken == list(NAMES)
    bench.run()
    assert bench.taken == []


@pytest.mark.parametrize(
    "broken",
    [b"", b"{", b"[]", b"null", b'{"row": {}}', b"\xff\xfe", b'{"sources": "a", "repetitions": 200}'],
)
def test_a_broken_file_is_no_row(bench: Bench, broken: bytes) -> None:
    bench.file("first").write_bytes(broken)
    bench.run()
    assert bench.taken == ["first", "third"]


@pytest.mark.parametrize(("key", "value"), [("median", "5"), ("n", None), ("name", "third"), ("more", 1)])
def test_a_row_with_other_fields_is_no_row(bench: Bench, key: str, value: object) -> None:
    told = json.loads(bench.file("first").read_bytes())
    told["row"][key] = value
    bench.file("first").write_text(json.dumps(told))
    bench.run()
    assert bench.taken == ["first", "third"]


def test_sources_that_change_during_a_run_keep_nothing(
    bench: Bench, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(200, bench.folder, lambda _words: None)
    kept = KeptRows(bench.folder, 200, dict.fromkeys(NAMES, "c"), lambda _name: "d")
    assert len(list(command.run(bench.measures(), stage, kept))) == 3
    assert "not kept: its sources were changed" in capsys.readouterr().err
    bench.source = "d"
    bench.run()
    assert bench.taken == list(NAMES)


def test_a_row_whose_peer_did_not_run_is_tried_again(bench: Bench) -> None:
    bench.source = "e"
    bench.run(peer="other")
    bench.run(peer="other")
    assert bench.taken == list(NAMES)


def test_every_row_has_a_file_of_its_own() -> None:
    names = [measure.name for room in command.ROOMS for measure in command.chosen_measures([room])]
    kept = KeptRows(Path("rows"), 200, {}, lambda _name: "")
    assert len({kept.path(name) for name in names}) == len(names)


def test_a_full_run_that_was_cut_ends_with_all_rows_in_table_and_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = Bench(tmp_path)
    asked = ["--full", "--out", str(tmp_path / "bench.json"), "--work", str(tmp_path)]
    monkeypatch.setattr(command, "_rooms", lambda: dict.fromkeys(NAMES, "space"))
    _choose(monkeypatch, bench.measures(cut_at="third"))
    with pytest.raises(KeyboardInterrupt):
        command.main(asked)
    _choose(monkeypatch, bench.measures())
    assert command.main(asked) == 0
    assert bench.taken == list(NAMES)
    assert [row["name"] for row in json.loads((tmp_path / "bench.json").read_text())["rows"]] == list(NAMES)
    assert (tmp_path / "space.svg").read_text().count("<rect") == 1 + len(NAMES)
    told = capsys.readouterr()
    assert all(name in told.out for name in NAMES)
    assert f"of fewer than {FULL_REPETITIONS} actions: first (3)" in told.err


def _choose(monkeypatch: pytest.MonkeyPatch, measures: Sequence[Measure]) -> None:
    monkeypatch.setattr(command, "chosen_measures", lambda _only: list(measures))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The product and two rooms, one of which starts a child."""
    for name, text in {
        "app/a.py": "1", "main.py": "1", "README.md": "1", "resources/demo/README.md": "1",
        "tests/benchmarks/one.py": "from tests.benchmarks import large, rows\n",
        "tests/benchmarks/large.py": "from tests.support.ros import Writer\n",
        "tests/benchmarks/two.py": 'run("-m", "tests.benchmarks.two_child", "peer.py")\n',
        "tests/benchmarks/two_child.py": "1", "tests/benchmarks/peer.py": "1", "tests/support/ros.py": "1",
    }.items():  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def test_a_room_is_measured_with_what_it_names(checkout: Path) -> None:
    found = {room: {path.stem for path in measured_with(room, checkout)} for room in ("one", "two")}
    assert found == {"one": {"one", "large", "ros"}, "two": {"two", "two_child", "peer"}}


@pytest.mark.parametrize(
    ("changed", "anew"),
    [
        ("app/a.py", {"one", "two"}),
        ("app/new.py", {"one", "two"}),
        ("main.py", {"one", "two"}),
        ("tests/support/ros.py", {"one"}),
        ("tests/benchmarks/two_child.py", {"two"}),
        ("README.md", set()),
        ("resources/demo/README.md", set()),
    ],
)
def test_only_changed_sources_are_measured_anew(checkout: Path, changed: str, anew: set[str]) -> None:
    before = {room: fingerprint(room, checkout) for room in ("one", "two")}
    (checkout / changed).write_text("2")
    assert {room for room in before if fingerprint(room, checkout) != before[room]} == anew
