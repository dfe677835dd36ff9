"""Every sentence has its translation, with the same places, and nothing is translated that nobody says."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from app.translations import Language, read_ts
from models.errors import KnownError
from models.labelling.checks import Missing
from models.review import Role, State, move
from models.taxonomy import GradeLabel
from tests.support.data import ROOT
from tests.support.labels import TAXONOMY
from tests.support.strings import collect, modules, parsed, places, strings
from widgets.known import error_text, known_text

TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = sorted(path.stem for path in TRANSLATIONS.glob("*.ts"))
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SPACED_FULL_WIDTH = re.compile(r"\s[，。：；（）“”？]|[，。：；（）“”？]\s")
HALF_WIDTH_BETWEEN_CHINESE = re.compile(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff ]")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    return strings()


@pytest.fixture
def chinese(qapp):
    language = Language(TRANSLATIONS)
    language.switch("zh_CN")
    yield language
    language.switch("en")


def test_the_collector_reads_every_way_of_saying_something() -> None:
    files = [
        parsed("class KnownError(Exception):\n def __init__(self, template: str, **values: object): ..."),
        parsed('class LostError(KnownError): ...\nraise LostError("{path} is lost", path=1)'),
        parsed('class ManyError(KnownError):\n def __init__(self, n): super().__init__("{n} of them", n=n)'),
        parsed('class Missing:\n code: str\n template: str\nMissing("x", "No phase")'),
        parsed('one = LostError if a else KnownError\nraise one("Either")'),
        parsed('def why():\n return "By a function"\nraise KnownError(why())'),
        parsed('WORDS = "By a name"\nraise KnownError(WORDS)'),
        parsed('def door(template: str = "By default"): ...\ndoor("Through a door")'),
        parsed('label.setText(tr("Open" "ed"))'),
        parsed('raise KnownError("This" if a else "That")'),
        parsed('raise KnownError(f"never {n}")'),
    ]
    found = collect(files)
    assert [one for file in found for one in file.said] == [
        "{path} is lost", "{n} of them", "No phase", "Either", "By a function", "By a name", "Through a door",
        "By default", "Opened", "This", "That",
    ]  # fmt: skip
    assert [file.unread for file in found][-1] == [1]


def test_every_template_can_be_collected() -> None:
    assert [(file.where, file.unread) for file in collect(modules()) if file.unread] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_left_in_english(said: dict[str, str], language: str) -> None:
    have = read_ts(TRANSLATIONS / f"{language}.ts")
    assert {text: where for text, where in said.items() if text not in have} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_in_vain(said: dict[str, str], language: str) -> None:
    assert [text for text in read_ts(TRANSLATIONS / f"{language}.ts") if text not in said] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_places_are_kept(language: str) -> None:
    have = read_ts(TRANSLATIONS / f"{language}.ts")
    assert {text: words for text, words in have.items() if places(text) != places(words)} == {}


def test_chinese_is_typeset_as_chinese() -> None:
    words = read_ts(TRANSLATIONS / "zh_CN.ts").values()
    assert [text for text in words if SPACED_FULL_WIDTH.search(text)] == []
    assert [text for text in words if HALF_WIDTH_BETWEEN_CHINESE.search(text)] == []
    bare = {text: re.sub(r"\{\w+\}", "", text) for text in words}
    assert [text for text in words if re.search(r"[a-z]{3}", bare[text]) and not CHINESE.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_taxonomy_is_named_in_every_language(language: str) -> None:
    named = (*TAXONOMY.phases, *TAXONOMY.grades, *TAXONOMY.failure_reasons, *TAXONOMY.return_reasons)
    assert [label.code for label in named if language not in label.names] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_qt_accepts_the_file(language: str, tmp_path: Path) -> None:
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    if not tool.exists():
        pytest.skip("pyside6-lrelease is not installed")
    call = [tool, TRANSLATIONS / f"{language}.ts", "-qm", tmp_path / "out.qm"]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert f"({len(read_ts(TRANSLATIONS / f'{language}.ts'))} finished and 0 unfinished)" in done.stdout


def test_what_the_models_say_is_said_in_chinese(chinese: Language) -> None:
    place = Missing("x", "The phase {phase} is missing", {"phase": TAXONOMY.phase("place")})
    assert known_text(place.template, place.values, "zh_CN") == "缺少阶段“放置”"
    partial = TAXONOMY.grade("partial")
    assert isinstance(partial, GradeLabel)
    assert (
        known_text("The grade {grade} needs a reason", {"grade": partial}, "zh_CN")
        == "结果“部分”需要说明原因"
    )


def test_states_and_roles_are_words_too(chinese: Language) -> None:
    with pytest.raises(Exception, match="cannot take the step approve") as refused:
        move(State.DRAFT, "approve", Role.LEAD)
    assert error_text(refused.value, "zh_CN") == "片段处于“草稿”状态，不能通过"


def test_a_cause_is_told_in_the_same_language(chinese: Language) -> None:
    cause = KnownError("{path} does not exist", path="a.mcap")
    told = error_text(KnownError("The edit was not saved: {why}", why=cause), "zh_CN")
    assert told == "编辑未保存：a.mcap 不存在"


def test_qt_speaks_chinese_with_us(chinese: Language) -> None:
    assert CHINESE.search(QCoreApplication.translate("QWidgetTextControl", "&Copy"))
    assert CHINESE.search(QCoreApplication.translate("QPlatformTheme", "Cancel"))


def test_what_has_no_translation_stays_readable(chinese: Language) -> None:
    assert QCoreApplication.translate("Rushes", "Said by nobody yet") == "Said by nobody yet"


def test_english_comes_back(chinese: Language) -> None:
    chinese.switch("en")
    assert QCoreApplication.translate("Rushes", "Phases") == "Phases"
