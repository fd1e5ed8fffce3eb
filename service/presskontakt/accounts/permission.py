"""Who may do what: roles of one organisation, and a yes or no for every kind of thing that staff do.

Each role may do what those before it may. An officer's rights are about the record that the account names.
"""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What an account may do in its organisation, from least to most."""

    OFFICER = "officer"
    READER = "reader"
    OPERATOR = "operator"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


_RANK = {role: rank for rank, role in enumerate(Role)}


class Actor(Struct, frozen=True):
    """Who acts: a person or a token of an organisation ("": of every one), with a role there.

    `contact` is the actor's own record in the directory, "" for none.
    """

    name: str
    organisation: str
    role: Role
    contact: str = ""


def belongs(actor: Actor, organisation: str) -> bool:
    """Whether an actor may know of anything in an organisation that is not public."""
    return actor.organisation in {"", organisation}


def may_read(actor: Actor, organisation: str) -> bool:
    """Revisions, drafts, the roster and history, with what is not public."""
    return _has(actor, organisation, Role.READER)


def may_set_roster(actor: Actor, organisation: str) -> bool:
    """Duty, absences and withdrawn channels of everyone."""
    return _has(actor, organisation, Role.OPERATOR)


def may_hide(actor: Actor, organisation: str, contact: str) -> bool:
    """Withdraw a channel of a contact: one's own, or with the roster everyone's."""
    is_own = belongs(actor, organisation) and bool(contact) and actor.contact == contact
    return is_own or may_set_roster(actor, organisation)


def may_draft(actor: Actor, organisation: str) -> bool:
    """Write what somebody else then publishes."""
    return _has(actor, organisation, Role.EDITOR)


def may_publish(actor: Actor, organisation: str) -> bool:
    """Publish, approve and stop drafts, and publish in an emergency."""
    return _has(actor, organisation, Role.PUBLISHER)


def may_administer(actor: Actor, organisation: str) -> bool:
    """People, tokens and the audit of an organisation, and taking everything along."""
    return _has(actor, organisation, Role.ADMINISTRATOR)


def is_operator(role: Role) -> bool:
    """Whether a role is one that may sit at the switchboard of its organisation."""
    return _RANK[role] >= _RANK[Role.OPERATOR]


def _has(actor: Actor, organisation: str, role: Role) -> bool:
    return belongs(actor, organisation) and _RANK[actor.role] >= _RANK[role]
