"""The window's own entry: arguments, who works, the event loop, and the last resort for bugs."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, QTimer
from PySide6.QtWidgets import QApplication

from app.application import CHANGE_USER, Application
from app.bootstrap import build
from app.cli.options import Profile, add_common, profile_of
from app.diagnostics import bug_sentence, write_report
from app.memory import free_large_blocks_at_once, nbytes_of
from app.paths import resource
from app.services import Who
from app.settings import Settings, load_settings, remember_user
from app.translations import Language
from models.errors import KnownError
from models.readers.place import place
from models.review import Role
from widgets.i18n import tr
from widgets.known import error_text
from widgets.notification_strip import NoticeKind
from widgets.theme import ThemeName, apply_theme
from widgets.user_dialog import Person, UserDialog

SMOKE_TIMEOUT_MS = 60_000


def run(arguments: Sequence[str]) -> int:
    """Show the window until it is closed; the exit code."""
    try:
        chosen = _parser().parse_args(list(arguments))
    except KnownError as error:
        sys.stderr.write(f"rushes: {error}\n")
        return 2
    free_large_blocks_at_once()
    qapp = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(qapp, QApplication)
    qapp.setApplicationName("Rushes")
    if chosen.demo:
        from app.demo import run_demo  # noqa: PLC0415 - only the demo needs its script

        return run_demo(qapp, chosen)
    try:
        code = _run_for(qapp, chosen)
        while code == CHANGE_USER:
            chosen.user = chosen.path = chosen.open = None
            code = _run_for(qapp, chosen)
        return code
    except KnownError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def _run_for(qapp: QApplication, chosen: argparse.Namespace) -> int:
    profile = profile_of(chosen)
    language = Language(resource("translations"))
    apply_theme(qapp, _theme(profile.settings))
    language.switch(profile.settings.language or system_language())
    asks = chosen.user is None and not chosen.smoke_test
    app = _asked_for(profile, chosen, language) if asks else _built(profile, language)
    if app is None:
        return 0
    profile = profile_of(chosen)
    app.settings = replace(app.settings, role=profile.role.value)
    if chosen.memory_budget is not None:
        app.set_memory_budget(nbytes_of(chosen.memory_budget))
    remember_user(profile.where, profile.user)
    report_bugs(app)
    app.window.resize(1600, 960)
    app.window.show()
    begin(app, chosen.path or chosen.open)
    if chosen.smoke_test:
        return _smoke(qapp, app)
    code = qapp.exec()
    app.window.close()
    return code


def begin(app: Application, path: Path | None) -> None:
    """Open what was asked for, else the first episode that is still to do, and begin to sync."""
    if path is not None:
        app.library.add(path)
    else:
        app.services.queue.open_first()
    app.services.sync.sync_now()


def who_of(profile: Profile) -> Who:
    """The embedded catalog stands beside the profiles where none is named."""
    return Who(user=profile.user, role=profile.role, where=profile.where, catalog_url=profile.catalog)


def system_language() -> str:
    """The language of the desktop, if the window speaks it."""
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def report_bugs(app: Application) -> None:
    """A bug in a slot becomes a report and a sentence; the window goes on."""

    def caught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        report = write_report(error.with_traceback(trace), app.services.who.where.logs, sys.argv[1:])
        sys.stderr.write(f"{bug_sentence(error, report)}\n")
        app.presenter.say(NoticeKind.ERROR, _bug_words(error, report))

    sys.excepthook = caught


def _bug_words(error: BaseException, report: Path | None) -> str:
    kind = type(error).__name__
    if report is None:
        return tr("This is a bug in Rushes ({kind}); a report could not be written", kind=kind)
    return tr("This is a bug in Rushes ({kind}); a report is in {path}", kind=kind, path=report)


def _built(profile: Profile, language: Language) -> Application:
    return build(who=who_of(profile), settings=profile.settings, language=language)


def _asked_for(profile: Profile, chosen: argparse.Namespace, language: Language) -> Application | None:
    """Ask who works until somebody's profile can be opened; None where the question was closed."""
    refused = ""
    while (person := _ask_who(profile, refused)) is not None:
        chosen.user, chosen.role = person.name, person.role.value
        try:
            return _built(profile_of(chosen), language)
        except KnownError as error:
            refused = error_text(error, language.name)
    return None


def _ask_who(profile: Profile, refused: str) -> Person | None:
    where = profile.where
    names = [profile.user, *(user for user in where.users() if user != profile.user)]
    roles = {name: load_settings(where.settings(name)).role for name in names}
    dialog = UserDialog(
        [Person(name, Role(roles[name] or Role.ANNOTATOR)) for name in names], refused=refused
    )
    return dialog.person() if dialog.exec() else None


def _smoke(qapp: QApplication, app: Application) -> int:
    """Open the demo, wait until every view shows its sample, leave; 1 if that did not happen in time."""
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
        "path", nargs="?", type=place, metavar="PATH", help="a recording, a folder of them, or a URL"
    )
    parser.add_argument("--open", type=place, metavar="PATH", help="the same as PATH")
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
