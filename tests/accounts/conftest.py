"""A registry on each database with an organisation in it, and the verbs over it."""

import pytest

from presskontakt.accounts.signing import Signing
from presskontakt.accounts.staff import Staff
from presskontakt.directory.model import Directory
from presskontakt.registry.drafting import Wish
from presskontakt.registry.publishing import Registry
from tests.conftest import NOW
from tests.registry.conftest import address, kind, postgresql, registry

__all__ = ["address", "kind", "postgresql", "registry"]


@pytest.fixture
def kept(registry: Registry, directory: Directory) -> Registry:
    """A registry that has published an organisation."""
    registry.publish(directory, Wish("start"), NOW)
    return registry


@pytest.fixture
def staff(kept: Registry) -> Staff:
    """The verbs of staff."""
    return Staff(kept)


@pytest.fixture
def signing(kept: Registry) -> Signing:
    """Signing in and out."""
    return Signing(kept.database)
