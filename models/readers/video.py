"""Exact pictures of coded video, from a file or from messages.

``MessageVideo`` reads one coded picture a message. It stands on ``ExactDecoder`` (which picture, from which
keyframe), ``FrameRing`` (pictures already decoded) and a packet source.
"""

from models.readers.video_message import MessageVideo

__all__ = ["MessageVideo"]
