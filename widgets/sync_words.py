"""What a failed sync means for the work, in one sentence."""

from widgets.i18n import tr
from widgets.known import error_text
from widgets.sync_badge import SyncState, SyncView, asks_password


def waiting_words(pending: int) -> str:
    """How much waits here."""
    if pending == 1:
        return tr("1 edit waits here, safe on this machine.")
    return tr("{n} edits wait here, safe on this machine.", n=f"{pending:,}")


def _waiting_words(pending: int) -> str:
    """In few words: the strip stands between the time and the buttons."""
    return tr("1 edit waits here") if pending == 1 else tr("{n} edits wait here", n=f"{pending:,}")


def unsent_words(view: SyncView, language: str) -> str:
    """After a sync that somebody asked for; ``language`` is the tag of the taxonomy's names."""
    if asks_password(view):
        why = tr("The catalog wants your password")
    elif view.state is SyncState.OFFLINE:
        why = tr("Offline") if view.pending else tr("The catalog does not answer")
    else:
        why = error_text(view.error, language) if view.error is not None else ""
    return " \u00b7 ".join(
        part for part in (why, _waiting_words(view.pending) if view.pending else "") if part
    )


def left_words(pending: int) -> str:
    """For somebody who closes the window."""
    if pending == 1:
        return tr("1 edit stays on this machine. It goes to the catalog when Rushes is open again.")
    return tr(
        "{n} edits stay on this machine. They go to the catalog when Rushes is open again.", n=f"{pending:,}"
    )
