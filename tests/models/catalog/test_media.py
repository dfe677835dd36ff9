"""What a catalog knows of recordings, in both homes; and who may say it, where rights are enforced."""

from collections.abc import Iterator

import psycopg
import pytest

from models.catalog import administration, sqlite_admin
from models.catalog.media import open_media
from models.errors import CatalogError, KnownError
from models.media.manifest import FileEntry, Kind, Manifest
from models.media.mapping import PathRule
from models.media.register import ClosableRegister, MediaCopy
from tests.support.catalogs import MAIN, OTHER, Crowd, Home, episode, file_address
from tests.support.postgres import postgres_address

FAR_NS = 4_070_908_800 * 10**9
"""2099: a clock that is wrong."""


def manifest(name: str = "a.mcap") -> Manifest:
    return Manifest(Kind.FILE, (FileEntry(name, 5, "0" * 64),))


@pytest.fixture
def register(home: Home) -> Iterator[ClosableRegister]:
    opened = open_media(home.login("lea"))
    yield opened
    opened.close()


@pytest.fixture
def ids(crowd: Crowd) -> list[str]:
    records = [episode("one"), episode("two")]
    crowd.of("lea").register(MAIN, records)
    return [record.id for record in records]


def test_a_manifest_is_kept_and_not_replaced(register: ClosableRegister, ids: list[str]) -> None:
    text = manifest().text
    assert register.manifests(MAIN, ids) == {}
    for _ in range(2):
        register.put_manifest(MAIN, ids[0], text)
    with pytest.raises(KnownError, match="another manifest"):
        register.put_manifest(MAIN, ids[0], manifest("b.mcap").text)
    with pytest.raises(KnownError, match="no manifest"):
        register.put_manifest(MAIN, ids[1], "{}")
    assert register.manifests(MAIN, [*ids, "no uuid"]) == {ids[0]: text}
    assert register.manifests(OTHER, ids) == {}


def test_of_an_episode_that_the_site_does_not_have_nothing_is_kept(
    register: ClosableRegister, ids: list[str]
) -> None:
    with pytest.raises(CatalogError):
        register.put_manifest(OTHER, ids[0], manifest().text)
    register.put_copies(OTHER, [MediaCopy(ids[0], "/a")])
    assert register.copies(OTHER, ids) == {}


def test_copies_are_renewed_and_the_last_verified_comes_first(
    register: ClosableRegister, ids: list[str]
) -> None:
    one, two = ids
    register.put_copies(
        MAIN, [MediaCopy(one, "/a"), MediaCopy(one, "s3://b/x", 5, "m"), MediaCopy(two, "/d")]
    )
    register.put_copies(MAIN, [MediaCopy(one, "/c", 9, "m"), MediaCopy(one, "/c", 8, "m")])
    copies = register.copies(MAIN, ids)
    assert [(copy.location, copy.verified_at_ns) for copy in copies[one]] == [
        ("/c", 8), ("s3://b/x", 5), ("/a", None),
    ]  # fmt: skip
    assert copies[two] == (MediaCopy(two, "/d"),)


def test_a_copy_goes_only_while_two_verified_ones_remain(register: ClosableRegister, ids: list[str]) -> None:
    one, sha = ids[0], manifest().sha256
    register.put_manifest(MAIN, one, manifest().text)
    right = [MediaCopy(one, f"/{name}", 5, sha) for name in "ab"]
    register.put_copies(
        MAIN, [*right, MediaCopy(one, "/c", 5, "of another"), MediaCopy(one, "/d", None, sha)]
    )
    register.delete_copy(MAIN, one, "/d")
    with pytest.raises(KnownError, match="1 other verified copies"):
        register.delete_copy(MAIN, one, "/a")
    register.put_copies(MAIN, [MediaCopy(one, "/e", 6, sha)])
    register.delete_copy(MAIN, one, "/a")
    assert [copy.location for copy in register.copies(MAIN, [one])[one]] == ["/e", "/b", "/c"]


def test_rules_of_paths_belong_to_a_site(register: ClosableRegister) -> None:
    assert register.path_maps(MAIN) == ()
    for here in ("/mnt", "/mnt2"):
        register.put_path_map(MAIN, "/rec", here)
    register.put_path_map(OTHER, "/rec", "/nas")
    assert register.path_maps(MAIN) == (PathRule("/rec", "/mnt2", MAIN),)
    register.put_path_map(MAIN, "/rec", "")
    assert register.path_maps(MAIN) == ()
    assert register.path_maps(OTHER) == (PathRule("/rec", "/nas", OTHER),)


def test_with_a_withdrawn_episode_its_recording_is_forgotten(
    home: Home, register: ClosableRegister, ids: list[str]
) -> None:
    register.put_manifest(MAIN, ids[0], manifest().text)
    register.put_copies(MAIN, [MediaCopy(one, "/a") for one in ids])
    if home.name == "sqlite":
        sqlite_admin.withdraw_episode(file_address(home.url), MAIN, ids[0], reason="asked", login="adm")
    else:
        administration.withdraw_episode(postgres_address(home.login("adm")), MAIN, ids[0], reason="asked")
    assert register.manifests(MAIN, ids) == {}
    assert set(register.copies(MAIN, ids)) == {ids[1]}
    with pytest.raises(CatalogError):
        register.put_manifest(MAIN, ids[0], manifest().text)


def test_an_annotator_reads_and_does_not_write(pg: Home) -> None:
    crowd = Crowd(pg)
    record = episode("one")
    crowd.of("lea").register(MAIN, [record])
    lead, annotator = open_media(pg.login("lea")), open_media(pg.login("ann"))
    lead.put_manifest(MAIN, record.id, manifest().text)
    lead.put_copies(MAIN, [MediaCopy(record.id, "/a", FAR_NS, "m")])
    assert annotator.manifests(MAIN, [record.id]) == {record.id: manifest().text}
    (copy,) = annotator.copies(MAIN, [record.id])[record.id]
    assert copy.verified_at_ns is not None
    assert copy.verified_at_ns < FAR_NS
    for write in (
        lambda: annotator.put_manifest(MAIN, record.id, manifest().text),
        lambda: annotator.put_copies(MAIN, [MediaCopy(record.id, "/b")]),
        lambda: annotator.delete_copy(MAIN, record.id, "/a"),
        lambda: annotator.put_path_map(MAIN, "/rec", "/mnt"),
    ):
        with pytest.raises(CatalogError, match="no right"):
            write()
    for register in (lead, annotator):
        register.close()
    crowd.close()


@pytest.mark.parametrize("user", ["ann", "lea", "adm"])
def test_nobody_writes_the_tables_by_hand(pg: Home, user: str) -> None:
    with psycopg.connect(pg.login(user), autocommit=True) as link:
        for statement in (
            "insert into rushes.media_copy values (1, gen_random_uuid(), '/a', 1, 'm', 'x', now())",
            "update rushes.media_copy set verified_at_ns = 1",
            "delete from rushes.media_manifest",
            "truncate rushes.media_path",
            "select rushes.media_site(2, 'main')",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                link.execute(statement)
