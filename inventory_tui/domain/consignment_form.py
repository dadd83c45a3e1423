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
        said = f"orders {_numbers(nameless)} name neither an account nor an e-mail address"
    else:
        said = "; ".join(
            f"{visible(several[0].name) or 'no account'}: {_numbers(several)}"
            for several in by_key.values()
        )
        said = f"these are of several ({said})"
    raise Refused(
        Kind.MIXED_ACCOUNTS,
        f"A consignment holds orders of one account; {said}.",
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
        raise ValueError("must not be empty.")
    return text


def parse_day(text: str) -> str:
    """Read a day and return it as it is kept: ``2026-11-20``.

    Raises:
        ValueError: It is none.
    """
    try:
        return date.fromisoformat(text.strip()).isoformat()
    except ValueError:
        raise ValueError("write a day as 2026-11-20.") from None


def _note(text: str) -> str:
    return storable(text, _LONGEST_TEXT)


_KNOWN_CARRIERS = tuple((code, code) for code in CARRIERS)

CONSIGNMENT = (
    Field(
        "carrier",
        "Carrier",
        storable,
        offered=_KNOWN_CARRIERS,
        help="Who carries it: dhl, fedex, ups, usps, or any other name.",
    ),
    Field("tracking_number", "Tracking number", storable, help="As the carrier gave it."),
    Field("tracking_url", "Tracking URL", parse_url, help="Where it can be followed."),
    Field("shipping_method", "Method", storable, help="How it is sent: express, pallet …"),
    Field("ship_on", "Ships on", parse_day, help="The day it should leave: 2026-11-20."),
    Field("deliver_on", "Arrives on", parse_day, help="The day it should arrive: 2026-11-22."),
    Field("comment", "Comment", _note, help="For whoever packs or carries it."),
    Field(
        "erc",
        "Reference",
        parse_reference,
        required=True,
        help="Its name in other systems; it stands for its number everywhere.",
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
            f"Arrives on: {deliver_on} is before it ships ({ship_on}).",
            "deliver_on",
        )
    return None
