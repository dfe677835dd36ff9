"""Which signal goes where. Wishes go from widgets to services, values come back; nothing else connects the two."""

from app.application import Application
from app.catalog_desk import forgotten_words
from app.compare_reads import Alignment
from app.cut_options import REACTION
from app.cut_options import SETTING as CUTTING
from app.heap import give_back
from app.listing import Listing
from app.mending import mend
from app.presenter import PASSWORD
from app.settings import LIST_ORDER, SYNC_PAUSED
from app.skipping import SETTING as SKIPPED
from models.labelling.document import Document
from models.readers.place import place
from models.storage.values import Receipt
from models.timebase import TimeRange
from widgets.compare_board import CompareBoard
from widgets.conflict_panel import ConflictPanel
from widgets.episode_table import EpisodeTable
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
from widgets.theme import ThemeName


def connect(app: Application) -> None:
    """Join the window with its services."""
    _player(app)
    _space(app)
    _compare(app)
    _timeline(app)
    _labels(app)
    _cutting(app)
    _review(app)
    _conflicts(app)
    _queue(app)
    _privacy(app)
    _chrome(app)


def _player(app: Application) -> None:
    player, transport = app.services.player, app.window.transport
    player.moved.connect(app.presenter.follow_playhead)
    player.clock_changed.connect(app.presenter.show_clock)
    transport.play_requested.connect(player.toggle)
    transport.step_requested.connect(player.step)
    transport.jump_requested.connect(
        lambda where: app.playhead.to_start() if where == "start" else app.playhead.to_end()
    )
    transport.speed_requested.connect(player.set_rate)
    transport.loop_requested.connect(lambda _: app.playhead.toggle_phase_loop())
    transport.hurry_requested.connect(app.pace.toggle)
    app.pace.changed.connect(transport.set_hurrying)
    for told in (app.pace.changed, app.pace.found):
        told.connect(lambda _: app.window.timeline.set_idle(app.pace.idle, hurries=app.pace.on))
    app.board.signal_loaded.connect(app.pace.take)
    transport.reference_requested.connect(app.playhead.set_reference)
    transport.undo_requested.connect(app.services.session.undo)
    transport.redo_requested.connect(app.services.session.redo)
    app.board.seek_requested.connect(player.scrub)
    app.board.signal_loaded.connect(app.feed.show_signal)
    app.board.signal_loaded.connect(lambda _: give_back())
    app.board.problem_found.connect(app.presenter.add_problem)
    app.feed.lanes_changed.connect(app.window.fit_timeline)


def _space(app: Application) -> None:
    space, board = app.space, app.board
    board.views_made.connect(lambda new: space.attach(board.views, new))
    board.views_made.connect(lambda new: app.plots.attach(board.views, new))
    board.views_made.connect(lambda _: app.usual.attach(board.views))
    board.signal_loaded.connect(lambda _: app.usual.refresh())
    app.usual.told.connect(lambda words: app.presenter.say(NoticeKind.INFO, words))
    space.needs_changed.connect(lambda: board.set_needed(space.needed()))
    space.cloud_wanted.connect(board.show_depth_cloud)
    space.reads.told.connect(lambda words: app.presenter.say(NoticeKind.WARNING, words))


def _compare(app: Application) -> None:
    compare, window = app.compare, app.window

    def made(board: CompareBoard) -> None:
        app.plots.join("compared", board.plot)
        board.leave_requested.connect(compare.leave)
        board.alignment_requested.connect(lambda code: compare.align(Alignment(code)))
        board.channel_requested.connect(compare.show_channel)
        board.seek_requested.connect(app.services.player.scrub)

    window.compare_made.connect(made)
    compare.shown.connect(window.show_comparison)
    compare.marked.connect(window.queue.set_compared)
    compare.told.connect(lambda words: app.presenter.say(NoticeKind.INFO, words))


def _conflicts(app: Application) -> None:
    conflicts, window, sync = app.conflicts, app.window, app.services.sync

    def made(panel: ConflictPanel) -> None:
        panel.side_requested.connect(conflicts.choose_for)
        panel.difference_requested.connect(conflicts.pick)
        panel.write_requested.connect(conflicts.write)
        panel.aside_requested.connect(conflicts.put_aside)
        panel.export_requested.connect(app.export_refused)
        panel.leave_requested.connect(conflicts.leave)

    window.conflict_made.connect(made)
    app.services.session.changed.connect(conflicts.document_changed)
    window.timeline.difference_requested.connect(conflicts.pick)
    window.timeline.tier_requested.connect(conflicts.take_tier)
    window.top_bar.sync.case_requested.connect(conflicts.open)
    conflicts.shown.connect(app.show_conflict)
    conflicts.told.connect(app.presenter.say)
    conflicts.refused.connect(app.presenter.refuse)
    conflicts.kept_changed.connect(sync.tell)
    sync.rested.connect(lambda _: conflicts.refresh())


