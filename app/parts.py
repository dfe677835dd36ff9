"""What one person's window is made of beside its widgets: built in this order, connected by ``app.wiring``."""

from PySide6.QtCore import QObject

from app.actions.records import ActionTable
from app.before_keys import BeforeKeys
from app.blurring import Blurring
from app.board import Board
from app.calm import Calm
from app.catalog_desk import CatalogDesk
from app.command_sheets import CommandSheets
from app.compare import Compare
from app.conflicts import Conflicts
from app.cut_desk import CutDesk
from app.effort import EffortTimer
from app.envelope import UsualRange
from app.export_desk import ExportDesk
from app.figures_desk import FiguresDesk
from app.first_sight import FirstSight
from app.heap import tidy, tidy_young
from app.holding import Holding
from app.import_desk import ImportDesk
from app.key_desk import KeyDesk
from app.library import Library
from app.main_window import REVIEW, MainWindow
from app.marking import Marking
from app.media_home import MediaHome, media_home
from app.memory import Memory, budget_nbytes
from app.offline import Offline
from app.onward import Onward
from app.opening import Opening, found
from app.outside import OutsideDesk
from app.pace import Pace
from app.pinning import Pinning
from app.playhead import Playhead
from app.plots import Plots
from app.preparing import Preparer
from app.presenter import Presenter
from app.proposing import Proposing
from app.queue import TO_LABEL, TO_REVIEW
from app.quick_copies import SETTING as QUICK_COPIES
from app.quick_copies import QuickCopies
from app.resuming import place_of
from app.saying import Saying
from app.services import Services
from app.settings import Settings
from app.skipping import Skipping
from app.space import Space
from app.taxonomy_desk import TaxonomyDesk
from app.timeline_feed import TimelineFeed
from models.episode import EpisodeRecord
from models.playback.budget import shares_of


