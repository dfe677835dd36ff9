"""Every sentence passes through ``tr`` with a literal that can be collected, and every colour comes from the theme."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((*(ROOT / "widgets").rglob("*.py"), *(ROOT / "app").rglob("*.py")))
SHOWN_BY = {
    "setText",
    "setToolTip",
    "setPlaceholderText",
    "setWindowTitle",
    "setStatusTip",
    "setTitle",
    "addAction",
    "addMenu",
    "addTab",
    "set_words",
    "showText",
}
NAMES = {"Rushes"}
HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b")


def calls(source: str) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            yield name, node


def bare_sentences(source: str) -> list[int]:
    return [
        node.lineno
        for name, node in calls(source)
        if name in SHOWN_BY
        for argument in node.args
        if isinstance(argument, ast.Constant | ast.JoinedStr) and is_sentence(letters(argument))
    ]


def is_sentence(words: str) -> bool:
    return words not in NAMES and re.search(r"[^\W\d_]{2,}", words) is not None


def letters(node: ast.Constant | ast.JoinedStr) -> str:
    parts = [node] if isinstance(node, ast.Constant) else node.values
    return " ".join(
        str(part.value) for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def uncollectable(source: str) -> list[int]:
    return [
        node.lineno
        for name, node in calls(source)
        if name == "tr" and not (node.args and isinstance(node.args[0], ast.Constant))
    ]


def colours(source: str) -> list[str]:
    return HEX_COLOUR.findall(source)


def test_the_guards_see_what_they_guard_against() -> None:
    assert bare_sentences('label.setText("Open")') == [1]
    assert bare_sentences('label.setText(f"{n} frames")') == [1]
    assert bare_sentences('label.setText(tr("Open")); label.setText(f"{a} / {b}")') == []
    assert uncollectable("tr(words)") == [1]
    assert uncollectable('tr("Open {n}", n=1)') == []
    assert colours('fill = "#2FC6B7"') == ["#2FC6B7"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_seen_is_translated(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert bare_sentences(source) == []
    assert uncollectable(source) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_colours_are_named_in_one_place(path: Path) -> None:
    if path.name != "theme.py":
        assert colours(path.read_text(encoding="utf-8")) == []
