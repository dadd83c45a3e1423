"""People, known by their login name, and the roles they have."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import Field, show_yes_no, yes_no
from inventory_tui.domain.labels import parse_codes, parse_title, show_codes
from inventory_tui.domain.permissions import (
    ADMIN,
    BUILT_IN,
    MEANINGS,
    Permission,
    with_applications,
)
from inventory_tui.wording import tr

_LOGIN = re.compile(r"[^\s:/,'\"\x00-\x1f]{1,64}")
_ROLE = re.compile(r"[a-z0-9_-]{1,48}")


def parse_login(text: str) -> str:
    """Read a login name: one word as the system has it."""
    if not _LOGIN.fullmatch(text):
        raise ValueError(tr("write the login name as the system has it, one word."))
    return text


def parse_role_name(text: str) -> str:
    """Read the name of a role."""
    if not _ROLE.fullmatch(text.strip().lower()):
        raise ValueError(tr("write a word of a-z, 0-9, - and _, such as night-shift."))
    return text.strip().lower()


def parse_words(text: str) -> tuple[str, ...]:
    """Read permissions separated by commas or blanks, each once."""
    return parse_codes(text.lower())


PERSON = (
    Field(
        "login",
        tr("Login"),
        parse_login,
        required=True,
        help=tr("The name the system knows the person by. Never changes."),
    ),
    Field("name", tr("Name"), parse_title, help=tr("What people call the person.")),
    Field(
        "role",
        tr("Role"),
        parse_role_name,
        required=True,
        help=tr("What the person may do: viewer, picker, clerk, manager, admin or your own."),
    ),
    Field(
        "sources",
        tr("Sources"),
        parse_codes,
        show=show_codes,
        several=True,
        help=tr(
            "Codes separated by commas: what lies there, comes there or leaves there is "
            "seen and changed, nothing elsewhere. None: everywhere."
        ),
    ),
    Field(
        "active",
        tr("Active"),
        yes_no,
        default="yes",
        choices=(("yes", tr("Yes")), ("no", tr("No"))),
        show=show_yes_no,
        help=tr("No: stays in the list, may nothing."),
    ),
)
"""A person, as a form."""

ROLE = (
    Field(
        "name", tr("Name"), parse_role_name, required=True, help=tr("One word: night-shift.")
    ),
    Field(
        "permissions",
        tr("Permissions"),
        parse_words,
        show=show_codes,
        several=True,
        help=tr("Words separated by blanks; stock.* means all that begin so."),
    ),
)
"""A custom role, as a form."""


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions."""

    id: int
    name: str
    permissions: frozenset[Permission]
    built_in: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works with the program."""

    id: int
    login: str
    name: str
    role: Role
    sources: tuple[str, ...] = ()
    """Codes of the sources the person is confined to; none: all of them."""
    source_ids: frozenset[int] = field(default_factory=frozenset)
    active: bool = True
    version: int = 1

    @property
    def is_admin(self) -> bool:
        """Whether the person may manage people, as long as active."""
        return self.active and self.role.name == ADMIN

    @property
    def is_confined(self) -> bool:
        """Whether some sources are out of reach."""
        return bool(self.source_ids)

    def may(self, *permissions: Permission) -> bool:
        """Whether the person holds all of these, and the applications they belong to."""
        return self.active and not self.missing(permissions)

    def missing(self, permissions: Collection[Permission]) -> tuple[Permission, ...]:
        """Return which of these, or of the applications they belong to, are not held."""
        held = self.role.permissions
        return tuple(one for one in with_applications(permissions) if one not in held)

    def reaches(self, source_id: int) -> bool:
        """Whether a source is one of the person's."""
        return not self.source_ids or source_id in self.source_ids


def built_in(name: str) -> frozenset[Permission]:
    """Return what a built-in role holds."""
    return BUILT_IN[name]


def unknown_person(login: str, admins: Collection[str]) -> Refused:
    """The refusal of somebody who is not in the list of people."""
    return Refused(
        Kind.NOT_ALLOWED,
        tr(
            "{login} is not known here, so may see and change nothing. {admins}",
            login=login,
            admins=ask(admins, tr("add you")),
        ),
    )


def inactive_person(person: Person, admins: Collection[str]) -> Refused:
    """The refusal of somebody who was switched off."""
    return Refused(
        Kind.NOT_ALLOWED,
        tr(
            "{login} is switched off, so may see and change nothing. {admins}",
            login=person.login,
            admins=ask(admins, tr("switch you on again")),
        ),
    )


def lacking(
    person: Person, missing: Collection[Permission], admins: Collection[str]
) -> Refused:
    """The refusal of somebody whose role does not hold what is asked for."""
    return Refused.because(
        Problem(Kind.NOT_ALLOWED, f"{sentence_of(person, one)} {ask(admins)}")
        for one in missing
    )


def sentence_of(person: Person, permission: Permission) -> str:
    """Why a person may not: the right in words, its name, the role."""
    return tr(
        "{login} may not {meaning}: the role {role} does not have {permission}.",
        login=person.login,
        meaning=MEANINGS[permission],
        role=person.role.name,
        permission=permission.value,
    )


def out_of_reach(person: Person, codes: Collection[str], admins: Collection[str]) -> Refused:
    """The refusal of somebody who is confined to other sources."""
    here = ", ".join(person.sources)
    return Refused.because(
        Problem(
            Kind.NOT_ALLOWED,
            tr(
                "{login} ({role}) may change nothing at {code}, only at {here}. {admins}",
                login=person.login,
                role=person.role.name,
                code=code,
                here=here,
                admins=ask(admins, tr("add {code} to your sources", code=code)),
            ),
            "source",
            source=code,
        )
        for code in codes
    )


def concerns_all(person: Person, what: str, admins: Collection[str]) -> Refused:
    """The refusal of a confined person's deed that concerns every source."""
    return Refused(
        Kind.NOT_ALLOWED,
        tr(
            "{login} ({role}) may not do this ({what}): it concerns every source, and "
            "you are confined to {sources}. {admins}",
            login=person.login,
            role=person.role.name,
            what=what,
            sources=", ".join(person.sources),
            admins=ask(admins),
        ),
    )


def ask(admins: Collection[str], to: str = "") -> str:
    """Whom to ask."""
    whom = tr(" or ").join(admins) if admins else tr("an admin")
    return tr("Ask {whom} to {do}.", whom=whom, do=to) if to else tr("Ask {whom}.", whom=whom)
