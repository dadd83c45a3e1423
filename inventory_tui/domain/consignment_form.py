"""What may be said of a consignment in every state, and of which account it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import Field
from inventory_tui.domain.forms import parse_url
from inventory_tui.domain.labels import key_of, storable, visible
from inventory_tui.domain.source import CARRIERS
from inventory_tui.wording import tr

LONGEST_REFERENCE = 75
_LONGEST_TEXT = 10_000


@dataclass(frozen=True, slots=True)
class Account:
    """Whom an order is billed to: its account, else its customer's e-mail address."""

    order: str
    name: str

    @property
    def key(self) -> str:
        """What two spellings of it have in common."""
        return key_of(self.name)


def one_account(accounts: Sequence[Account]) -> Account:
    """Return the account all of these orders are of.

    Raises:
        Refused: ``mixed_accounts``: they are of several, each named with its orders, or
            several orders name none, so that nobody knows.
    """
    first = accounts[0]
    by_key: dict[str, list[Account]] = {}
    for one in accounts:
        by_key.setdefault(one.key, []).append(one)
    nameless = by_key.get("", [])
    if len(by_key) == 1 and (len(nameless) < 2):
        return first
    if len(by_key) == 1:
        said = tr(
            "orders {numbers} name neither an account nor an e-mail address",
            numbers=_numbers(nameless),
        )
    else:
        nobody = tr("no account")
        said = "; ".join(
            f"{visible(several[0].name) or nobody}: {_numbers(several)}"
            for several in by_key.values()
        )
        said = tr("these are of several ({accounts})", accounts=said)
    raise Refused(
        Kind.MIXED_ACCOUNTS,
        tr("A consignment holds orders of one account; {said}.", said=said),
        field="order",
    )


def _numbers(accounts: Iterable[Account]) -> str:
    return ", ".join(visible(one.order) for one in accounts)


def parse_reference(text: str) -> str:
    """Read a reference that people give: 1 to 75 characters.

    Raises:
        ValueError: It is empty or too long.
    """
    text = storable(text.strip(), LONGEST_REFERENCE)
    if not text:
        raise ValueError(tr("must not be empty."))
    return text


def parse_day(text: str) -> str:
    """Read a day and return it as it is kept: ``2026-11-20``.

    Raises:
        ValueError: It is none.
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError(tr("write a day as 2026-11-20.")) from None


def _note(text: str) -> str:
    return storable(text, _LONGEST_TEXT)


_KNOWN_CARRIERS = tuple((code, code) for code in CARRIERS)

CONSIGNMENT = (
    Field(
        "carrier",
        tr("Carrier"),
        storable,
        offered=_KNOWN_CARRIERS,
        help=tr("Who carries it: dhl, fedex, ups, usps, or any other name."),
    ),
    Field(
        "tracking_number", tr("Tracking number"), storable, help=tr("As the carrier gave it.")
    ),
    Field("tracking_url", tr("Tracking URL"), parse_url, help=tr("Where it can be followed.")),
    Field(
        "shipping_method", tr("Method"), storable, help=tr("How it is sent: express, pallet …")
    ),
    Field(
        "ship_on", tr("Ships on"), parse_day, help=tr("The day it should leave: 2026-11-20.")
    ),
    Field(
        "deliver_on",
        tr("Arrives on"),
        parse_day,
        help=tr("The day it should arrive: 2026-11-22."),
    ),
    Field("comment", tr("Comment"), _note, help=tr("For whoever packs or carries it.")),
    Field(
        "erc",
        tr("Reference"),
        parse_reference,
        required=True,
        help=tr("Its name in other systems; it stands for its number everywhere."),
    ),
)
"""What may be said of a consignment in every state."""

TEXTS = tuple(field.name for field in CONSIGNMENT)
"""Names of these fields, which are texts all."""


def dates_problem(ship_on: str, deliver_on: str) -> Problem | None:
    """The problem of an arrival before the departure."""
    if ship_on and deliver_on and deliver_on < ship_on:
        return Problem(
            Kind.VALIDATION_FAILED,
            tr(
                "Arrives on: {deliver_on} is before it ships ({ship_on}).",
                deliver_on=deliver_on,
                ship_on=ship_on,
            ),
            "deliver_on",
        )
    return None
