"""What this machine knows of recordings: its cache, its shelf, its rules of paths. Loads no toolkit; may be pickled."""

from contextlib import closing, suppress
from dataclasses import dataclass

from app.credentials import credentials
from app.paths import Places
from app.settings import media_budget_nbytes, path_rules
from models.episode import EpisodeRecord
from models.errors import KnownError
from models.media.cache import MediaCache
from models.media.exchange import learn
from models.media.forget import Keepers
from models.media.locate import Whereabouts
from models.media.mapping import PathRule
from models.media.shelf import Shelf
from models.privacy import Privacy


@dataclass(frozen=True, slots=True)
class MediaHome:
    """``rules`` are those of the installation; the shelf may know more of a site."""

    where: Places
    rules: tuple[PathRule, ...]
    budget_nbytes: int
    catalog_url: str = ""

    @property
    def cache(self) -> MediaCache:
        """Recordings kept here."""
        return MediaCache(self.where.media, self.budget_nbytes)

    @property
    def shelf(self) -> Shelf:
        """What is known of copies."""
        return Shelf(self.where.shelf)

    def ask_catalog(self, record: EpisodeRecord, site: str = "") -> None:
        """Learn where copies of a recording lie; a catalog that does not answer tells nothing."""
        if not self.catalog_url:
            return
        from models.catalog.media import open_media  # noqa: PLC0415 - a driver, and rarely needed

        with suppress(KnownError), closing(open_media(credentials().complete(self.catalog_url))) as register:
            learn(self.shelf, register, site or record.site, [record.id])

    def keepers(self) -> Keepers:
        """Everything that may hold something of a recording."""
        profiles = tuple(self.where.profile(user) for user in self.where.users())
        return Keepers(self.cache, self.where.proxies, profiles, self.shelf)

    def whereabouts(self, record: EpisodeRecord, site: str = "") -> Whereabouts:
        """Where the recording of an episode may lie."""
        site = site or record.site
        copies = self.shelf.copies(site, [record.id]).get(record.id, ())
        rules = (*self.rules, *self.shelf.path_maps(site))
        return Whereabouts(rules, tuple(copy.location for copy in copies), site)


def media_home(where: Places, catalog_url: str = "") -> MediaHome:
    """As the settings of the installation say; the catalog is asked for copies where one is named."""
    return MediaHome(where, path_rules(where), media_budget_nbytes(where), catalog_url)


@dataclass(frozen=True, slots=True)
class FetchJob:
    """One episode to bring here; runs in a process of its own."""

    home: MediaHome
    record: EpisodeRecord
    privacy: Privacy
    site: str = ""
    pin: bool = True
