"""What keys do with whole episodes: open, go on, decide, settle a conflict, hide people."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from app.actions.records import Action, ignored
from models.labelling.merge import Side
from widgets.i18n import tr
from widgets.review_panel import APPROVE, SEND_BACK

if TYPE_CHECKING:
    from app.application import Application


def episode_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    queue = app.services.queue
    yield Action("episode.next", lambda: tr("Next episode"), lambda: queue.step(1))
    yield Action("episode.previous", lambda: tr("Previous episode"), lambda: queue.step(-1))
    yield Action(
        "episode.skip", lambda: tr("Leave this episode, with a reason"), app.skipping.open_menu, app.can_edit
    )
    order = app.window.queue.order
    yield Action(
        "episode.order", lambda: tr("Order of the list"), lambda: ignored(order.open_menu()), order.isVisible
    )
    yield Action("episode.open", lambda: tr("Open a recording"), app.library.choose_recording)
    yield Action("episode.open_url", lambda: tr("Open a URL"), app.library.choose_address)
    yield Action(
        "episode.add_folder", lambda: tr("Add the recordings of a folder"), app.library.choose_folder
    )
    yield Action("episode.offline", lambda: tr("Take the next episodes offline"), app.offline_desk.choose)
    yield Action("episode.release", lambda: tr("Release offline copies"), app.offline.release)
    yield Action(
        "episode.fetch",
        lambda: tr("Fetch the recording of this episode"),
        app.offline_desk.fetch_open,
        lambda: app.offline_desk.can_fetch,
    )
    yield Action(
        "episode.stop_fetching",
        lambda: tr("Stop fetching recordings"),
        app.offline.stop,
        lambda: app.offline.progress is not None,
    )
    yield Action("episode.export", lambda: tr("Export labels…"), app.exports.choose)
    yield Action("episode.demo", lambda: tr("Add the sample episodes"), app.library.add_demo)


def review_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    panel, deciding = app.window.review_panel, app.is_deciding
    yield Action("review.approve", lambda: tr("Approve"), lambda: panel.choose(APPROVE), deciding)
    yield Action("review.send_back", lambda: tr("Send back"), lambda: panel.choose(SEND_BACK), deciding)


def conflict_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    conflicts, on = app.conflicts, app.is_merging
    for name, title, run, repeats in (
        ("next", lambda: tr("The next difference"), partial(conflicts.step, 1), True),
        ("previous", lambda: tr("The difference before"), partial(conflicts.step, -1), True),
        ("next_open", lambda: tr("The next open difference"), partial(conflicts.step_open, 1), False),
        ("previous_open", lambda: tr("The open difference before"), partial(conflicts.step_open, -1), False),
        ("mine", lambda: tr("Take mine"), partial(conflicts.choose, Side.MINE), False),
        ("theirs", lambda: tr("Take theirs"), partial(conflicts.choose, Side.THEIRS), False),
        ("base", lambda: tr("Take the base"), partial(conflicts.choose, Side.BASE), False),
        ("write", lambda: tr("Write the merged labels"), conflicts.write, False),
        (
            "aside",
            lambda: tr("Keep the refused edits aside, or take them up again"),
            conflicts.put_aside,
            False,
        ),
        ("export", lambda: tr("Write what was refused to a file"), app.export_refused, False),
        ("leave", lambda: tr("Leave it as it is"), conflicts.leave, False),
    ):
        yield Action(f"conflict.{name}", title, run, on, repeats=repeats)


def privacy_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    yield Action("privacy.panel", lambda: tr("Privacy of this episode"), app.blurring.open_panel, app.is_open)
    yield Action(
        "privacy.look",
        lambda: tr("Show what is blurred, or blur it again"),
        app.blurring.toggle_blur,
        app.blurring.can_look,
    )
    yield Action(
        "privacy.find_faces", lambda: tr("Look for faces"), app.services.privacy.find_faces, app.is_open
    )
    yield Action("privacy.draw", lambda: tr("Draw an area to blur"), app.blurring.draw_region, app.is_open)
