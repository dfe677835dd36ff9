"""Quick copies in the window: while the hand moves only, never instead of the recording, nowhere they may not be."""

import pytest

from app.hand import PATIENCE_MS
from app.paths import Places
from models.errors import NoSampleError
from models.privacy import Flag, Privacy
from models.timebase import NS_PER_S
from tests.support.video_factory import read_number, write_video
from tests.support.window import sits_down
from widgets.age import AgeState

COUNT = 260


@pytest.fixture
def person(tmp_path, qapp):
    recording = write_video(
        tmp_path / "in" / "long.mp4", range(COUNT), gop=250, options={"sc_threshold": "0"}
    )
    with sits_down(Places(tmp_path / "data"), "ann", path=recording) as person:
        person.wait(person.app.is_open, "the video is open")
        person.settle()
        yield person


def copies_of(person) -> list:
    return sorted(person.app.services.who.where.proxies.glob("*.mp4"))


def make(person) -> None:
    person.app.toggle_quick_copies()
    person.wait(lambda: bool(copies_of(person)) and not person.app.copies.is_making, "the copy is made")
    person.settle()


def test_a_moving_hand_sees_the_copy_and_a_resting_one_the_recording(person):
    app, player = person.app, person.app.services.player
    make(person)
    name = player.reference
    view, seen = app.board.views[name], []
    for _ in range(20):
        player._hand.took(name, 4 * PATIENCE_MS)
    player.sample_shown.connect(lambda shown: seen.append(shown) if shown.sample is not None else None)
    start_ns = player.clock.range.start_ns
    for tenth in range(10, 60):
        player.scrub(start_ns + tenth * NS_PER_S // 10, False)
        person.wait(lambda: player.hand_moves is False or bool(seen), "a picture comes")
    coarse = [shown for shown in seen if shown.coarse]
    assert coarse
    assert all(read_number(shown.sample.rgb) == shown.sample.index for shown in coarse)
    assert not any(shown.exact for shown in coarse)
    person.wait(lambda: player.is_settled, "at rest it is exact")
    assert view.age_state is AgeState.EXACT
    assert not seen[-1].coarse
    assert read_number(seen[-1].sample.rgb) == player.reference_frame()[0]


def test_without_the_wish_nothing_is_made(person):
    person.app.copies._look()
    person.settle()
    assert copies_of(person) == []


@pytest.mark.parametrize(
    "privacy",
    [Privacy(flag=Flag.RESTRICTED), Privacy(retain_until="2027-01-01")],
    ids=["hidden", "kept until"],
)
def test_where_pictures_are_hidden_or_to_be_deleted_there_is_no_copy(person, privacy):
    person.app.copies._privacy = lambda: privacy
    person.app.toggle_quick_copies()
    person.app.copies._look()
    person.settle()
    assert not person.app.copies.is_making
    assert copies_of(person) == []


def test_a_copy_that_cannot_be_read_is_passed_over(person):
    player = person.app.services.player

    class Broken:
        def sample(self, index: int):
            raise NoSampleError("{index} is gone", index=index)

        def close(self) -> None:
            pass

    player.give_copy(player.reference, Broken())
    for _ in range(20):
        player._hand.took(player.reference, 4 * PATIENCE_MS)
    player.scrub(player.clock.range.start_ns + 5 * NS_PER_S, False)
    person.wait(lambda: player.is_settled, "the recording is there")


def test_closing_gives_up_what_is_being_made(person):
    app = person.app
    app.toggle_quick_copies()
    person.wait(lambda: app.copies.is_making or bool(copies_of(person)), "it has begun")
    app.copies.close()
    assert not app.copies.is_making
