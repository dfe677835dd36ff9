"""The running application: opens episodes, moves between them and between workspaces."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from app.actions.records import ActionTable
from app.choices import Choices
from app.main_window import ANNOTATE, REVIEW, MainWindow
from app.offline_desk import OfflineDesk
from app.preparing import Prepared
from app.queue import TO_LABEL, TO_REVIEW
from app.recording import OpenedEpisode, first_full_ns
from app.resuming import SETTING as RESUME
from app.resuming import Place
from app.services import Services
from app.settings import Settings, save_settings
from app.tasks import loop_runs
from app.translations import Language
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.playback.budget import share_among, shares_of
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
from widgets.printed_keys import named_key
from widgets.sync_words import left_words


class Application(Choices):
    """One person's window and services, and what happens to all of them; ``app.bootstrap`` builds and connects it."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        language: Language,
        settings: Settings,
        actions: ActionTable,
    ) -> None:
        super().__init__(
            services=services, window=window, language=language, settings=settings, actions=actions
        )
        self.offline_desk = OfflineDesk(
            offline=self.offline,
            home=self.home,
            services=services,
            window=window,
            presenter=self.presenter,
            reopen=self.open,
            parent=self,
        )
        self._opening = ""
        self._opened_at_ns: int | None = None
        self._closed = False

    def say_again(self) -> None:
        """Whatever was put into words by itself, in another language or with other keys."""
        super().say_again()
        self.offline_desk.retranslate()
        if self.is_open():
            self.services.player.refresh()

    def is_open(self) -> bool:
        """Whether an episode is open."""
        return self.services.player.opened is not None

    def can_edit(self) -> bool:
        """Whether keys cut and grade."""
        return self.is_open() and self.window.workspace == ANNOTATE and not self.conflicts.is_on

    def is_merging(self) -> bool:
        """Whether keys choose between the sides of a conflict, and nobody is writing a word."""
        return self.conflicts.is_on and not isinstance(QApplication.focusWidget(), QLineEdit)

    def is_deciding(self) -> bool:
        """Whether keys decide."""
        return self.is_open() and self.window.workspace == REVIEW and not self.conflicts.is_on

    def open(self, record: EpisodeRecord) -> None:
        """Read an episode in the background and show it when its streams are known."""
        self._opening = record.id
        readers_nbytes = shares_of(self.memory.budget_nbytes).readers_nbytes
        prepared = self.preparer.take(record)
        if prepared is not None:
            self.opening.forget()
            share_among(prepared.opened.episode.streams.values(), readers_nbytes)
            self.show_opened(prepared.opened, prepared)
            return
        self.opening.open(record, self.services.store.site_of(record.id), readers_nbytes)

    def show_opened(self, opened: OpenedEpisode, prepared: Prepared | None = None) -> None:
        """Views and labels of an episode, or its labels alone while its recording is not here."""
        if opened.record.id != self._opening:
            opened.episode.close()
            return
        services, before = self.services, self.services.player.opened
        stays = before is not None and before.absent is not None and before.record.id == opened.record.id
        at_ns = services.player.t_ns if stays else first_full_ns(opened)
        resumed_ns = self.resumes_at.in_range(opened.record.id, opened.summary.range)
        self.resumes_at = Place()
        if not stays and resumed_ns is not None:
            at_ns = resumed_ns
        self.compare.leave()
        self.window.phase_panel.finish_note()
        self.board.signals.stop()
        self.first_sight.begin()
        services.privacy.open(opened)
        services.player.open(opened, prepared.samples if prepared else (), at_ns=at_ns)
        self._opened_at_ns = None if stays or resumed_ns or opened.absent is not None else at_ns
        self.presenter.show_episode(opened)
        self.feed.open(opened, services.player.reference)
        self.space.open(opened)
        self.pace.open()
        services.labels.leave()
        services.cutting.open(opened.record.id)
        self.copies.open(opened)
        views_are_new = self.board.open(opened, prepared.signals if prepared else None)
        try:
            services.session.open(opened.record)
        except KnownError as error:
            self.presenter.refuse(error)
        layout = self.settings.layout(ANNOTATE)
        if layout is not None and views_are_new:
            self.window.grid.restore_layout(layout)
        if opened.absent is not None:
            self.offline_desk.show_absent(opened.record, opened.absent)
        else:
            self.offline_desk.show_present()
        services.player.refresh()
        self.window.timeline.fit()
        self.window.fit_timeline()

    def resume(self) -> None:
        """Open the episode that was left when the window closed where it is still to do, else the first that is."""
        row = self.services.store.row(self.resumes_at.episode_id) if self.resumes_at.episode_id else None
        to_do = TO_REVIEW if self.window.workspace == REVIEW else TO_LABEL
        if row is not None and row.state in to_do:
            self.services.queue.open(row.record.id)
        else:
            self.services.queue.open_first()

    def _remember_place(self) -> None:
        record = self.services.session.record
        if record is not None:
            self.keep(RESUME, Place(record.id, self.services.player.t_ns).as_json())

    def begin_playing(self) -> None:
        """Once, where an episode has just come on the screen to be labelled and nobody has moved yet."""
        labels, player, opened_at_ns = self.services.labels, self.services.player, self._opened_at_ns
        self._opened_at_ns = None
        wanted = self.services.cutting.options.opens_playing and self.can_edit() and labels.editable
        if wanted and opened_at_ns == player.t_ns:
            player.play()

    def advance(self) -> None:
        """The one key that goes on: accept the proposal that is looked at; else hand the labels over, or where that is
        done already, only go to the next.
        """
        labels = self.services.labels
        if self.can_edit() and self.proposing.is_walking:
            self.proposing.accept_one()
        elif self.window.workspace == ANNOTATE and not self.conflicts.is_on and not labels.editable:
            self.onward.submitted()
        else:
            self.confirm()

    def set_workspace(self, workspace: str) -> None:
        """Annotate or Review."""
        self.conflicts.leave()
        self.window.set_workspace(workspace)
        self.presenter.show_document()

    def confirm(self) -> None:
        """The one key that ends the work on an episode: submit it, say the verdict, or write what was merged."""
        if self.conflicts.is_on:
            self.conflicts.write()
        elif self.marking.begun and self.window.workspace == ANNOTATE:
            self.presenter.say(NoticeKind.WARNING, self.open_words())
        elif self.window.workspace == REVIEW:
            self.window.review_panel.decide()
        else:
            self.window.phase_panel.finish_note()
            self.services.labels.submit()

    def open_words(self) -> str:
        """What keeps an episode from being handed over while an interval waits for its end."""
        label = self.marking.begun[-1].label
        return tr(
            "{name} has no end yet: press {key} where it ends, or {drop} to drop it",
            name=label.name(self.presenter.language),
            key=label.key,
            drop=named_key("holding.drop"),
        )

    def focus_remark(self) -> None:
        """Write a remark for the moment at the playhead."""
        if self.window.workspace == REVIEW:
            self.window.review_panel.focus_remark()
        else:
            self.pinning.write(asks=False)

    def focus_next_part(self) -> None:
        """Move the focus on: list, views, panel, transport, timeline, and round again."""
        window = self.window
        whole: list[QWidget] = [window.queue, window.grid, window.side, window.transport, window.timeline]
        parts = [part for part in whole if part.isVisible()]
        focus = QApplication.focusWidget()
        current = next(
            (i for i, part in enumerate(parts) if focus is not None and part.isAncestorOf(focus)), -1
        )
        part = parts[(current + 1) % len(parts)]
        inside = (child for child in part.findChildren(QWidget) if child.focusPolicy() and child.isVisible())
        next(inside, part).setFocus()

    def show_conflict(self, shown: bool) -> None:
        """The panel of a conflict with its keys, or the labels again."""
        if shown:
            self.compare.leave()
        self.enter_scope()
        self.window.show_conflict(shown)
        self.window.fit_timeline()
        if not shown:
            self.presenter.show_document()

    def enter_scope(self) -> None:
        """Whose keys count before those of the window: a conflict's, or those of an interval that waits."""
        self.actions.enter("conflict" if self.conflicts.is_on else "holding" if self.marking.begun else "")

    def export_refused(self) -> None:
        """Ask for a file, and write the refused edits of this conflict to it."""
        title, kinds = tr("Write what was refused to a file"), tr("JSON files (*.json)")
        path, _ = QFileDialog.getSaveFileName(self.window, title, "refused.json", kinds)
        if path:
            self.conflicts.export(Path(path))

    def leave(self) -> None:
        """The person closes the window: it is gone at once, and what has not reached a catalog elsewhere is named.

        Lanes may still wait for a server for some seconds.
        """
        if self._closed or not loop_runs():
            return
        place, unsent = self.window.geometry(), self.services.store.pending_count()
        self.window.hide()
        if unsent and self.catalog.url:
            from widgets.farewell import Farewell  # noqa: PLC0415 - most days everything is sent

            self._farewell = Farewell(left_words(unsent))
            self._farewell.show_over(place)

    def close(self) -> None:
        """Remember the layout and stop; a second call does nothing."""
        if self._closed:
            return
        self._closed = True
        self.first_sight.close()
        self.effort.close()
        self.calm.stop()
        self.figures.renew()
        self.board.signals.stop()
        self.copies.close()
        self.offline.close()
        self.opening.forget()
        self.window.phase_panel.finish_note()
        self._remember_place()
        if self.is_open():
            self.settings = self.settings.with_layout(ANNOTATE, self.window.grid.save_layout())
        self.compare.leave()
        self.space.close()
        self.preparer.close()
        self.presenter.close()
        who = self.services.who
        try:
            save_settings(who.where.settings(who.user), self.settings)
        finally:
            self.services.close()
