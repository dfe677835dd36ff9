"""Privacy of the open episode: what is blurred for whom, the search for faces, and what a person says of it."""

import logging
from dataclasses import replace
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.privacy_search import faces_in
from app.recording import OpenedEpisode
from app.session import Session
from app.tasks import Tasks
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.labelling.commands import SetPrivacy
from models.privacy import Flag, Privacy, Region, RegionState, Veil, effective
from models.review import Role
from models.timebase import TimeRange

LOG = logging.getLogger(__name__)
LANE = "faces"
ATTRIBUTE = "privacy"


class PrivacyDesk(QObject):
    """``veil_changed(Veil)`` when something else is to be blurred; ``privacy_changed(Privacy)`` where that is another.

    ``known(episode_id, Privacy)`` once its labels were read, and with every change. ``searching(bool)`` while faces are
    looked for.
    """

    veil_changed = Signal(object)
    privacy_changed = Signal(object)
    searching = Signal(bool)
    known = Signal(str, object)
    refused = Signal(object)

    def __init__(
        self, *, session: Session, tasks: Tasks, user: str, role: Role, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._lane = tasks.lane(LANE)
        self._user = user
        self._role = role
        self._recorded = ""
        self._record: EpisodeRecord | None = None
        self.veil = Veil(Privacy(), role)

    @property
    def privacy(self) -> Privacy:
        """What holds of the open episode."""
        return self.veil.privacy

    def open(self, opened: OpenedEpisode) -> None:
        """Another episode, before its labels are known: nothing of an unchecked one is shown."""
        self._lane.forget()
        # Who looked at what was blurred there has asked nothing here.
        self.veil = Veil(Privacy(), self._role)
        self._record, self._recorded = opened.record, opened.summary.attributes.get(ATTRIBUTE, "")
        self._show(replace(self.veil, privacy=effective(Privacy(), self._recorded)))
        self.privacy_changed.emit(self.privacy)

    @property
    def origin_ns(self) -> int:
        """Start of the open episode."""
        return 0 if self._record is None else self._record.start_ns

    def set_notes(self, consent: str, retention: str, retain_until: str) -> None:
        """Consent and retention."""
        noted = replace(self.privacy, consent=consent, retention=retention, retain_until=retain_until)
        if noted != self.privacy:
            self.say(noted)

    def show_document(self) -> None:
        """The labels of the open episode were loaded or changed."""
        document = self._session.document
        if document is None or self._record is None or document.episode_id != self._record.id:
            return
        self._set(effective(document.privacy, self._recorded))
        self.known.emit(document.episode_id, self.privacy)
        if self.privacy.flag is Flag.UNCHECKED and not self.privacy.searched and not self._lane.busy:
            self.find_faces()

    def say(self, privacy: Privacy) -> None:
        """A person has said something."""
        self._session.dispatch(SetPrivacy(privacy))

    def set_flag(self, flag: Flag) -> None:
        """Clear or restrict; what the finder proposed and nobody rejected counts as confirmed from then on."""
        proposed = self._proposed()
        settled = (
            self.privacy.settled(proposed, RegionState.CONFIRMED) if flag is Flag.CLEAR else self.privacy
        )
        self.say(replace(settled, flag=flag))

    def settle(self, region_id: str, state: RegionState) -> None:
        """Confirm or reject one region."""
        self.say(self.privacy.settled(frozenset({region_id}), state))

    def add_region(self, stream: str, rectangle: tuple[int, int, int, int], time_range: TimeRange) -> None:
        """Blur a rectangle (x, y, width, height) that a person has drawn; without a size the whole picture."""
        x, y, width, height = rectangle
        start_ns, end_ns = time_range.start_ns, time_range.end_ns
        region = Region(
            str(uuid4()), stream, start_ns, end_ns, x, y, width, height, kind="other", source=self._user
        )
        self.say(self.privacy.with_region(region))

    def set_lifted(self, lifted: bool) -> None:
        """Show everything while a person who may look asks for it; that they did is written down."""
        if self.veil.may_look and lifted != self.veil.lifted and self._record is not None:
            LOG.info(
                "%s %s at blurred parts of %s", self._user, "looks" if lifted else "looked", self._record.id
            )
            self._show(replace(self.veil, lifted=lifted))

    def find_faces(self) -> None:
        """Look for faces in the background and propose to blur them."""
        record = self._record
        if record is None:
            return
        self.searching.emit(True)
        self._lane.submit(
            lambda: faces_in(record), lambda regions: self._found(record, regions), on_error=self._not_found
        )

    def _found(self, record: EpisodeRecord, regions: tuple[Region, ...]) -> None:
        self.searching.emit(False)
        if self._record is record:
            kept = tuple(r for r in self.privacy.regions if r.state is not RegionState.PROPOSED)
            self.say(replace(self.privacy, regions=(*kept, *regions), searched=True))

    def _not_found(self, error: Exception) -> None:
        self.searching.emit(False)
        if not isinstance(error, KnownError):
            raise error
        self.refused.emit(error)

    def _proposed(self) -> frozenset[str]:
        return frozenset(r.id for r in self.privacy.regions if r.state is RegionState.PROPOSED)

    def _set(self, privacy: Privacy) -> None:
        if privacy != self.privacy:
            self._show(replace(self.veil, privacy=privacy))
            self.privacy_changed.emit(privacy)

    def _show(self, veil: Veil) -> None:
        self.veil = veil
        self.veil_changed.emit(veil)
