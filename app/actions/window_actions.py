"""What keys do to the window and to the program."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.actions.records import Action, ignored
from app.main_window import ANNOTATE, REVIEW
from widgets.i18n import tr

if TYPE_CHECKING:
    from app.application import Application


def window_actions(app: "Application") -> Iterator[Action]:
    """In the order of the key sheet."""
    window, timeline = app.window, app.window.timeline
    yield Action("window.palette", lambda: tr("Search or run a command"), app.sheets.open_palette)
    yield Action("window.keys", lambda: tr("All keys"), app.sheets.open_keys)
    yield Action("window.edit_keys", lambda: tr("Change or print the keys"), app.key_desk.open)
    yield Action("window.pace", lambda: tr("My pace"), app.figures.open_own)
    yield Action(
        "window.team_pace", lambda: tr("The team's pace"), app.figures.open_team, app.figures.sees_others
    )
    yield Action("window.queue", lambda: tr("Show or fold the list of episodes"), window.toggle_queue)
    yield Action("window.fit", lambda: tr("Show the whole episode"), timeline.fit, app.is_open)
    yield Action(
        "window.zoom_in", lambda: tr("Zoom in"), lambda: timeline.zoom(2.0), app.is_open, repeats=True
    )
    yield Action(
        "window.zoom_out", lambda: tr("Zoom out"), lambda: timeline.zoom(0.5), app.is_open, repeats=True
    )
    yield Action("window.annotate", lambda: tr("Workspace Annotate"), lambda: app.set_workspace(ANNOTATE))
    yield Action("window.review", lambda: tr("Workspace Review"), lambda: app.set_workspace(REVIEW))
    yield Action("window.reset_layout", lambda: tr("Reset the layout of the views"), window.grid.reset_layout)
    yield Action("window.next_dock", lambda: tr("Next part of the window"), app.focus_next_part)
    sync = app.services.sync
    yield Action("window.sync", lambda: tr("Sync now"), sync.sync_now)
    yield Action(
        "window.sync_pause",
        lambda: tr("Sync by itself again") if sync.paused else tr("Pause the sync"),
        lambda: sync.set_paused(not sync.paused),
    )
    yield Action("window.catalog", lambda: tr("Choose the catalog"), app.catalog.choose)
    yield Action("window.taxonomy", lambda: tr("Edit the taxonomy"), app.taxonomy.edit)
    yield Action("window.choose_taxonomy", lambda: tr("Choose the taxonomy"), app.taxonomy.choose)
    yield Action("window.conflict", lambda: tr("Next conflict"), app.conflicts.open_next)
    yield Action("window.theme", lambda: tr("Dark or light"), app.toggle_theme)
    yield Action("window.language", lambda: tr("Chinese or English"), app.toggle_language)
    yield Action("window.memory", lambda: tr("Memory for decoded data"), window.status.open_memory)
    yield Action("window.quit", lambda: tr("Quit"), lambda: ignored(window.close()))
