"""Any order with any filter and any search gives what sorting and filtering in plain Python gives."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.episode import EpisodeRecord
from models.review import State
from models.search import Concern, Order
from models.storage import episode_list, list_far, list_filter
from models.storage.glance import glance
from models.storage.list_facts import Facts
from models.storage.list_file import number_of, open_list
from models.storage.list_filter import EpisodeFilter
from models.storage.list_plan import Scan
from models.storage.list_reader import ListReader
from models.storage.list_writer import ListWriter

STATES = tuple(State)
TO_LABEL = frozenset({State.NEW, State.DRAFT, State.RETURNED})
WORDS = {
    "task": ("", "pick can", "Fold towel", "折叠 毛巾"),
    "robot": ("g1", "can-bot"),
    "site": ("main", "sz1"),
    "annotator": ("", "ann", "Bob", "陈"),
}
LEAST_PM = (None, None, 300, 0, 1000)
NOTES = ("", "", "", "can slipped", "掉落")


def facts(number: int, choice: tuple[int, ...]) -> Facts:
    """An episode; ``choice`` says which of the few values it has."""
    name, day, length, state, task, robot, site, annotator, note, least, worked = (*choice, 0, 0)[:11]
    episode_id = f"id{number}"
    record = EpisodeRecord(
        id=episode_id, path="", inner_id="", name=f"take_{name}", format="mcap", start_ns=day, end_ns=day + length,
        task=WORDS["task"][task], robot=WORDS["robot"][robot], streams=(), problems=0, fingerprint="",
        site=WORDS["site"][site],
    )  # fmt: skip
    return Facts(
        episode_id, record, record.start_ns, record.end_ns, record.site, STATES[state].value, "",
        WORDS["annotator"][annotator], "", NOTES[note], 0, 0, 0,
        least_pm=LEAST_PM[least], is_worked_on=bool(worked),
    )  # fmt: skip


EPISODES = st.lists(
    st.tuples(*(st.integers(0, most) for most in (12, 3, 3, 4, 3, 1, 1, 3, 4, 4, 1))), min_size=1, max_size=40
).map(lambda choices: [facts(number, choice) for number, choice in enumerate(choices)])
FILTERS = st.builds(
    EpisodeFilter,
    state=st.one_of(st.none(), st.sampled_from(State)),
    text=st.sampled_from(("", "", "take_1", "1", "can", "an sl", "毛巾", "掉", "id3", "none such")),
    order=st.sampled_from(Order),
    concern=st.sampled_from((None, None, None, Concern.WORKED, Concern.LEAD)),
    **{name: st.sampled_from(("", "", *(word for word in words if word))) for name, words in WORDS.items()},
)


def fits(each: Facts, wanted: EpisodeFilter) -> bool:
    assert each.record is not None
    words = (each.record.name, each.note, each.record.task, each.record.robot)
    return (
        wanted.state in {None, State(each.state)}
        and (wanted.concern is None or (each.is_worked_on and wanted.concern is Concern.WORKED))
        and wanted.task in {"", each.record.task}
        and wanted.robot in {"", each.record.robot}
        and wanted.site in {"", each.site}
        and wanted.annotator in {"", each.annotator}
        and (
            not wanted.text
            or any(wanted.text in word.lower() for word in words)
            or wanted.text == each.episode_id
        )
    )


def place(each: Facts, order: Order) -> tuple[Any, ...]:
    record = each.record
    assert record is not None
    first: dict[Order, object] = {
        Order.NAME: 0,
        Order.RECORDED: -record.start_ns,
        Order.LONGEST: record.start_ns - record.end_ns,
        Order.STATE: STATES.index(State(each.state)),
        Order.TASK: (not record.task, record.task.casefold(), record.task),
        Order.UNSURE: 1001 if each.least_pm is None else each.least_pm,
        Order.ANNOTATOR: (not each.annotator, each.annotator.casefold(), each.annotator),
    }
    return (first[order], record.name, number_of(each.episode_id))


@contextmanager
def listed(
    episodes: list[Facts], *, fence_rows: int = 3, most_hits: int = 4, looked_at: int = 50
) -> Iterator[ListReader]:
    with TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setattr(episode_list, "FENCE_ROWS", fence_rows)
        patch.setattr(list_filter, "MOST_HITS", most_hits)
        patch.setattr(list_far, "LOOKED_AT", looked_at)
        patch.setattr(list_far, "WALKED_FOR_ONE", 1)
        writer = ListWriter(open_list(Path(directory), "ann")[0])
        writer.write(episodes, number=0)
        reader = ListReader(Path(directory))
        yield reader
        reader.close()
        writer.close()


def paged(reader: ListReader, wanted: EpisodeFilter, limit: int) -> list[str]:
    ids: list[str] = []
    page = reader.page(wanted, None, limit)
    while True:
        ids += [row.record.id for row in page.rows]
        if page.after is None:
            return ids
        page = reader.page(wanted, page.after, limit)


@pytest.mark.parametrize(("looked_at", "walks"), [(5, False), (50, True)])
def test_hits_that_stand_far_are_gathered_and_near_ones_walked_to(looked_at: int, walks: bool) -> None:
    episodes = [facts(n, (n, 0, 0, 0, 0, 0, 0, 0, 0)) for n in range(30)]
    with listed(episodes, most_hits=0, looked_at=looked_at) as reader:
        found = list_far.sought(reader._opened(), EpisodeFilter(text="take_2"))
        assert isinstance(found, Scan) is walks
        assert len(reader.page(EpisodeFilter(text="take_2")).rows) == 11


@given(
    episodes=EPISODES,
    wanted=FILTERS,
    most_hits=st.sampled_from([0, 4, 1000]),
    fence_rows=st.integers(1, 5),
    looked_at=st.sampled_from([1, 7, 1000]),
)
@settings(max_examples=150, deadline=None)
def test_any_order_and_filter_is_what_python_sorts(
    episodes: list[Facts], wanted: EpisodeFilter, most_hits: int, fence_rows: int, looked_at: int
) -> None:
    expected = sorted(
        (each for each in episodes if fits(each, wanted)), key=lambda each: place(each, wanted.order)
    )
    ids = [each.episode_id for each in expected]
    with listed(episodes, fence_rows=fence_rows, most_hits=most_hits, looked_at=looked_at) as reader:
        assert [row.record.id for row in reader.all(wanted)] == ids
        assert reader.prepare(wanted) == reader.count(wanted) == len(ids)
        assert paged(reader, wanted, 3) == ids
        for first in range(len(ids) + 1):
            assert [row.record.id for row in reader.rows_at(wanted, first, 4)] == ids[first : first + 4]
        places = {each: number for number, each in enumerate(ids)}
        assert all(reader.locate(wanted, each.episode_id) == places.get(each.episode_id) for each in episodes)


@given(episodes=EPISODES, wanted=FILTERS, after=st.integers(0, 40), most_hits=st.sampled_from([0, 1000]))
@settings(max_examples=80, deadline=None)
def test_what_comes_next_follows_the_order(
    episodes: list[Facts], wanted: EpisodeFilter, after: int, most_hits: int
) -> None:
    start = episodes[after % len(episodes)]
    states = TO_LABEL if wanted.state is None else TO_LABEL & {wanted.state}
    left = sorted(
        (
            each
            for each in episodes
            if fits(each, wanted)
            and each.state in states
            and place(each, wanted.order) > place(start, wanted.order)
        ),
        key=lambda each: place(each, wanted.order),
    )
    with listed(episodes, most_hits=most_hits) as reader:
        found = reader.next_in(wanted, states, start.episode_id, 5)
    assert [row.record.id for row in found] == [each.episode_id for each in left[:5]]


@pytest.mark.parametrize("order", Order)
def test_the_first_glance_is_in_the_same_order(tmp_path: Path, order: Order) -> None:
    choices = [(n % 7, n % 3, n % 4, n % 5, n % 4, n % 2, n % 2, n % 4, 0) for n in range(30)]
    writer = ListWriter(open_list(tmp_path, "ann")[0])
    writer.write([facts(number, choice) for number, choice in enumerate(choices)], number=0)
    writer.close()
    reader = ListReader(tmp_path)
    assert list(glance(tmp_path, 9, order).rows) == list(
        reader.page(EpisodeFilter(order=order), None, 9).rows
    )
    reader.close()
