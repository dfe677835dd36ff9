"""A conflict of the open episode: laid on the timeline, chosen side by side, written when a person says so.

Nothing is written, dropped or decided before that; to leave changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.conflict_base import ask_base
from app.conflict_view import SIDES, bars, shown_differences, view_of, whole
from app.services import Services
from models.catalog.conflicts import strands_to_json
from models.errors import KnownError
from models.labelling.document import Document
from models.labelling.merge import Difference, Kind, Merge, Side, carried, merge, merged, undecided
from models.storage.strands import Strand
from widgets.conflict_panel import ConflictPanel
from widgets.conflict_words import KEYS, side_word
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
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
        self._laid: Merge | None = None
        self._choices: dict[str, Side] = {}
        self._current, self._notice, self._wanted = "", "", ""
        self._asked: set[str] = set()
        self.language = "en"

    @property
    def is_on(self) -> bool:
        """Whether a conflict is looked at."""
        return self._strand is not None

    @property
    def laid(self) -> Merge | None:
        """What is laid together, None where nothing can be."""
        return self._laid

    @property
    def choices(self) -> dict[str, Side]:
        """What the person chose so far, by id of the difference."""
        return dict(self._choices)

    @property
    def left_open(self) -> int:
        """How many differences nobody has decided about."""
        return 0 if self._laid is None else len(undecided(self._laid, self._choices))

    @property
    def current(self) -> str:
        """Id of the difference that is looked at."""
        return self._current

    def has_any(self) -> bool:
        """Whether one waits for a person."""
        return any(not strand.aside for strand in self._services.store.strands())

    def open_next(self) -> None:
        """The next conflict after the one at hand; says so where there is none."""
        record = self._services.session.record
        here = record.id if record is not None else ""
        waiting = list(
            dict.fromkeys(one.episode_id for one in self._services.store.strands() if not one.aside)
        )
        if not waiting:
            self.told.emit(NoticeKind.INFO, tr("No conflict waits for you"))
            return
        place = waiting.index(here) + 1 if here in waiting and self.is_on else 0
        if here in waiting and not self.is_on:
            place = waiting.index(here)
        self.open(waiting[place % len(waiting)])

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
            self._strand = self._laid = None
            self._choices, self._current, self._notice = {}, "", ""
            self._timeline.set_tiers(())
            self.shown.emit(False)

    def choose(self, side: Side) -> None:
        """Take the current difference from a side, and go on to the next open one."""
        self.choose_for(self._current, side)

    def choose_for(self, difference_id: str, side: Side) -> None:
        """The same for any difference."""
        one = self._laid.difference(difference_id) if self._laid is not None else None
        if self._laid is None or one is None or side not in one.options:
            return
        self._choices[difference_id] = side
        self._current = difference_id
        left = undecided(self._laid, self._choices)
        if left and one not in left:
            self._go_to(self._after(left))
        self.show()

    def pick(self, difference_id: str) -> None:
        """Look at a difference: the playhead goes there."""
        one = self._laid.difference(difference_id) if self._laid is not None else None
        if one is not None:
            self._go_to(one)
            self.show()

    def take_tier(self, index: int, t_ns: int) -> None:
        """A reading was clicked: it is taken where readings differ there; else the playhead goes there."""
        laid = self._laid
        here = [one for one in shown_differences(laid) if _covers(one, t_ns)] if laid is not None else []
        if here:
            self._go_to(here[0])
            self.choose(SIDES[index])
        else:
            self._services.player.seek(t_ns)

    def step(self, count: int) -> None:
        """The next difference or the one before, round the ends."""
        self._step(self._all(), count)

    def step_open(self, count: int) -> None:
        """The same among the open ones; among all where none is open."""
        laid = self._laid
        left = undecided(laid, self._choices) if laid is not None else ()
        self._step(left or self._all(), count)

    def write(self) -> None:
        """The merged labels, as the person confirms them; the refused edits are settled by them."""
        laid, strand = self._laid, self._strand
        if laid is None or strand is None:
            return
        left = undecided(laid, self._choices)
        if left:
            self._go_to(left[0])
            self.show()
            words = (
                tr("1 difference is still open")
                if len(left) == 1
                else tr("{n} differences are still open", n=len(left))
            )
            self.told.emit(NoticeKind.WARNING, words)
            return
        if self._services.session.settle(merged(laid, self._choices), strand.resolves):
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
        strand = self._find(before.episode_id, before)
        if strand is None:
            self.leave()
        elif strand != before or self._laid is None or self._laid.theirs != self._services.session.document:
            self._lay(strand)
            self.show()

    def show(self) -> None:
        """Panel and timeline anew."""
        strand, laid, services = self._strand, self._laid, self._services
        document = services.session.document
        if strand is None or document is None:
            return
        view = view_of(
            strand,
            laid,
            self._choices,
            current=self._current,
            notice=self._notice,
            taxonomy=services.taxonomy,
            role=services.store.role,
            language=self.language,
            now=datetime.now(),
        )
        self._make_panel().show_view(view)
        result = merged(laid, self._choices) if laid is not None else document
        timeline = self._timeline
        timeline.set_document(whole(result), services.taxonomy, self.language)
        timeline.set_editable(False)
        if laid is not None:
            tracks = (laid.base.track, laid.mine.track, laid.theirs.track)
            readings = [(side_word(s), t, KEYS[s]) for s, t in zip(SIDES, tracks, strict=True)]
            timeline.set_tiers(readings, bars(laid, self._choices, self._current), title=tr("Result"))

    def _begin(self) -> None:
        record = self._services.session.record
        strand = self._find(record.id, None) if record is not None else None
        if strand is None:
            self.leave()
            return
        self._choices, self._notice, self._laid = {}, "", None
        self._lay(strand)
        one = next((each for each in self._all() if each.id == self._current), None)
        if one is not None:
            self._go_to(one)
        self.show()
        self.shown.emit(True)

    def _find(self, episode_id: str, like: Strand | None) -> Strand | None:
        """The strand that ``like`` has become; else the first that waits, or that was put aside."""
        found = self._services.store.strands(episode_id)
        if like is not None:
            same = (one for one in found if set(one.resolves) & set(like.ids))
            return next(same, None)
        return next(iter(sorted(found, key=lambda one: one.aside)), None)

    def _lay(self, strand: Strand) -> None:
        """Lay the three documents together, with the choices that still fit."""
        document, before = self._services.session.document, self._laid
        self._strand, self._laid = strand, None
        mine, base = strand.mine(), strand.base
        if document is None or base is None or mine is None:
            self._ask(strand)
            return
        laid = self._laid = merge(base, mine, document, role=self._services.store.role)
        if before is not None and before != laid:
            self._choices = carried(self._choices, before, laid)
            if before.theirs != laid.theirs:
                self._notice = tr(
                    "The catalog moved on meanwhile. Your choices are kept where they still fit."
                )
        if laid.difference(self._current) is None:
            left = undecided(laid, self._choices) or self._all()
            self._current = left[0].id if left else ""

    def _ask(self, strand: Strand) -> None:
        """What both began with is asked of the catalog, once."""
        if strand.base is not None:
            self._notice = tr(
                "These edits do not fit what they were made on. Export them, or keep them aside."
            )
            return
        if strand.parent in self._asked:
            self._notice = tr("What both began with is not known. Export the edits, or keep them aside.")
            return
        self._notice = tr("The catalog is asked what both began with")

        def answered() -> None:
            self._asked.add(strand.parent)
            if self._strand == strand:
                self.refresh()

        ask_base(self._services, strand, answered, failed=self.refused.emit)

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
        if any(not strand.aside for strand in self._services.store.strands(episode_id)):
            self._begin()
        else:
            self.leave()

    def _all(self) -> tuple[Difference, ...]:
        return shown_differences(self._laid) if self._laid is not None else ()

    def _step(self, among: tuple[Difference, ...], count: int) -> None:
        if not among:
            return
        ids = [one.id for one in among]
        if self._current in ids:
            self._go_to(among[(ids.index(self._current) + count) % len(ids)])
        else:
            self._go_to(self._after(among) if count > 0 else among[-1])
        self.show()

    def _after(self, among: tuple[Difference, ...]) -> Difference:
        """The first of ``among`` behind the current one in the list, else the first of all."""
        order = [one.id for one in self._all()]
        here = order.index(self._current) if self._current in order else -1
        return next((one for one in among if order.index(one.id) > here), among[0])

    def _go_to(self, one: Difference) -> None:
        self._current = one.id
        if one.range is not None:
            self._services.player.pause()
            self._services.player.seek(one.range.start_ns)


def _covers(one: Difference, t_ns: int) -> bool:
    return one.kind is Kind.PHASES and one.range is not None and one.range.contains(t_ns)
