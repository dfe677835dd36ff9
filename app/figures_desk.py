"""What work comes to: a person's own figures, handed to a lead where the person wants that, and a lead's view."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from app import figures_file
from app.main_window import MainWindow
from app.presenter import Presenter
from app.services import Services
from models.errors import KnownError
from models.figures import Figures, sees_others, team
from models.taxonomy import Taxonomy
from widgets.i18n import tr
from widgets.pace_sheets import PaceSheet, TeamSheet

LOG = logging.getLogger(__name__)
LANE = "figures"
HANDED_TO, TAKEN_FROM = "figures_handed_to", "figures_taken_from"


class FiguresDesk(QObject):
    """Figures are read from the person's folder when a sheet is asked for; only a lead or an administrator sees those
    of others. What was handed over once is renewed when the window closes.
    """

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        presenter: Presenter,
        values: Mapping[str, Any],
        keep: Callable[[str, object], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._presenter, self._keep = services, window, presenter, keep
        self._handed_to = str(values.get(HANDED_TO, ""))
        self._taken_from = str(values.get(TAKEN_FROM, ""))
        self.own: PaceSheet | None = None
        self.team: TeamSheet | None = None

    def sees_others(self) -> bool:
        """Whether this person may see the team's; as what they work may be told by the catalog later."""
        return sees_others(self._services.store.role)

    def open_own(self) -> None:
        """The person's own sheet."""
        self._lane(self._read_own, self._show_own)

    def hand(self) -> None:
        """Ask for the folder of a lead."""
        folder = QFileDialog.getExistingDirectory(self._window, tr("Hand my figures to a lead"))
        if folder:
            self.hand_to(Path(folder))

    def hand_to(self, folder: Path) -> None:
        """Write them there, now and whenever the window closes."""
        try:
            self._write(folder)
        except KnownError as error:
            self._presenter.refuse(error)
            return
        self._handed_to = str(folder)
        self._keep(HANDED_TO, self._handed_to)
        if self.own is not None:
            self.own.show_handed(self._handed_to)

    def renew(self) -> None:
        """The window closes; a folder that is out of reach then is no reason to stay."""
        if self._handed_to:
            try:
                self._write(Path(self._handed_to))
            except KnownError as error:
                LOG.warning("%s", error)

    def open_team(self) -> None:
        """The sheet of everybody."""
        if not self.sees_others():
            return
        self.team = TeamSheet(self._window)
        self.team.folder_requested.connect(self._choose_folder)
        self.team.destroyed.connect(self._team_gone)
        self.team.show_lines((), self._taken_from)
        self.team.open()
        self._read_team()

    def take_from(self, folder: Path) -> None:
        """People hand their figures over there."""
        self._taken_from = str(folder)
        self._keep(TAKEN_FROM, self._taken_from)
        self._read_team()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self._window, tr("Where figures are handed over"))
        if folder:
            self.take_from(Path(folder))

    def _write(self, folder: Path) -> None:
        figures_file.hand(folder / f"{self._services.who.user}{figures_file.HANDED}", self._read_own())

    def _read_own(self) -> Figures:
        return figures_file.read(self._services.store.directory, self._services.who.user)

    def _read_team(self) -> None:
        where, folder = self._services.who.where, self._taken_from

        def read() -> tuple[Figures, ...]:
            here = [figures_file.read(where.profile(user), user) for user in where.users()]
            return team([*here, *(figures_file.handed([Path(folder)]) if folder else ())])

        self._lane(read, self._show_team)

    def _show_own(self, own: Figures) -> None:
        today = datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
        monday = today - timedelta(days=today.weekday())
        paces = [
            (tr("Today"), own.since(today.timestamp()).pace),
            (tr("This week"), own.since(monday.timestamp()).pace),
            (tr("All"), own.pace),
        ]
        lines = [
            (method_word(method), _name(self._services.taxonomy, label, self._presenter.language), tally)
            for (method, label), tally in own.tallies.items()
        ]
        self.own = PaceSheet(paces, lines, self._handed_to, self._window)
        self.own.hand_requested.connect(self.hand)
        self.own.destroyed.connect(self._own_gone)
        self.own.open()

    def _show_team(self, people: tuple[Figures, ...]) -> None:
        if self.team is not None:
            lines = [(one.user, task, one.of_task(task).pace) for one in people for task in one.tasks]
            self.team.show_lines(lines, self._taken_from)

    def _own_gone(self) -> None:
        self.own = None

    def _team_gone(self) -> None:
        self.team = None

    def _lane(self, read: Callable[[], Any], take: Callable[[Any], None]) -> None:
        self._services.tasks.lane(LANE).submit(read, take, on_known=self._presenter.refuse)


def method_word(method: str) -> str:
    """Where a proposal came from; another program's name stays as it is."""
    return {"transfer": tr("labelled repeats")}.get(method, method)


def _name(taxonomy: Taxonomy, code: str, language: str) -> str:
    label = taxonomy.phase(code)
    return label.name(language) if label is not None else code
