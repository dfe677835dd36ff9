"""A stream's name as a person reads it."""

import pytest
from PySide6.QtWidgets import QApplication

from app.translations import Language
from models.episode import StreamInfo, StreamKind
from tests.support.data import ROOT
from widgets.stream_words import mode_word, stream_title


def info(name: str, kind: StreamKind) -> StreamInfo:
    return StreamInfo(name, kind, 1, 0, 0, 30.0, "cdr")


CASES = [
    ("/camera/head/color", StreamKind.VIDEO, "Head", "头部"),
    ("/camera/head/depth", StreamKind.DEPTH, "Head depth", "头部深度"),
    ("observation.images.wrist_right", StreamKind.VIDEO, "Right wrist", "右腕"),
    ("/wrist/left/wrench", StreamKind.SIGNAL, "Left wrist wrench", "左腕力与力矩"),
    ("/lidar/points", StreamKind.POINTS, "Lidar", "激光雷达"),
    ("/joint_states", StreamKind.SIGNAL, "Joint states", "关节状态"),
    ("/zed/left/image_raw", StreamKind.VIDEO, "Left zed", "左 zed"),
]


@pytest.fixture
def language(qapp: QApplication):
    language = Language(ROOT / "resources" / "translations")
    yield language
    language.switch("en")


@pytest.mark.parametrize(("name", "kind", "english", "chinese"), CASES)
def test_titles(language: Language, name: str, kind: StreamKind, english: str, chinese: str) -> None:
    assert stream_title(info(name, kind)) == english
    language.switch("zh_CN")
    assert stream_title(info(name, kind)) == chinese


def test_modes_of_control(language: Language) -> None:
    language.switch("zh_CN")
    assert [mode_word(mode) for mode in ("teleoperated", "autonomous", "shared")] == [
        "遥操作",
        "自主",
        "Shared",
    ]
