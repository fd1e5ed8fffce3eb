"""Accounts for tests: who may do everything, and a token that any database can be told of."""

from datetime import UTC, datetime, timedelta

from presskontakt.accounts.account import Token
from presskontakt.accounts.permission import Actor, Role
from presskontakt.accounts.rows import Rows
from presskontakt.accounts.secret import digest, new_secret
from presskontakt.accounts.signing import TOKEN_PREFIX
from presskontakt.registry.database import Database

ROOT = Actor("root", "", Role.ADMINISTRATOR)
TOKEN = new_secret(TOKEN_PREFIX)


def know_token(address: str, organisation: str, name: str = "anna") -> None:
    """Let `TOKEN` publish for an organisation, in a database that no service has opened yet."""
    database, now = Database(address), datetime.now(UTC)
    token = Token(0, organisation, name, Role.PUBLISHER, digest(TOKEN), ROOT.name, now, now + timedelta(days=1))
    with database.writing() as connection:
        Rows(connection).add_token(token)
    database.close()