def _timeline(app: Application) -> None:
    timeline, labels, player = app.window.timeline, app.services.labels, app.services.player
    timeline.seek_requested.connect(player.scrub)
    timeline.boundary_move_requested.connect(labels.move_boundary)
    timeline.phase_selected.connect(labels.select)
    timeline.loop_requested.connect(
        lambda start_ns, end_ns: app.playhead.set_loop(TimeRange(start_ns, end_ns))
    )
    timeline.rename_requested.connect(labels.rename)
    timeline.split_requested.connect(labels.split_at)
    timeline.merge_requested.connect(labels.merge_phase)
    timeline.delete_requested.connect(labels.delete_phase)
    timeline.phase_selected.connect(lambda _: app.marking.pick(""))
    timeline.arm_requested.connect(labels.choose_arm)
    labels.arm_changed.connect(app.presenter.show_document)
    timeline.mark_selected.connect(app.marking.pick)
    timeline.mark_move_requested.connect(app.marking.move)
    app.marking.begun_changed.connect(timeline.set_begun)
    app.marking.begun_changed.connect(lambda _: app.enter_scope())
    labels.reached_changed.connect(timeline.set_reached)
    labels.reached_changed.connect(app.board.set_reached)
    labels.reached_changed.connect(app.window.phase_panel.set_reached)


def _labels(app: Application) -> None:
    panel, labels, session = app.window.phase_panel, app.services.labels, app.services.session

    def changed(document: Document, _changes: object, initiator: str) -> None:
        app.presenter.show_document(edited=initiator != "open")
        if initiator == "sync":
            app.presenter.state_arrived(document.state)

    def saved(receipt: Receipt) -> None:
        app.presenter.saved(receipt)
        app.services.sync.edited()

    session.changed.connect(changed)
    session.saved.connect(saved)
    session.refused.connect(app.presenter.refuse)
    app.services.care.told.connect(app.presenter.refuse)
    panel.cut_requested.connect(labels.cut)
    panel.grade_requested.connect(labels.set_grade)
    panel.note_requested.connect(labels.set_note)
    panel.unusable_requested.connect(app.saying.set_unusable)
    panel.words_requested.connect(app.saying.instruct)
    panel.phase_grade_requested.connect(app.saying.grade_phase)
    panel.score_requested.connect(app.saying.score)
    panel.rubric_requested.connect(app.saying.rubric)
    panel.submit_requested.connect(labels.submit)
    panel.withdraw_requested.connect(labels.withdraw)
    panel.jump_requested.connect(app.services.player.seek)
    panel.check_requested.connect(lambda item: mend(item, panel, labels))
    labels.submitted.connect(app.onward.submitted)
    app.holding.held_by.connect(
        lambda user: app.presenter.say(
            NoticeKind.WARNING, tr("{user} works on this episode: what you change may be refused", user=user)
        )
    )
    app.holding.changed.connect(app.skipping.pass_over)
    labels.handed_over.connect(lambda _: app.holding.release())
    app.services.sync.rested.connect(lambda _: app.holding.catch_up())
    app.skipping.changed.connect(lambda: app.keep(SKIPPED, app.skipping.skipped))
    app.effort.told.connect(app.window.status.set_effort)


def _cutting(app: Application) -> None:
    cutting, timeline = app.services.cutting, app.window.timeline

    app.board.signal_loaded.connect(cutting.take)
    cutting.ghost_changed.connect(timeline.set_ghost)
    cutting.options_changed.connect(lambda: app.keep(CUTTING, cutting.options.as_json()))
    cutting.reaction_changed.connect(lambda: app.keep(REACTION, cutting.reaction.as_json()))
    app.services.labels.said.connect(lambda words: app.presenter.say(NoticeKind.INFO, words))
    app.window.transport.snap_requested.connect(app.cut_desk.toggle_snap)
    app.first_sight.seen.connect(app.begin_playing)
    proposing, panel = app.proposing, app.window.phase_panel
    proposing.changed.connect(lambda found: app.presenter.show_proposals(found, proposing.rate))
    app.outside.told.connect(lambda words: app.presenter.say(NoticeKind.INFO, words))
    app.outside.refused.connect(app.presenter.refuse)
    panel.answer_requested.connect(app.services.labels.answer)
    panel.accept_requested.connect(proposing.accept_all)


def _review(app: Application) -> None:
    panel, labels = app.window.review_panel, app.services.labels
    panel.approve_requested.connect(labels.approve)
    panel.send_back_requested.connect(labels.send_back)
    panel.remark_requested.connect(labels.remark)
    panel.answer_requested.connect(labels.answer)
    panel.jump_requested.connect(app.services.player.seek)
    labels.decided.connect(app.onward.decided)


