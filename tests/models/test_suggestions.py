"""What the search field suggests while somebody writes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.search import search_of
from models.suggestions import STATE, suggestions

CHOICES = {
    "task": ("pick up the can", "place the can", "折叠毛巾"),
    "robot": ("g1", "h1"),
    "site": ("sz1", "shanghai"),
    "annotator": ("me", "ann", "陈"),
    STATE: ("Draft", "Submitted", "已提交"),
}


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("", []),
        ("p", []),
        ("pi", ["pick up the can"]),
        ("can", ["pick up the can", "place the can"]),
        ("pick up", ["pick up the can"]),
        ("red pick u", ["pick up the can"]),
        ("折", ["折叠毛巾"]),
        ("毛巾", ["折叠毛巾"]),
        ("task:", ["pick up the can", "place the can", "折叠毛巾"]),
        ('task:"pick u', ["pick up the can"]),
        ("robot:g", ["g1"]),
        ("@", ["me", "ann", "陈"]),
        ("by:a", ["ann"]),
        ("cup @陈", []),
        ("sub", ["Submitted"]),
        ("已", ["已提交"]),
        ("robot:g1 sh", ["shanghai"]),
        ("robot:g1 ", []),
        ("none such", []),
    ],
)
def test_what_is_suggested(words: str, values: list[str]) -> None:
    assert [each.value for each in suggestions(words, len(words), CHOICES)] == values


@pytest.mark.parametrize(
    ("words", "cursor", "taken"),
    [
        ("pick u", 6, 'task:"pick up the can" '),
        ("robot:g1 pi cup", 11, 'robot:g1 task:"pick up the can" cup'),
        ("@a", 2, "@ann "),
        ("cup sub", 7, "cup "),
        ("task:折 @me", 6, "task:折叠毛巾 @me"),
    ],
)
def test_what_stands_in_the_field_once_it_is_taken(words: str, cursor: int, taken: str) -> None:
    first = suggestions(words, cursor, CHOICES)[0]
    assert first.words == taken
    assert taken[first.cursor :] == words[cursor:].lstrip()


@given(words=st.text("pick up折@:taskg1 \"'", max_size=14), cursor=st.integers(0, 14))
def test_a_suggestion_asks_for_its_value(words: str, cursor: int) -> None:
    for each in suggestions(words, min(cursor, len(words)), CHOICES):
        if each.field != STATE:
            assert getattr(search_of(each.words[: each.cursor]), each.field) == each.value
