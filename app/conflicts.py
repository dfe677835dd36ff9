"""A conflict of the open episode: laid on the timeline, chosen side by side, written when a person says so.

Nothing is written, dropped or decided before that; to leave changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.conflict_base import BaseDesk
from app.conflict_choosing import Choosing
from app.conflict_view import SIDES, bars, view_of, whole
from app.conflict_waiting import next_waiting, strand_of, waiting_ids
from app.services import Services
from models.catalog.conflicts import strands_to_json
from models.errors import KnownError
from models.labelling.document import Document
from models.labelling.merge import Difference, Merge, Side, merge
from models.storage.strands import Strand
from widgets.conflict_panel import ConflictPanel
from widgets.conflict_words import side_word
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
from widgets.printed_keys import cap_of
from widgets.timeline import TimelineView


class Conflicts(QObject):
    """``shown(on)`` when the view comes or goes, ``told(kind, words)`` for the strip, ``refused(error)``.

    ``kept_changed`` when something was put aside or taken up again.
    """

    shown = Signal(bool)
    told = Signal(object, str)
    refused = Signal(object)
    kept_changed = Signal()

    def __init__(
        self,
        *,
        services: Services,
        timeline: TimelineView,
        panel: Callable[[], ConflictPanel],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._timeline, self._make_panel = services, timeline, panel
        self._strand: Strand | None = None
        self._choosing = Choosing()
        self._notice, self._wanted = "", ""
        self._base = BaseDesk(services, answered=self._base_known, failed=self.refused.emit)
        self.language = "en"

    @property
    def is_on(self) -> bool:
        """Whether a conflict is looked at."""
        return self._strand is not None

    @property
    def laid(self) -> Merge | None:
        """What is laid together, None where nothing can be."""
        return self._choosing.laid

    @property
    def choices(self) -> dict[str, Side]:
        """What the person chose so far, by id of the difference."""
        return self._choosing.choices

    @property
    def left_open(self) -> int:
        """How many differences nobody has decided about."""
        return len(self._choosing.undecided)

    @property
    def current(self) -> str:
        """Id of the difference that is looked at."""
        return self._choosing.current

    def has_any(self) -> bool:
        """Whether one waits for a person."""
        return bool(waiting_ids(self._services.store))

    def open_next(self) -> None:
        """The next conflict after the one at hand; says so where there is none."""
        record = self._services.session.record
        here = record.id if record is not None else ""
        wanted = next_waiting(self._services.store, here, is_looked_at=self.is_on)
        if wanted is None:
            self.told.emit(NoticeKind.INFO, tr("No conflict waits for you"))
        else:
            self.open(wanted)

    def open(self, episode_id: str) -> None:
        """Show the conflict of an episode, which is opened for it."""
        record = self._services.session.record
        if record is not None and record.id == episode_id:
            self._begin()
            return
        self._wanted = episode_id
        self._services.queue.open(episode_id)

    def leave(self) -> None:
        """Everything stays as it is; what was chosen is forgotten."""
        if self.is_on:
            self._strand, self._choosing, self._notice = None, Choosing(), ""
            self._timeline.set_tiers(())
            self.shown.emit(False)

    def choose(self, side: Side) -> None:
        """Take the current difference from a side, and go on to the next open one."""
        self.choose_for(self._choosing.current, side)

    def choose_for(self, difference_id: str, side: Side) -> None:
        """The same for any difference."""
        if self._choosing.choose(difference_id, side):
            self._go_to(self._choosing.next_open())
            self.show()

    def pick(self, difference_id: str) -> None:
        """Look at a difference: the playhead goes there."""
        self._look_at(self._choosing.find(difference_id))

    def take_tier(self, index: int, t_ns: int) -> None:
        """A reading was clicked: it is taken where readings differ there; else the playhead goes there."""
        here = self._choosing.at(t_ns)
        if here is None:
            self._services.player.seek(t_ns)
            return
        self._go_to(here)
        self.choose(SIDES[index])

    def step(self, count: int) -> None:
        """The next difference or the one before, round the ends."""
        self._look_at(self._choosing.beside(count))

    def step_open(self, count: int) -> None:
        """The same among the open ones; among all where none is open."""
        self._look_at(self._choosing.beside(count, only_open=True))

    def write(self) -> None:
        """The merged labels, as the person confirms them; the refused edits are settled by them."""
        result, strand = self._choosing.result, self._strand
        if result is None or strand is None:
            return
        left = self._choosing.undecided
        if left:
            self._look_at(left[0])
            words = (
                tr("1 difference is still open")
                if len(left) == 1
                else tr("{n} differences are still open", n=len(left))
            )
            self.told.emit(NoticeKind.WARNING, words)
            return
        if self._services.session.settle(result, strand.resolves):
            self.told.emit(NoticeKind.SUCCESS, tr("The merged labels are written; what was refused is kept"))
            self._go_on(strand.episode_id)

    def put_aside(self) -> None:
        """Keep the refused edits without asking again; or take them up again."""
        strand, store = self._strand, self._services.store
        if strand is None:
            return
        try:
            store.take_out(strand.ids) if strand.aside else store.put_aside(strand.ids)
        except KnownError as error:
            self.refused.emit(error)
            return
        self.kept_changed.emit()
        if strand.aside:
            self.refresh()
        else:
            self.told.emit(NoticeKind.INFO, tr("Kept aside. The badge lists it"))
            self._go_on(strand.episode_id)

    def export(self, path: Path) -> None:
        """Write what was refused to a file, with the reasons."""
        if self._strand is None:
            return
        try:
            path.write_text(strands_to_json([self._strand]), encoding="utf-8")
        except OSError as error:
            self.refused.emit(KnownError("{path} cannot be written: {why}", path=path, why=error.strerror))
            return
        self.told.emit(NoticeKind.SUCCESS, tr("Written to {path}", path=path))

    def refresh(self) -> None:
        """The store may know more: who was first, what else was refused, or that nothing waits any more."""
        before = self._strand
        if before is None:
            return
        strand = strand_of(self._services.store, before.episode_id, before)
        if strand is None:
            self.leave()
        elif strand != before or self.laid is None or self.laid.theirs != self._services.session.document:
            self._lay(strand)
            self.show()

    def show(self) -> None:
        """Panel and timeline anew."""
        strand, choosing, services = self._strand, self._choosing, self._services
        document = services.session.document
        if strand is None or document is None:
            return
        view = view_of(
            strand,
            choosing.laid,
            choosing.choices,
            current=choosing.current,
            notice=self._notice,
            taxonomy=services.taxonomy,
            role=services.store.role,
            language=self.language,
            now=datetime.now(),
        )
        self._make_panel().show_view(view)
        timeline, laid = self._timeline, choosing.laid
        timeline.set_document(whole(choosing.result or document), services.taxonomy, self.language)
        timeline.set_editable(False)
        if laid is not None:
            tracks = (laid.base.track, laid.mine.track, laid.theirs.track)
            readings = [
                (side_word(s), t, cap_of(f"conflict.{s.value}")) for s, t in zip(SIDES, tracks, strict=True)
            ]
            timeline.set_tiers(readings, bars(laid, choosing.choices, choosing.current), title=tr("Result"))

    def _begin(self) -> None:
        record = self._services.session.record
        strand = strand_of(self._services.store, record.id) if record is not None else None
        if strand is None:
            self.leave()
            return
        self._choosing.forget()
        self._notice = ""
        self._lay(strand)
        self._go_to(self._choosing.find(self._choosing.current))
        self.show()
        self.shown.emit(True)

    def _lay(self, strand: Strand) -> None:
        """Lay the three documents together, with the choices that still fit."""
        document, before = self._services.session.document, self._choosing.laid
        self._strand, self._choosing.laid = strand, None
        mine, base = strand.mine(), strand.base
        if document is None or base is None or mine is None:
            self._notice = self._base.ask(strand)
        elif self._choosing.lay(merge(base, mine, document, role=self._services.store.role), before):
            self._notice = tr("The catalog moved on meanwhile. Your choices are kept where they still fit.")

    def _base_known(self, strand: Strand) -> None:
        """Whatever the catalog said: what was laid meanwhile stays as it is."""
        if self._strand == strand:
            self.refresh()

    def document_changed(self, document: Document, _changes: object, initiator: str) -> None:
        """The labels of the open episode changed, or another one is open. Call when everybody else has shown them."""
        if (
            initiator == "open"
            and self._strand is not None
            and self._strand.episode_id == document.episode_id
        ):
            # Its recording came: what was chosen without it stays.
            self.refresh()
            self.show()
        elif initiator == "open":
            self.leave()
            if document.episode_id == self._wanted:
                self._wanted = ""
                self._begin()
        elif initiator != "conflict":
            self.refresh()

    def _go_on(self, episode_id: str) -> None:
        """Another conflict of the same episode, or back to its labels."""
        if episode_id in waiting_ids(self._services.store):
            self._begin()
        else:
            self.leave()

    def _look_at(self, one: Difference | None) -> None:
        if one is not None:
            self._go_to(one)
            self.show()

    def _go_to(self, one: Difference | None) -> None:
        if one is None:
            return
        self._choosing.current = one.id
        if one.range is not None:
            self._services.player.pause()
            self._services.player.seek(one.range.start_ns)
