"""What a person does about privacy in the open episode: look at it, draw what is to be blurred, lift the blur."""

from PySide6.QtCore import QObject, Qt

from app.board import Board
from app.main_window import MainWindow
from app.presenter import Presenter
from app.services import Services
from models.timebase import NS_PER_S, TimeRange
from widgets.i18n import tr
from widgets.notification_strip import NoticeKind
from widgets.privacy_panel import PrivacyPanel
from widgets.video_view import VideoView


class Blurring(QObject):
    """Brings wishes to the privacy desk of ``services``, which alone decides and stores."""

    def __init__(
        self,
        *,
        services: Services,
        window: MainWindow,
        board: Board,
        presenter: Presenter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._window = window
        self._board = board
        self._presenter = presenter

    def open_panel(self) -> None:
        """What may be seen of the open episode."""
        desk = self._services.privacy
        panel = PrivacyPanel(desk.privacy, origin_ns=desk.origin_ns, parent=self._window)
        panel.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        panel.flag_requested.connect(desk.set_flag)
        panel.notes_requested.connect(desk.set_notes)
        panel.region_settled.connect(desk.settle)
        panel.seek_requested.connect(self._services.player.seek)
        panel.find_requested.connect(desk.find_faces)
        panel.draw_requested.connect(self.draw_region)
        panel.hide_requested.connect(self.hide_picture)
        desk.privacy_changed.connect(panel.show_privacy)
        anchor = self._window.status.privacy
        panel.open_at(anchor if anchor.isVisible() else self._window.status, above=True)

    def draw_region(self) -> None:
        """The next drag on a camera's picture draws an area to blur for the whole episode."""
        for name, view in self._board.views.items():
            if isinstance(view, VideoView):
                view.canvas.draw_rectangle()
                view.canvas.rectangle_drawn.connect(
                    lambda rectangle, name=name: self._blur(name, rectangle),
                    Qt.ConnectionType.SingleShotConnection,
                )
        self._presenter.say(
            NoticeKind.INFO, tr("Draw a rectangle on the picture; it is blurred in the whole episode")
        )

    def hide_picture(self) -> None:
        """Blur the whole picture of the reference camera for the phase at the playhead, or one second without one."""
        player, document = self._services.player, self._services.session.document
        if player.reference is None:
            return
        phase = document.track.at(player.t_ns) if document is not None else None
        end_ns = min(player.t_ns + NS_PER_S, player.clock.range.end_ns)
        stretch = TimeRange(phase.start_ns, phase.end_ns) if phase else TimeRange(player.t_ns, end_ns)
        self._services.privacy.add_region(player.reference, (0, 0, 0, 0), stretch)

    def _blur(self, stream: str, rectangle: tuple[int, int, int, int]) -> None:
        self._services.privacy.add_region(stream, rectangle, self._services.player.clock.range)

    def can_look(self) -> bool:
        """Whether there is something blurred that this person may look at."""
        return self._services.player.opened is not None and self._services.privacy.veil.may_look

    def toggle_blur(self) -> None:
        """Show what is blurred, or blur it again."""
        self._services.privacy.set_lifted(not self._services.privacy.veil.lifted)
