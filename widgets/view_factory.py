"""Which view draws which kind of stream."""

from models.episode import StreamInfo, StreamKind
from widgets.cloud_view import CloudView
from widgets.depth_view import DepthView
from widgets.message_view import MessageView
from widgets.signal_view import SignalView
from widgets.video_view import VideoView
from widgets.view_frame import ViewFrame

_VIEWS: dict[StreamKind, type[ViewFrame]] = {
    StreamKind.VIDEO: VideoView,
    StreamKind.DEPTH: DepthView,
    StreamKind.POINTS: CloudView,
    StreamKind.SIGNAL: SignalView,
    StreamKind.TRANSFORM: MessageView,
    StreamKind.TEXT: MessageView,
    StreamKind.OTHER: MessageView,
}


def make_view(info: StreamInfo) -> ViewFrame | None:
    """A view that shows this stream; None where there is nothing to show, as for a stream without samples."""
    if info.count == 0:
        return None
    view = _VIEWS[info.kind]()
    view.set_stream(info)
    return view
