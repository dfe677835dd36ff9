"""The labelling bench as a person meets it: no word is cut, all is said in its language, Tab goes everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.cut_options import RESTING
from app.paths import Places
from app.settings import save_settings
from app.taxonomies import SETTING
from tests.support.data import DEMO
from tests.support.in_sight import CHINESE, cut_words, left_in_english, never_reached, said
from tests.support.window import Person, sits_down
from widgets.more_box import LEVELS, PHASE, WORDS

pytestmark = [
    pytest.mark.usefixtures("nothing_is_left_behind"),
    pytest.mark.qt_log_level_fail("WARNING"),
    pytest.mark.qt_log_ignore("This plugin does not support"),
]

NAME = "pick_can_success"
NAMES = frozenset(
    {"English", "Rushes", "Enter", "Space", "Home", "Left", "Right", "Shift", "Ctrl"}
    | {"pick", "green", "tray", "success"}
)
"""Languages, keys, and what the recording says of itself."""


@pytest.fixture
def ann(tmp_path: Path, qapp: QApplication) -> Iterator[Person]:
    where = Places(tmp_path)
    save_settings(where.settings("ann"), RESTING.with_value(SETTING, "bimanual_fold"))
    with sits_down(where, "ann", path=DEMO / f"{NAME}.mcap", size=(1366, 768)) as person:
        person.wait_open(NAME)
        person.press("Home", "Shift+Right", "1", "Shift+Right", "2", "Shift+S")
        person.settle()
        yield person


def scenes(ann: Person) -> Iterator[str]:
    """The panel in each of its states; the names are those of pictures."""
    panel = ann.window.phase_panel
    for name in (WORDS, PHASE, LEVELS):
        panel.more.reveal(name)
        yield name
    panel.more.close_all()
    ann.press("F")
    yield "reasons"
    ann.press("Esc", "Shift+U")
    yield "unusable"


def test_the_bench_is_whole_in_both_languages(ann: Person) -> None:
    side, english = ann.window.side, set(said(ann.window.side))
    for language in ("en", "zh_CN"):
        ann.app.set_language(language)
        ann.settle()
        for scene in scenes(ann):
            ann.settle()
            ann.shoot(f"bench-{language}-{scene}-{ann.window.height()}")
            for part in (side, ann.window.transport, ann.window.top_bar, ann.window.status):
                assert cut_words(part) == [], (language, scene)
                assert never_reached(part) == [], (language, scene)
                if language == "zh_CN":
                    assert left_in_english(part, NAMES) == {}, scene
    ann.app.set_language("en")
    assert not any(CHINESE.search(words) for words in english ^ set(said(side)))


def test_dialogs_are_whole_in_both_languages(ann: Person) -> None:
    for language in ("en", "zh_CN"):
        ann.app.set_language(language)
        for action in ("window.edit_keys", "window.pace", "window.keys", "label.ask"):
            ann.app.actions.trigger(action)
            ann.wait(lambda: QApplication.activeModalWidget() is not None, f"{action} is open")
            dialog = QApplication.activeModalWidget()
            assert dialog is not None
            ann.settle()
            dialog.grab().save(str(ann.shoot("bench").with_name(f"dialog-{language}-{action}.png")))
            assert cut_words(dialog) == [], (language, action)
            if action != "label.ask":
                assert never_reached(dialog) == [], (language, action)
            if language == "zh_CN":
                assert left_in_english(dialog, NAMES) == {}, action
            dialog.close()
