"""Fields: each thing a person can fill in, declared once.

The same declaration draws a dialog, reads ``FIELD=VALUE`` on the command line and a
column of a file; a problem is the same sentence at all three.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, RuleBroken
from inventory_tui.domain.labels import storable
from inventory_tui.wording import tr

_DECIMAL = re.compile(r"\d{1,9}(\.\d{1,6})?", re.ASCII)
_COMMA = re.compile(r"\d+,\d+", re.ASCII)
_HINT = tr(" Did you mean {near!r}?")
_HINTED = re.compile("'(.+?)'".join(map(re.escape, _HINT.split("{near!r}"))))


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a person can fill in.

    ``parse`` turns the typed text into a value and raises ``ValueError`` with a
    sentence meant for the user.
    """

    name: str
    label: str
    parse: Callable[[str], Any]
    required: bool = False
    default: str = ""
    help: str = ""
    section: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    """``(value, label)`` where only these may be given; for pickers and completion."""
    offered: tuple[tuple[str, str], ...] = ()
    """``(value, label)`` to pick from where anything else may be typed too."""
    show: Callable[[Any], str] = str
    """The text of a value, such that ``parse(show(value)) == value``."""
    several: bool = False
    """Several of its values may be given, separated by commas."""
    verbatim: bool = False
    """Hand ``parse`` the text with its outer blanks (a SKU must be refused for them)."""


def yes_no(text: str) -> bool:
    """Read a switch: ``yes`` or ``no`` (also on/off, true/false, 1/0)."""
    word = text.strip().lower()
    if word in ("yes", "y", "on", "true", "1"):
        return True
    if word in ("no", "n", "off", "false", "0"):
        return False
    raise ValueError(tr("write yes or no."))


def show_yes_no(value: bool) -> str:
    """The text of a switch."""
    return "yes" if value else "no"


def line(name: str, label: str, section: str, help: str = "") -> Field:
    """Return a field that takes any short text."""
    return Field(name, label, storable, section=section, help=help)


def choice(*values: str) -> Callable[[str], str]:
    """Return a parser that accepts one of ``values``, letter case ignored."""
    known = {value.lower(): value for value in values}

    def parse(text: str) -> str:
        try:
            return known[text.strip().lower()]
        except KeyError:
            hint = did_you_mean(text, values)
            raise ValueError(
                tr("choose one of {values}.{hint}", values=", ".join(values), hint=hint)
            ) from None

    return parse


def decimal_text(text: str) -> str:
    """Read a price or weight and return it as typed.

    At most 9 whole digits and 6 decimals: what a double still tells apart, so that sorting
    and comparing are exact on every database.
    """
    if _COMMA.fullmatch(text):
        raise ValueError(
            tr("write {better} (a decimal point, no comma).", better=text.replace(",", "."))
        )
    if not _DECIMAL.fullmatch(text):
        raise ValueError(tr("enter a number such as 12 or 4.95 (at most 6 decimals)."))
    return text


def read_form(
    fields: Sequence[Field], typed: Mapping[str, str], *, partial: bool = False
) -> dict[str, Any]:
    """Parse every field, or report every problem at once.

    Args:
        partial: Read only the fields that are in ``typed`` (an edit), instead of all.

    Raises:
        InvalidInput: At least one field is missing, unknown or unparsable.
    """
    names = [field.name for field in fields]
    unknown = {
        name: tr("There is no field {name!r}.{hint}", name=name, hint=did_you_mean(name, names))
        for name in typed
        if name not in names
    }
    if unknown:
        raise InvalidInput(unknown, Kind.UNKNOWN_FIELD)
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        if partial and field.name not in typed:
            continue
        text = typed.get(field.name, field.default)
        blank = not text.strip()
        if blank and field.required:
            problems.append(
                _problem(field, tr("{label} is required.", label=field.label), Kind.EMPTY)
            )
        elif blank:
            values[field.name] = None
        if blank and not (text and field.required and field.verbatim):
            continue
        try:
            values[field.name] = field.parse(text if field.verbatim else text.strip())
        except ValueError as broken:
            rule = broken.rule if isinstance(broken, RuleBroken) else None
            if not (blank and rule is None):
                problems.append(_problem(field, f"{field.label}: {broken}", rule))
    if problems:
        raise InvalidInput.because(problems)
    return values


def _problem(field: Field, sentence: str, rule: Kind | None) -> Problem:
    return Problem(Kind.VALIDATION_FAILED, sentence, field.name, rule=rule)


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """Return `` Did you mean 'x'?`` when one known word is near, else an empty text."""
    by_key = {name.casefold(): name for name in known}
    near = _nearest(word.casefold(), tuple(by_key), cutoff)
    return "" if near is None else _HINT.format(near=by_key[near])


def meant(sentence: str) -> str:
    """Return what `did_you_mean` proposed in a sentence, or nothing."""
    found = _HINTED.search(sentence)
    return "" if found is None else found[1]


@lru_cache(maxsize=256)
def _nearest(word: str, known: tuple[str, ...], cutoff: float) -> str | None:
    """The nearest of the known words; the rows of a wrong file ask for the same one."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=cutoff)
    return near[0] if near else None
