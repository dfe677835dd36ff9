"""A bug becomes a file that can be sent, and one sentence that says where it lies."""

import re
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

BUG_EXIT_CODE = 70

_CREDENTIALS = re.compile(r"(?<=://)[^/@\s'\"]+@")
_SIGNATURE = re.compile(r"(://[^\s'\"?]+\?)[^\s'\"]+")


def application_version() -> str:
    """Version of the installed package, else that of the checkout."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and seldom asked

    try:
        return version("rushes")
    except PackageNotFoundError:
        return "0.1.0 (checkout)"


def write_report(error: BaseException, folder: Path, arguments: Sequence[str]) -> Path | None:
    """Write what happened and where into a new file under ``folder``, else under the system's temporary folder.

    Returns:
        The file, None where neither folder can be written.
    """
    import tempfile  # noqa: PLC0415 - what only a bug needs
    from datetime import UTC, datetime  # noqa: PLC0415

    now = datetime.now(UTC)
    text = _report_text(error, arguments, now.isoformat())
    for place in (folder, Path(tempfile.gettempdir())):
        path = place / f"rushes-bug-{now:%Y%m%dT%H%M%S%f}.log"
        try:
            place.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError:
            continue
        return path
    return None


def bug_sentence(error: BaseException, report: Path | None) -> str:
    """What to tell the person."""
    where = f"a report is in {report}" if report else "a report could not be written"
    return f"This is a bug in Rushes ({type(error).__name__}); {where}"


def _report_text(error: BaseException, arguments: Sequence[str], now: str) -> str:
    import platform  # noqa: PLC0415

    head = (
        f"Rushes {application_version()}",
        f"Python {platform.python_version()} on {platform.platform()}",
        f"At {now}",
        f"Arguments {list(arguments)!r}",
        f"Executable {sys.executable}",
    )
    text = "\n".join((*head, "", "".join(traceback.format_exception(error))))
    # A report is sent around; the password or the signature in an address is nobody's business.
    return _SIGNATURE.sub(r"\1***", _CREDENTIALS.sub("***@", text))
