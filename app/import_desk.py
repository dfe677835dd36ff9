"""Labels of others become those of the open episode: a person names a file, sees what it does, and says so."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.labels import new_id
from app.main_window import MainWindow
from app.outside import asked_path
from app.presenter import Presenter
from app.services import Services
from models.episode import EpisodeRecord
from models.errors import KnownError, NoLabelsError
from widgets.i18n import tr
from widgets.known import error_text, known_text
from widgets.notification_strip import NoticeKind

if TYPE_CHECKING:
    from models.exports.files import Answer
    from models.exports.importing import Import
    from models.exports.losses import Losses
    from models.taxonomy import Taxonomy
    from widgets.import_dialog import ImportDialog

LANE = "import"


@dataclass(frozen=True, slots=True)
class Read:
    """What a file says of an episode, or between which of its tiers a person must choose first; ``named`` is False
    where it holds labels of one episode and calls it otherwise.
    """

    answer: "Answer | None" = None
    tiers: tuple[str, ...] = ()
    named: bool = True


class ImportDesk(QObject):
    """Formats and their libraries are loaded when somebody imports."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        presenter: Presenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._presenter = services, window, presenter
        self.dialog: ImportDialog | None = None
        self._read_now = Read()

    def choose(self) -> None:
        """Ask for the file, then take it."""
        if (path := asked_path(self._window)) is not None:
            self.take(path)

    def take(self, path: Path) -> None:
        """Show what it would do to the labels of the open episode."""
        from widgets.import_dialog import ImportDialog  # noqa: PLC0415 - seldom

        record = self._services.session.record
        if record is None:
            return
        self._window.phase_panel.finish_note()
        self._read_now = Read()
        self.dialog = dialog = ImportDialog(record.name, str(path), parent=self._window)
        dialog.mapped.connect(self._show_plan)
        dialog.tier_chosen.connect(lambda tier: self._read(path, record, tier))
        dialog.import_requested.connect(self._import)
        dialog.finished.connect(lambda _: self._dialog_gone())
        dialog.open()
        self._read(path, record, "")

    def _read(self, path: Path, record: EpisodeRecord, tier: str) -> None:
        taxonomy = self._services.taxonomy
        self._services.tasks.lane(LANE).submit(
            lambda: _answered(path, record, taxonomy, tier),
            lambda read: self._found(record, read),
            on_known=self._refused,
            key=LANE,
        )

    def _found(self, record: EpisodeRecord, read: Read) -> None:
        dialog = self.dialog
        if dialog is None or self._services.session.record is not record:
            return
        if read.answer is None:
            dialog.ask_tier(read.tiers)
            return
        from models.exports.importing import strangers_in  # noqa: PLC0415 - seldom

        self._read_now = read
        taxonomy, language = self._services.taxonomy, self._presenter.language
        strangers = strangers_in(read.answer.labels, taxonomy)
        dialog.ask_labels(strangers, [(phase.code, phase.name(language)) for phase in taxonomy.phases])
        self._show_plan()

    def _show_plan(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        unsaid = [label for label in dialog.chosen if label not in dialog.mapping]
        if unsaid:
            dialog.refuse(tr("Say which phase {label} is", label=unsaid[0]))
            return
        made = self._planned(dialog)
        if made is not None:
            doubt = (
                "" if self._read_now.named else tr("The file calls its episode otherwise: is it the same?")
            )
            replaced, lost = self._told(made.replaced), self._told(made.losses)
            dialog.show_plan(replaced, lost, changes=bool(made.commands), doubt=doubt)

    def _planned(self, dialog: "ImportDialog") -> "Import | None":
        """Against the labels of now; None where it is refused, which the dialog says."""
        from models.exports.arriving import planned  # noqa: PLC0415 - seldom

        session = self._services.session
        answer = self._read_now.answer
        if answer is None or session.document is None:
            return None
        try:
            return planned(
                answer,
                session.document,
                session.taxonomy,
                new_id=new_id,
                mapping=dialog.mapping,
                role=session.store.role,
            )
        except KnownError as error:
            self._refused(error)
            return None

    def _told(self, losses: "Losses") -> list[str]:
        return [known_text(one.template, one.values, self._presenter.language) for one in losses.items]

    def _import(self) -> None:
        dialog = self.dialog
        made = None if dialog is None else self._planned(dialog)
        if dialog is None or made is None:
            return
        path = dialog.path.words()
        dialog.close()
        if all(self._services.session.dispatch(command, "import") for command in made.commands):
            words = tr("The labels in {path} are imported; one undo takes them back", path=Path(path).name)
            self._presenter.say(NoticeKind.SUCCESS, words)

    def _refused(self, error: KnownError) -> None:
        if self.dialog is not None:
            self.dialog.refuse(error_text(error, self._presenter.language))
        else:
            self._presenter.refuse(error)

    def _dialog_gone(self) -> None:
        self.dialog = None


def _answered(path: Path, record: EpisodeRecord, taxonomy: "Taxonomy", tier: str) -> Read:
    from models.exports.arriving import answer_of  # noqa: PLC0415 - seldom, and loads the readers of data sets
    from models.exports.files import Options  # noqa: PLC0415
    from models.exports.formats import format_of  # noqa: PLC0415
    from models.exports.outside import data_set_of  # noqa: PLC0415
    from models.exports.tiers import SeveralTiersError  # noqa: PLC0415

    place = data_set_of(path)
    form = format_of(place)
    try:
        labels = form.read(place, Options(tier=tier))
        for anyway in (False, True):
            answer = answer_of(labels, form, record, taxonomy, anyway=anyway)
            if answer is not None:
                return Read(answer, named=not anyway)
    except SeveralTiersError as error:
        return Read(tiers=error.tiers)
    raise NoLabelsError("{path} holds no labels of {episode}", path=place, episode=record.name)
