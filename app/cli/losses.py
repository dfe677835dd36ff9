"""What a command says that it did to labels, and what was lost by it."""

from app.cli.console import Console
from models.exports.losses import NOTHING_LOST, Losses


def report(
    console: Console,
    document: dict[str, object],
    headline: str,
    losses: Losses,
    *,
    replaced: Losses = NOTHING_LOST,
) -> None:
    """``document`` with the losses as JSON, or ``headline`` with a sentence each below it, after what was replaced."""
    if console.json:
        told = {"moved": losses.moved, "largest_ns": losses.largest_ns, "sentences": list(losses.sentences)}
        console.document({**document, "losses": told})
        return
    console.say(headline)
    for sentence in replaced.sentences:
        console.say(f"  {sentence}")
    for sentence in losses.sentences or ("Nothing is lost",):
        console.say(f"  {sentence}")
