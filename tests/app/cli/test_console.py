"""Where a command writes: data on one side, sentences and progress on the other."""

import pytest

import app.cli.console
from app.cli.console import Console
from app.cli.tables import table
from tests.support.cli import strict_json


def test_a_document_is_strict_and_any_terminal_can_show_it(capsys: pytest.CaptureFixture[str]):
    Console(json=True).document({"名": "取罐\udcff"})
    out = capsys.readouterr().out
    assert out.isascii()
    assert strict_json(out) == {"名": "取罐\udcff"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        Console(json=True).document(float("nan"))


def test_sentences_leave_stdout_to_the_document(capsys: pytest.CaptureFixture[str]):
    Console(json=True).say("done")
    Console(json=False).say("done")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("done\n", "done\n")


def test_a_bar_appears_only_where_it_takes_long(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    assert list(Console().progress("abc", total=3, unit=" letters")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(app.cli.console, "_PATIENCE_IN_A_LOG_S", 0.0)
    assert list(Console().weighed_progress([(1, "a"), (1, "b"), (2, "c")], total=2, unit=" files")) == [
        "a",
        "b",
        "c",
    ]
    captured = capsys.readouterr()
    assert "2/2" in captured.err
    assert captured.out == ""


def test_numbers_stand_to_the_right_and_chinese_takes_two_cells():
    lines = table(("name", "count"), [("取罐", "7"), ("a", "-12.5")]).splitlines()
    assert lines == ["  name  count", "  取罐      7", "  a     -12.5"]
