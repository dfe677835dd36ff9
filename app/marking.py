"""Events and mistakes of the open episode: noted at the playhead by key, moved and taken away by hand."""

from PySide6.QtCore import QObject, Signal

from app.labels import Labels, new_id
from app.player import Player
from app.session import Session
from models.labelling.commands import AddMark, MoveMark, RemoveMark
from models.labelling.document import Document, Mark
from models.playback.frameset import step_target
from models.taxonomy import MarkLabel
from widgets.timeline import Begun


class Marking(QObject):
    """``begun_changed(tuple of Begun)``: intervals that wait for their end, the newest last."""

    begun_changed = Signal(object)

    def __init__(
        self, *, session: Session, labels: Labels, player: Player, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._labels, self._player = session, labels, player
        self.begun: tuple[Begun, ...] = ()
        self._picked = ""
        session.changed.connect(self._document_changed)

    def press(self, tier: str, label: MarkLabel) -> None:
        """A point is noted at the playhead; an interval begins there, and ends with the same key again."""
        t_ns = self._player.t_ns
        if label.is_point:
            self._add(tier, label, t_ns, t_ns)
            return
        begun = next((one for one in self.begun if one.label == label), None)
        if begun is None:
            self._hold((*self.begun, Begun(tier, label, t_ns)))
        elif t_ns != begun.start_ns:
            start_ns, end_ns = sorted((begun.start_ns, t_ns))
            if self._add(tier, label, start_ns, end_ns):
                self._hold(tuple(one for one in self.begun if one is not begun))

    def drop(self) -> None:
        """The interval that was begun last is none."""
        self._hold(self.begun[:-1])

    def pick(self, mark_id: str) -> None:
        """The mark that the next edit without a place of its own is about, "" for none."""
        self._picked = mark_id

    @property
    def picked(self) -> Mark | None:
        """The mark with the outline, as it is now."""
        document = self._session.document
        return None if document is None or not self._picked else document.mark(self._picked)

    def move(self, mark_id: str, start_ns: int, end_ns: int) -> None:
        """Another time for a mark."""
        self._session.dispatch(MoveMark(mark_id=mark_id, start_ns=start_ns, end_ns=end_ns))

    def delete(self) -> bool:
        """Take the picked mark away; whether there was one."""
        picked = self.picked
        if picked is None:
            return False
        self._session.dispatch(RemoveMark(mark_id=picked.id))
        self._picked = ""
        return True

    def nudge(self, frames: int) -> bool:
        """Move the picked mark by frames of the reference camera; whether there was one."""
        picked, opened, reference = self.picked, self._player.opened, self._player.reference
        if picked is None or opened is None or reference is None:
            return picked is not None
        start_ns = step_target(opened.tracks[reference], picked.start_ns, frames)
        if start_ns is not None:
            self.move(picked.id, start_ns, picked.end_ns + start_ns - picked.start_ns)
        return True

    def _add(self, tier: str, label: MarkLabel, start_ns: int, end_ns: int) -> bool:
        return self._labels.editable and self._session.dispatch(
            AddMark(Mark(new_id(), tier, label.code, start_ns, end_ns))
        )

    def _hold(self, begun: tuple[Begun, ...]) -> None:
        if begun != self.begun:
            self.begun = begun
            self.begun_changed.emit(begun)

    def _document_changed(self, _document: Document, _changes: object, initiator: str) -> None:
        if initiator == "open":
            self._picked = ""
            self._hold(())
