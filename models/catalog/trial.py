"""Whether a catalog can be worked with: one call over a connection of its own, before anybody relies on it."""

from models.catalog.gateway import init_catalog, open_catalog
from models.catalog.sync_refusals import refuse_siteless
from models.catalog.values import Hello
from models.review import Role


def try_catalog(url: str, *, user: str, role: Role, device_id: str) -> Hello:
    """What the catalog at ``url`` says to its first visitor; a file that is not there yet is made.

    Raises:
        CatalogUnreachableError: no answer.
        CatalogLoginError: the name or the password is wrong.
        CatalogError: somebody must act: certificate, rights, versions, no catalog, no site.
    """
    if url.startswith("sqlite:"):
        init_catalog(url)
    gateway = open_catalog(url)
    try:
        hello = gateway.hello(user=user, role=role, device_id=device_id)
    finally:
        gateway.close()
    refuse_siteless(hello)
    return hello
