"""What a person does about cutting besides cutting: the options, and the neighbourhood of a cut."""

from PySide6.QtCore import QObject

from app.around import Around
from app.cut_options import AROUND_CHOICES_MS, SNAP_CHOICES_MS, CutOptions
from app.main_window import MainWindow
from app.presenter import Presenter
from app.services import Services
from models.timebase import NS_PER_MS
from widgets import cut_menu
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind


class CutDesk(QObject):
    """Between keys, the menu of options and ``Cutting``."""

    def __init__(
        self, *, services: Services, window: MainWindow, presenter: Presenter, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services, self._window, self._presenter = services, window, presenter
        self.around = Around(player=services.player, parent=self)
        self._snap_ms = CutOptions().snap_ms
        services.cutting.options_changed.connect(self.show_options)
        self.show_options()

    def show_options(self) -> None:
        """The switch beside the timeline, and the words about digits."""
        options = self._services.cutting.options
        self._window.transport.set_snapping(options.snap_ms > 0)
        self._window.phase_panel.set_names_end(options.names_end)

    def toggle_snap(self) -> None:
        """Snap to evidence, or no more; the window it had comes back."""
        cutting = self._services.cutting
        if cutting.options.snap_ms:
            self._snap_ms = cutting.options.snap_ms
            cutting.choose(snap_ms=0)
        else:
            cutting.choose(snap_ms=self._snap_ms)
        ms = cutting.options.snap_ms
        words = tr("Cuts snap to evidence within {count} ms", count=ms) if ms else tr("Cuts snap to nothing")
        self._presenter.say(NoticeKind.INFO, words)

    def open_menu(self) -> None:
        """Everything that can be chosen, at the switch beside the timeline."""
        cutting = self._services.cutting
        options, reaction = cutting.options, cutting.reaction
        chosen = cut_menu.Chosen(
            **options.as_json(),  # type: ignore[arg-type]
            lag_s=reaction.lag_s(),
            corrections=reaction.count,
        )
        wishes = cut_menu.Wishes(choose=cutting.choose, forget=cutting.forget_reaction)
        anchor = self._window.transport.snap
        menu = cut_menu.build(self._window, chosen, SNAP_CHOICES_MS, AROUND_CHOICES_MS, wishes)
        corner = anchor.mapToGlobal(anchor.rect().topLeft())
        menu.popup(corner - menu.rect().translated(0, menu.sizeHint().height()).topLeft())

    def play_around(self) -> None:
        """Play around the cut nearest to the playhead, then be where the playhead was."""
        t_ns = self._services.labels.nearest_boundary_ns()
        if t_ns is not None:
            self.around.play(t_ns, self._services.cutting.options.around_ms * NS_PER_MS)
