"""Two families of error: what the world did (tell the user) and what we did (report a bug).

A known error keeps its English template and its values apart, so that the window can translate the
template; ``str(error)`` is the English sentence.
"""


class KnownError(Exception):
    """The world's fault. One sentence that says what is wrong and what can still be done.

    Args:
        template: English sentence with ``{name}`` places, the key for translation.
        values: what fills the places.
    """

    code = "known"

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)


class BugError(Exception):
    """Our fault: an invariant does not hold."""


class UnreadableRecordingError(KnownError):
    """Missing, foreign or damaged beyond use."""

    code = "unreadable"


class AmbiguousEpisodeError(KnownError):
    """The path holds several episodes and none was named. ``ids`` lists them."""

    code = "ambiguous_episode"

    def __init__(self, ids: tuple[str, ...]) -> None:
        super().__init__(
            "The recording holds {n} episodes, choose one with --episode: {ids}",
            n=len(ids),
            ids=", ".join(ids),
        )
        self.ids = ids


class UnknownNameError(KnownError):
    """An episode, stream or label of that name does not exist."""

    code = "unknown_name"


class NoLabelsError(KnownError):
    """A file of labels is none of its format, or damaged."""

    code = "no_labels"


class NoSampleError(KnownError):
    """Nothing at or before the asked time, or a sample that cannot be decoded."""

    code = "no_sample"


class NoHeaderStampError(KnownError):
    """The stream carries no header stamp, so the header clock cannot be used for it."""

    code = "no_header_stamp"


class RefusedEditError(KnownError):
    """A command that the rules of labelling or review do not allow here."""

    code = "refused_edit"


class StoreError(KnownError):
    """The local store cannot be opened or written."""

    code = "store"


class DamagedStoreError(StoreError):
    """The local store is not sound; the next opening makes it anew."""


class CatalogError(KnownError):
    """The catalog refused or cannot be understood."""

    code = "catalog"


class CatalogLoginError(CatalogError):
    """The catalog refuses the login or its password; another password may help."""

    code = "catalog_login"


class CatalogUnreachableError(CatalogError):
    """The catalog does not answer; what is queued stays queued."""

    code = "catalog_unreachable"
