"""What a setting is, and the readers of values several settings share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from inventory_tui.domain.fields import Field, choice, did_you_mean, show_yes_no, yes_no
from inventory_tui.domain.labels import storable
from inventory_tui.domain.quantity import Quantity
from inventory_tui.wording import tr

GLOBAL, CHANNEL, PRODUCT = "global", "channel", "product"

EVERYWHERE = frozenset({GLOBAL})
PER_CHANNEL = frozenset({GLOBAL, CHANNEL})
PER_PRODUCT = frozenset({GLOBAL, PRODUCT})
ONLY_PRODUCT = frozenset({PRODUCT})
EVERY_SCOPE = frozenset({GLOBAL, CHANNEL, PRODUCT})

YES_NO = (("yes", tr("Yes")), ("no", tr("No")))
_LONGEST_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Option:
    """One setting."""

    key: str
    label: str
    section: str
    parse: Callable[[str], Any]
    show: Callable[[Any], str]
    default: Any
    help: str
    scopes: frozenset[str] = EVERYWHERE
    choices: tuple[tuple[str, str], ...] = ()
    affects_salable: bool = False
    """Whether changing it rewrites the kept sums."""
    offered: Callable[[], tuple[tuple[str, str], ...]] | None = None
    """``(value, label)`` of what is installed here; only these may be set."""
    needs: tuple[str, str] | None = None
    """Key and text of the setting without which this one has no effect."""
    apart: bool = False
    """Whether a product keeps it beside its columns, for most products have none."""
    listed: str = ""
    """What values are picked from: ``actions``, ``engines`` or ``estimates``."""

    @property
    def field(self) -> Field:
        """The same option as a field of a form."""
        return Field(
            self.key,
            self.label,
            self.parse,
            help=self.help,
            section=self.section,
            choices=self.choices or (self.offered() if self.offered else ()),
            show=self.show,
        )

    def read(self, text: str) -> Any:
        """Read a value a person wants to set.

        Raises:
            ValueError: A sentence that says why it cannot be set.
        """
        value = self.parse(text.strip())
        if self.offered is not None:
            names = [name for name, _ in self.offered()]
            if value not in names:
                raise ValueError(
                    tr(
                        "choose one of {values}.{hint}",
                        values=", ".join(names),
                        hint=did_you_mean(str(value), names),
                    )
                )
        return value


def switch(
    key: str,
    label: str,
    section: str,
    default: bool,
    help: str,
    scopes: frozenset[str] = EVERYWHERE,
    *,
    affects_salable: bool = False,
    needs: tuple[str, str] | None = None,
    apart: bool = False,
) -> Option:
    """Return a setting that is yes or no."""
    return Option(
        key,
        label,
        section,
        yes_no,
        show_yes_no,
        default,
        help,
        scopes,
        YES_NO,
        affects_salable,
        needs=needs,
        apart=apart,
    )


def words(
    key: str,
    label: str,
    section: str,
    default: str,
    help: str,
    scopes: frozenset[str] = EVERYWHERE,
    *,
    parse: Callable[[str], str] | None = None,
    choices: tuple[tuple[str, str], ...] = (),
    needs: tuple[str, str] | None = None,
) -> Option:
    """Return a setting that is a text, or one of a few words."""
    if parse is None:
        parse = choice(*(value for value, _ in choices)) if choices else text_line
    return Option(key, label, section, parse, str, default, help, scopes, choices, needs=needs)


def positive(text: str) -> Quantity:
    """Read an amount above 0."""
    quantity = Quantity.parse(text)
    if not quantity:
        raise ValueError(tr("must be more than 0."))
    return quantity


def text_line(text: str) -> str:
    """Read one line of text; empty is allowed."""
    text = storable(text, _LONGEST_TEXT)
    if not text.isprintable():
        raise ValueError(tr("must be one line of plain text."))
    return text


def address(text: str) -> str:
    """Read an e-mail address, or nothing."""
    text = text_line(text)
    if text and ("@" not in text.strip("@") or " " in text):
        raise ValueError(tr("write an address such as stock@example.org, or nothing."))
    return text


def addresses(text: str) -> str:
    """Read e-mail addresses separated by blanks or commas, or nothing."""
    return " ".join(dict.fromkeys(address(one) for one in text.replace(",", " ").split()))
