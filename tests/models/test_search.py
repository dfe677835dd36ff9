"""Words of the search field and what they ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.review import Role, State
from models.search import Concern, Search, concern_of, search_of, words_of


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("", Search()),
        ("cup", Search(text="cup")),
        ("red  cup", Search(text="red cup")),
        ("task:pick robot:g1 @ann site:sz1", Search(task="pick", robot="g1", annotator="ann", site="sz1")),
        ('task:"pick up the can" cup', Search(task="pick up the can", text="cup")),
        ('cup task:"pick up', Search(task="pick up", text="cup")),
        ("by:ann", Search(annotator="ann")),
        ("task: cup", Search(text="cup")),
        ("task:pick task:place", Search(task="place")),
        ("14:30", Search(text="14:30")),
        ("任务 task:抓取", Search(task="抓取", text="任务")),
    ],
)
def test_words_and_what_they_ask_for(words: str, asked: Search) -> None:
    assert search_of(words) == asked


def test_the_state_comes_from_elsewhere() -> None:
    assert search_of("cup", State.DRAFT) == Search(state=State.DRAFT, text="cup")


def test_a_question_is_for_whoever_answers_it() -> None:
    assert search_of("is:question cup") == Search(about="question", text="cup")
    assert words_of(Search(about="answered", text="cup")) == "is:answered cup"
    assert concern_of("question", Role.LEAD) is Concern.LEAD
    assert concern_of("question", Role.ENGINEER) is Concern.ENGINEER
    assert concern_of("question", Role.ADMIN) == Concern.LEAD | Concern.ENGINEER
    assert concern_of("question", Role.ANNOTATOR) is Concern.ASKED
    assert concern_of("nonsense", Role.LEAD) is None


def test_me_is_whoever_looks() -> None:
    assert search_of("@me").of("ann", Role.LEAD) == Search(annotator="ann", role=Role.LEAD)
    assert search_of("@bob").of("ann", Role.LEAD) == Search(annotator="bob", role=Role.LEAD)


def test_what_leaves_something_out() -> None:
    assert not Search().narrows
    assert Search(state=State.NEW).narrows


VALUE = st.text(st.characters(exclude_characters='"', exclude_categories=("Z", "C")), max_size=6)
PLAIN = st.lists(st.text("abc14人", min_size=1, max_size=4), max_size=3).map(" ".join)


@given(
    st.builds(
        Search, text=PLAIN, site=VALUE, task=st.one_of(VALUE, PLAIN), robot=VALUE, annotator=VALUE,
    )
)  # fmt: skip
def test_what_is_written_for_a_search_asks_for_the_same(search: Search) -> None:
    assert search_of(words_of(search)) == search


@given(st.text(max_size=40))
def test_any_words_ask_for_something(words: str) -> None:
    asked = search_of(words)
    assert search_of(words_of(asked)).task == asked.task
