"""What ``doctor`` looks at. Each check is one function that gives a verdict and a sentence, and changes nothing."""

import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app.credentials import credentials
from app.paths import EMBEDDED_CATALOG, resource
from app.profile import Profile
from models.catalog.gateway import open_catalog
from models.errors import CatalogError, KnownError, StoreError
from models.storage.integrity import faults
from models.storage.label_store import FILE_NAME
from models.storage.location import refuse_network_share

SUPPORTED_PYTHON = ((3, 11), (3, 13))
FIRST_PYTHON_OF_NEWER_TOOLKIT = (3, 12)
NEWER_TOOLKIT = (6, 12)
SCARCE_BYTES = 10 * 1024**3
TOO_FEW_BYTES = 1024**3


class Verdict(StrEnum):
    """FAILED makes the doctor's verdict negative; UNKNOWN could not be looked at here."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question."""

    name: str
    verdict: Verdict
    message: str


def all_checks(profile: Profile) -> Iterator[Check]:
    """Every check, the quick ones first."""
    yield check_python(sys.version_info[:2], toolkit_version())
    yield check_opengl()
    yield check_resources()
    yield check_data_dir(profile.where.data)
    yield check_disk(profile.where.data)
    yield check_store(profile)
    yield check_catalog(profile)


def toolkit_version() -> str | None:
    """Of the window toolkit, without loading it."""
    for name in ("PySide6-Essentials", "PySide6"):
        try:
            return version(name)
        except PackageNotFoundError:
            continue
    return None


def check_python(python: tuple[int, int], toolkit: str | None) -> Check:
    """The toolkit from 6.12 on gives up a reference to None at every call; before Python 3.12 that ends in an abort."""
    here = f"Python {python[0]}.{python[1]}, PySide6 {toolkit or 'not installed'}"
    if not SUPPORTED_PYTHON[0] <= python <= SUPPORTED_PYTHON[1]:
        return Check("python", Verdict.FAILED, f"{here}: Python 3.11, 3.12 or 3.13 is needed")
    if toolkit is None:
        return Check("python", Verdict.FAILED, f"{here}: the window cannot open, the command line works")
    numbers = tuple(int(part) for part in toolkit.split(".")[:2])
    if numbers >= NEWER_TOOLKIT and python < FIRST_PYTHON_OF_NEWER_TOOLKIT:
        return Check("python", Verdict.FAILED, f"{here}: this pair aborts; install PySide6-Essentials 6.11.3")
    return Check("python", Verdict.OK, f"{here} on {platform.platform()}")


def check_opengl() -> Check:
    """Only a window can tell."""
    return Check("opengl", Verdict.UNKNOWN, "OpenGL is looked at when the window opens")


def check_resources() -> Check:
    """Whether the files that ship with the application are there."""
    missing = [name for name in ("taxonomies", "demo", "translations") if not resource(name).is_dir()]
    if missing:
        return Check("resources", Verdict.FAILED, f"{resource()} lacks {', '.join(missing)}; install again")
    return Check("resources", Verdict.OK, f"{resource()} is complete")


def check_data_dir(data: Path) -> Check:
    """Whether labels may lie there."""
    try:
        refuse_network_share(data)
    except KnownError as error:
        return Check("data_dir", Verdict.FAILED, str(error))
    return Check("data_dir", Verdict.OK, f"Labels are kept under {data}, on this machine")


def check_disk(data: Path) -> Check:
    """Free space where the labels are."""
    try:
        free = shutil.disk_usage(_existing(data)).free
    except OSError as error:
        return Check("disk", Verdict.UNKNOWN, f"Free space of {data} is not known: {error.strerror}")
    sentence = f"{free / 1024**3:.1f} GiB are free for {data}"
    if free < TOO_FEW_BYTES:
        return Check("disk", Verdict.FAILED, sentence)
    return Check("disk", Verdict.WARNING if free < SCARCE_BYTES else Verdict.OK, sentence)


def check_store(profile: Profile) -> Check:
    """Integrity of the person's label file."""
    path = profile.folder / FILE_NAME
    if not path.exists():
        return Check("store", Verdict.OK, f"{profile.user} has no labels here yet")
    try:
        found = faults(path)
    except StoreError as error:
        return Check("store", Verdict.FAILED, str(error))
    if found:
        return Check("store", Verdict.FAILED, f"{path} is damaged: {found[0]}")
    return Check("store", Verdict.OK, f"{path} is sound")


def check_catalog(profile: Profile) -> Check:
    """Whether the catalog answers. The one beside the profiles is made by the first sync."""
    if not profile.catalog_url and not (profile.where.data / EMBEDDED_CATALOG).exists():
        return Check(
            "catalog", Verdict.OK, "No catalog is chosen; the first sync makes one beside the profiles"
        )
    try:
        gateway = open_catalog(credentials().complete(profile.catalog))
        try:
            status = gateway.status()
        finally:
            gateway.close()
    except CatalogError as error:
        return Check("catalog", Verdict.FAILED, str(error))
    return Check(
        "catalog",
        Verdict.OK,
        f"The catalog answers: {status.episodes} episodes, {status.conflicts} conflicts",
    )


def _existing(path: Path) -> Path:
    return next(parent for parent in (path, *path.parents) if parent.exists())