def _queue(app: Application) -> None:
    table, queue = app.window.queue, app.services.queue
    join_list(queue.listing, table)
    table.episode_requested.connect(queue.open)
    table.search_requested.connect(queue.filter)
    table.order_chosen.connect(lambda order: app.keep(LIST_ORDER, order.value))
    queue.placed.connect(table.show_place)
    queue.line_changed.connect(table.show_line)
    queue.refused.connect(app.presenter.refuse)
    queue.neighbours.arrived.connect(lambda _: app.preparer.look())
    table.preview_requested.connect(queue.want_preview)
    queue.previews.ready.connect(table.set_preview)
    queue.previews.dropped.connect(table.model.forget_wish)
    queue.chosen.connect(app.open)
    app.opening.opened.connect(app.show_opened)
    app.opening.refused.connect(app.presenter.refuse)
    app.opening.still_absent.connect(app.offline_desk.show_absent)
    app.offline.arrived.connect(lambda record: app.preparer.retry(record.id))
    sync = app.services.sync
    sync.view_changed.connect(app.window.top_bar.sync.show_state)
    sync.touched.connect(app.onward.touched)
    app.window.top_bar.sync_requested.connect(sync.sync_now)
    app.window.top_bar.sync_pause_requested.connect(sync.set_paused)
    sync.paused_changed.connect(lambda paused: app.keep(SYNC_PAUSED, paused))
    sync.role_told.connect(app.take_role)
    sync.pages.listed.connect(queue.refresh_soon)
    sync.answered.connect(queue.refresh_soon)
    sync.pages.withdrawn.connect(app.onward.forget)
    sync.unanswered.connect(app.presenter.sync_failed)
    sync.rested.connect(app.presenter.sync_rested)
    badge, catalog = app.window.top_bar.sync, app.catalog
    badge.catalog_requested.connect(catalog.choose)
    badge.password_requested.connect(catalog.ask_password)
    app.window.strip.action_requested.connect(
        lambda code: catalog.ask_password() if code == PASSWORD else None
    )
    catalog.chosen.connect(app.take_catalog)
    catalog.known.connect(sync.reconnect)
    catalog.forgotten.connect(lambda: app.presenter.say(NoticeKind.INFO, forgotten_words()))


def join_list(listing: Listing, table: EpisodeTable) -> None:
    """What comes into sight is read, what is read is shown."""
    listing.in_sight = table.in_sight
    table.rows_requested.connect(listing.read)
    table.choices_requested.connect(listing.ask_choices)
    listing.shown.connect(table.show_rows)
    listing.counted.connect(table.show_count)
    listing.rows_read.connect(table.model.put)
    listing.rows_missed.connect(table.model.give_up)
    listing.choices_read.connect(table.show_choices)


def _privacy(app: Application) -> None:
    desk, status = app.services.privacy, app.window.status
    app.services.session.changed.connect(lambda *_: desk.show_document())
    desk.veil_changed.connect(app.space.set_veil)
    desk.veil_changed.connect(app.board.set_veil)
    desk.veil_changed.connect(app.feed.set_veil)
    desk.known.connect(app.services.queue.set_privacy)
    desk.known.connect(app.offline.set_privacy)
    desk.privacy_changed.connect(status.set_privacy)
    desk.privacy_changed.connect(app.copies.set_privacy)
    desk.searching.connect(status.set_searching)
    desk.refused.connect(app.presenter.refuse)
    status.privacy_requested.connect(app.blurring.open_panel)


def _chrome(app: Application) -> None:
    window = app.window
    window.top_bar.workspace_requested.connect(app.set_workspace)
    window.top_bar.palette_requested.connect(app.sheets.open_palette)
    window.status.help_requested.connect(app.sheets.open_keys)
    app.key_desk.changed.connect(app.say_again)
    window.status.language_requested.connect(app.set_language)
    window.status.theme_requested.connect(lambda name: app.set_theme(ThemeName(name)))
    window.status.memory_budget_requested.connect(app.set_memory_budget)
    window.status.problem_requested.connect(app.playhead.go_to_problem)
    window.top_bar.user_requested.connect(app.change_user)
    window.queue.open_requested.connect(app.library.choose_folder)
    window.welcome.open_requested.connect(app.library.choose_recording)
    window.welcome.folder_requested.connect(app.library.choose_folder)
    window.welcome.recent_requested.connect(lambda path: app.library.add(place(path)))
    window.welcome.demo_requested.connect(app.library.add_demo)
    window.welcome.catalog_requested.connect(app.catalog.choose)
    window.closing.connect(app.leave)
    window.closing.connect(app.close)
    app.library.visited.connect(app.remember)
    app.library.refused.connect(app.presenter.refuse)
    app.library.told.connect(app.presenter.say)
