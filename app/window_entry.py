"""The window's own entry: arguments, who works, the event loop, and the last resort for bugs."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from app.cli.options import add_common, profile_of, recording_place
from app.diagnostics import bug_sentence, write_report
from app.heap import collect_rarely
from app.paths import resource
from app.profile import CHANGE_USER, REOPEN, Profile
from app.settings import SYNC_PAUSED, Settings, load_settings, remember_user
from app.starting import Starting
from app.translations import Language
from models.errors import KnownError
from models.review import Role
from widgets.i18n import tr
from widgets.theme import ThemeName, apply_theme

if TYPE_CHECKING:
    from app.application import Application
    from widgets.user_dialog import Person

REFUSED = 2
SMOKE_TIMEOUT_MS = 60_000


def run(arguments: Sequence[str]) -> int:
    """Show the window until it is closed; the exit code."""
    try:
        chosen = _parser().parse_args(list(arguments))
    except KnownError as error:
        sys.stderr.write(f"rushes: {error}\n")
        return REFUSED
    qapp = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(qapp, QApplication)
    qapp.setApplicationName("Rushes")
    if chosen.demo:
        from app.demo import run_demo  # noqa: PLC0415 - only the demo needs its script

        return run_demo(qapp, chosen)
    try:
        code = _run_for(qapp, chosen)
        while code in {CHANGE_USER, REOPEN}:
            chosen.path = chosen.open = None
            if code == CHANGE_USER:
                chosen.user = None
            else:
                chosen.catalog = None
            code = _run_for(qapp, chosen)
        return code
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED


def _run_for(qapp: QApplication, chosen: argparse.Namespace) -> int:
    """One person after another is asked for until somebody's window could be built."""
    profile = profile_of(chosen)
    language = Language(resource("translations"))
    _dress(qapp, profile, language)
    if chosen.smoke_test:
        return _smoke(qapp, profile, language)
    if chosen.user is not None:
        return _sit(qapp, profile, language, chosen)
    refused = ""
    while (person := _ask_who(profile, refused)) is not None:
        chosen.user, chosen.role = person.name, person.role.value
        try:
            theirs = profile_of(chosen)
            _dress(qapp, theirs, language)
            return _sit(qapp, theirs, language, chosen)
        except KnownError as error:
            from widgets.known import error_text  # noqa: PLC0415 - seldom

            refused = error_text(error, language.name)
    return 0


def _dress(qapp: QApplication, profile: Profile, language: Language) -> None:
    """The person's theme and language."""
    apply_theme(qapp, _theme(profile.settings))
    language.switch(profile.settings.language or system_language())


def _sit(qapp: QApplication, profile: Profile, language: Language, chosen: argparse.Namespace) -> int:
    """One person's window, from its first paint to its end.

    Raises:
        KnownError: their store cannot be opened.
    """
    report_bugs(profile.where.logs, lambda _: None)
    start = Starting(profile, language)
    refused: list[KnownError] = []

    def failed(error: KnownError) -> None:
        refused.append(error)
        qapp.exit(REFUSED)

    start.failed.connect(failed)
    start.built.connect(lambda app: _take_over(app, profile, chosen, start.wanted_id))
    start.show()
    code = qapp.exec()
    start.window.close()
    if refused:
        raise refused[0]
    return code


def _take_over(app: "Application", profile: Profile, chosen: argparse.Namespace, wanted_id: str) -> None:
    """The window is whole: from here on it is the person's."""
    from app.memory import nbytes_of  # noqa: PLC0415 - loaded after the first paint

    app.settings = replace(app.settings, role=profile.role.value)
    if chosen.memory_budget is not None:
        app.set_memory_budget(nbytes_of(chosen.memory_budget))
    remember_user(profile.where, profile.user)
    report_bugs(profile.where.logs, app.presenter.say_bug)
    begin(app, chosen.path or chosen.open, wanted_id)
    collect_rarely()


def begin(app: "Application", path: Path | None, wanted_id: str = "") -> None:
    """Open what was asked for, else the first episode that is still to do, and begin to sync."""
    for notice in app.services.store.notices:
        app.presenter.refuse(notice)
    if wanted_id:
        app.services.queue.open(wanted_id)
    elif path is not None:
        app.library.add(path)
    else:
        app.resume()
    app.services.sync.begin(paused=bool(app.settings.values.get(SYNC_PAUSED, False)))


def system_language() -> str:
    """The language of the desktop, if the window speaks it."""
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def report_bugs(logs: Path, say: Callable[[str], object]) -> None:
    """A bug in a slot becomes a report and a sentence; the window goes on."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        report = write_report(error.with_traceback(trace), logs, sys.argv[1:])
        sys.stderr.write(f"{bug_sentence(error, report)}\n")
        say(_bug_words(error, report))

    sys.excepthook = caught


def _bug_words(error: BaseException, report: Path | None) -> str:
    kind = type(error).__name__
    if report is None:
        return tr("This is a bug in Rushes ({kind}); a report could not be written", kind=kind)
    return tr("This is a bug in Rushes ({kind}); a report is in {path}", kind=kind, path=report)


def _ask_who(profile: Profile, refused: str) -> "Person | None":
    from widgets.user_dialog import Person, UserDialog  # noqa: PLC0415 - not where the name is given

    where = profile.where
    names = [profile.user, *(user for user in where.users() if user != profile.user)]
    roles = {name: load_settings(where.settings(name)).role for name in names}
    dialog = UserDialog(
        [Person(name, Role(roles[name] or Role.ANNOTATOR)) for name in names], refused=refused
    )
    return dialog.person() if dialog.exec() else None


def _smoke(qapp: QApplication, profile: Profile, language: Language) -> int:
    """Open the demo, wait until every view shows its sample, leave; 1 if that did not happen in time."""
    from app.bootstrap import build  # noqa: PLC0415 - loaded after the first paint elsewhere

    app = build(who=profile.who, settings=profile.settings, language=language)
    app.window.resize(1600, 960)
    app.window.show()
    app.library.add_demo()
    app.services.player.settled.connect(lambda: app.is_open() and qapp.exit(0))
    QTimer.singleShot(SMOKE_TIMEOUT_MS, lambda: qapp.exit(1))
    code = qapp.exec()
    app.window.close()
    return code


def _theme(settings: Settings) -> ThemeName:
    return ThemeName(settings.theme) if settings.theme in set(ThemeName) else ThemeName.DARK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rushes", description="Review and label robot episodes.")
    parser.add_argument(
        "path",
        nargs="?",
        type=recording_place,
        metavar="PATH",
        help="a recording, a folder of them, or a URL",
    )
    parser.add_argument("--open", type=recording_place, metavar="PATH", help="the same as PATH")
    parser.add_argument("--demo", action="store_true", help="try it on the sample episodes")
    parser.add_argument("--smoke-test", action="store_true", help="open the sample episodes and leave")
    parser.add_argument(
        "--memory-budget",
        type=int,
        metavar="MIB",
        help="mebibytes for decoded data (default: 1024, or the last)",
    )
    add_common(parser, default=None)
    return parser