class Parts(QObject):
    """``settings`` are those of the opening; what a person chooses later is laid over them."""

    def __init__(
        self, *, services: Services, window: MainWindow, settings: Settings, actions: ActionTable
    ) -> None:
        super().__init__()
        self.services = services
        self.window = window
        self.settings = settings
        self.actions = actions
        self._build_seeing()
        self._build_memory()
        self.space = Space(player=services.player, tasks=services.tasks, parent=self)
        self.feed = TimelineFeed(timeline=window.timeline, tasks=services.tasks, parent=self)
        self.presenter = Presenter(
            services=services, window=window, board=self.board, memory=self.memory, parent=self
        )
        self.pinning = Pinning(services=services, window=window, board=self.board, parent=self)
        self.effort = EffortTimer(session=services.session, folder=services.store.directory, parent=self)
        self.calm = Calm(seen=lambda: (self.effort.effort.keys, services.player.t_ns), tidy=tidy, parent=self)
        services.lull.came.connect(tidy_young)
        self._build_cutting()
        self.before_keys = BeforeKeys(self.presenter.before_key, self.proposing.settle, parent=self)
        self.library = Library(services=services, window=window, parent=self)
        self._build_beside()
        self.plots = Plots(tasks=services.tasks, parent=self)
        self._build_copies()
        self._build_desks()
        self.key_desk = KeyDesk(
            who=services.who,
            taxonomy=services.taxonomy,
            actions=actions,
            window=window,
            refuse=self.presenter.refuse,
            parent=self,
        )
        self.sheets = CommandSheets(window=window, actions=actions, parent=self)
        self.exports = ExportDesk(
            services=services,
            window=window,
            presenter=self.presenter,
            values=settings.values,
            keep=self.keep,
            parent=self,
        )
        self.imports = ImportDesk(services=services, window=window, presenter=self.presenter, parent=self)
        self.figures = FiguresDesk(
            services=services,
            window=window,
            presenter=self.presenter,
            values=settings.values,
            keep=self.keep,
            parent=self,
        )
        self.pace = Pace(player=services.player, tasks=services.tasks, parent=self)

    def home(self) -> MediaHome:
        """This machine's cache of recordings, its shelf and its rules, as they are now."""
        return media_home(self.services.who.where, self.services.who.catalog_url)

    def keep(self, name: str, value: object) -> None:
        """Remember for next time."""
        self.settings = self.settings.with_value(name, value)

    def _build_seeing(self) -> None:
        """Views, and what waits for them."""
        services = self.services
        self.board = Board(grid=self.window.grid, player=services.player, tasks=services.tasks, parent=self)
        self.first_sight = FirstSight(
            player=services.player, board=self.board, tasks=services.tasks, parent=self
        )

    def _build_memory(self) -> None:
        """What comes next is prepared within the byte budget."""
        services, window = self.services, self.window

        def find(record: EpisodeRecord) -> EpisodeRecord:
            return found(record, services.store.site_of(record.id), self.home())

        self.preparer = Preparer(
            player=services.player,
            tasks=services.tasks,
            following=lambda: services.queue.following(TO_REVIEW if window.workspace == REVIEW else TO_LABEL),
            budget_nbytes=shares_of(budget_nbytes(self.settings)).prepared_nbytes,
            find=find,
            parent=self,
        )
        self.memory = Memory(
            player=services.player,
            board=self.board,
            preparer=self.preparer,
            budget_nbytes=budget_nbytes(self.settings),
            parent=self,
        )

    def _build_cutting(self) -> None:
        """Where cuts go, what is noted, and what is proposed."""
        services = self.services
        self.marking = Marking(
            session=services.session, labels=services.labels, player=services.player, parent=self
        )
        self.saying = Saying(session=services.session, labels=services.labels, parent=self)
        services.cutting.restore(self.settings.values)
        self.cut_desk = CutDesk(services=services, window=self.window, presenter=self.presenter, parent=self)
        self.proposing = Proposing(
            session=services.session,
            labels=services.labels,
            cutting=services.cutting,
            player=services.player,
            queue=services.queue,
            tasks=services.tasks,
            turns=self.presenter.after_edit,
            folder=services.store.directory,
            parent=self,
        )
        self.outside = OutsideDesk(
            session=services.session,
            proposing=self.proposing,
            tasks=services.tasks,
            window=self.window,
            parent=self,
        )

    def _build_beside(self) -> None:
        """What is laid beside the open episode: others, the sides of a conflict, what is usual."""
        services, window = self.services, self.window
        self.compare = Compare(
            player=services.player,
            session=services.session,
            queue=services.queue,
            tasks=services.tasks,
            board=window.compare_board,
            role=services.who.role,
            parent=self,
        )
        self.conflicts = Conflicts(
            services=services, timeline=window.timeline, panel=window.conflict_panel, parent=self
        )
        self.memory.beside = lambda: self.compare.nbytes
        self.usual = UsualRange(
            session=services.session, queue=services.queue, tasks=services.tasks, parent=self
        )

    def _build_copies(self) -> None:
        """Quick copies of videos, made only where the person wants them."""
        services = self.services
        self.copies = QuickCopies(
            player=services.player,
            tasks=services.tasks,
            folder=services.who.where.proxies,
            privacy=lambda: services.privacy.privacy,
            media=services.who.where.media,
            parent=self,
        )
        self.copies.set_on(bool(self.settings.values.get(QUICK_COPIES, False)))

    def _build_desks(self) -> None:
        """Privacy, the catalog, recordings near and far, and where the work goes on."""
        services, window = self.services, self.window
        self.blurring = Blurring(
            services=services, window=window, board=self.board, presenter=self.presenter, parent=self
        )
        self.catalog = CatalogDesk(
            who=services.who, store=services.store, tasks=services.tasks, window=window, parent=self
        )
        self.taxonomy = TaxonomyDesk(
            who=services.who,
            taxonomy=services.taxonomy,
            keys=self.actions.own_keys(),
            keep=self.keep,
            warn=self.presenter.refuse,
            parent=window,
        )
        self.opening = Opening(tasks=services.tasks, home=self.home, parent=self)
        self.offline = Offline(tasks=services.tasks, home=self.home, store=services.store, parent=self)
        self.onward = Onward(services=services, presenter=self.presenter, offline=self.offline, parent=self)
        self.holding = Holding(
            session=services.session,
            ask=services.sync.ask,
            wants=lambda: services.sync.enforces_roles and window.workspace != REVIEW,
            parent=self,
        )
        self.skipping = Skipping(
            services=services,
            window=window,
            presenter=self.presenter,
            saying=self.saying,
            go_on=self.onward.submitted,
            parent=self,
        )
        self.skipping.restore(self.settings.values)
        self.resumes_at = place_of(self.settings.values)
        self.playhead = Playhead(services=services, board=self.board, timeline=window.timeline, parent=self)
