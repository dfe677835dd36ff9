"""Exact pictures of coded video, from a file or from messages.

``FileVideo`` reads a container, ``MessageVideo`` one coded picture a message. Both stand on ``ExactDecoder``
(which picture, from which keyframe), ``FrameRing`` (pictures already decoded) and a packet source of their own.
"""

from models.readers.video_file import FileVideo
from models.readers.video_message import MessageVideo

__all__ = ["FileVideo", "MessageVideo"]
