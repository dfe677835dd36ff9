"""Which tracks of an episode stand as lanes."""

from models.labelling.document import Document
from models.taxonomy import Taxonomy


def lanes(document: Document, taxonomy: Taxonomy) -> tuple[str, ...]:
    """Tiers in order: the main track where the taxonomy has no arms or something is cut in it, then the arms."""
    arms = [arm.code for arm in taxonomy.arms]
    lost = [track.tier for track in document.arms if track.tier not in arms]
    main = [""] if document.track.phases or not arms else []
    return (*main, *arms, *lost)
