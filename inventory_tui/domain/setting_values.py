"""What settings of the program say, read from the file, the environment or an argument.

A value is a text, or whatever TOML makes of it; one that makes no sense is a `ValueError`
with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from inventory_tui.domain.fields import choice, yes_no
from inventory_tui.wording import tr

DISPLAYS = ("auto", "rich", "plain", "ascii")
KEYMAPS = ("default", "5250", "vim")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(tr("write a text."))
    return value


def _number(least: float, most: float) -> Callable[[object], float]:
    def read(value: object) -> float:
        try:
            number = float(value) if isinstance(value, str | int | float) else float("nan")
        except (ValueError, OverflowError):
            number = float("nan")
        if isinstance(value, bool) or not least <= number <= most:
            raise ValueError(
                tr("write a number from {least:g} to {most:g}.", least=least, most=most)
            )
        return number

    return read


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        number = _number(least, most)(value)
        if number != int(number):
            raise ValueError(
                tr("write a whole number from {least} to {most}.", least=least, most=most)
            )
        return int(number)

    return read


def _switch(value: object) -> bool:
    return value if isinstance(value, bool) else yes_no(str(value))


def _one_of(*words: str) -> Callable[[object], str]:
    return lambda value: choice(*words)(str(value))


def _keys(value: object) -> Mapping[str, str]:
    """Read a table of keys, or ``command=key`` words from the environment."""
    if isinstance(value, str):
        pairs = [word.partition("=") for word in value.split()]
        value = {command: key for command, _, key in pairs}
    if not isinstance(value, Mapping) or not all(
        isinstance(key, str) and key for key in value.values()
    ):
        raise ValueError(
            tr('write a table such as [keys] and "quantity.edit" = "f2,e" below it.')
        )
    return MappingProxyType(dict(value))


def _words(value: object) -> tuple[str, ...]:
    """Read a command: a list of words, or a line that is cut as a shell would, and not run
    by one."""
    if isinstance(value, str):
        import shlex

        try:
            words = shlex.split(value)
        except ValueError:
            raise ValueError(tr("a quotation in it is not closed.")) from None
    elif isinstance(value, list) and all(isinstance(word, str) for word in value):
        words = value
    else:
        words = []
    if not words or not words[0].strip() or any("\0" in word for word in words):
        raise ValueError(tr('write a command such as "/usr/local/bin/tell --quietly".'))
    return tuple(words)


def _web_address(value: object) -> str:
    from urllib.parse import urlsplit

    text = str(value).strip()
    try:
        parts = urlsplit(text)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not text.isascii() or not text.isprintable() or " " in text:
        raise ValueError(tr("write an address such as https://example.org/alerts."))
    return text


def _zone(value: object) -> str:
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(str(value)).key
    except (ValueError, OSError, KeyError):
        raise ValueError(tr("write a name such as Europe/Berlin or UTC.")) from None


def _language(value: object) -> str:
    from inventory_tui.domain.languages import parse_language

    return parse_language(_text(value))


READERS: dict[str, Callable[[object], Any]] = {
    "database_url": _text,
    "actor": _text,
    "patience_s": _number(0.01, 3600),
    "display": _one_of(*DISPLAYS),
    "mouse": _switch,
    "keymap": _one_of(*KEYMAPS),
    "keys": _keys,
    "page_size": _whole(10, 10_000),
    "alert_file": _text,
    "alert_command": _words,
    "alert_webhook": _web_address,
    "alert_timeout_s": _number(0.1, 3600),
    "low_stock_command": _words,
    "time_zone": _zone,
    "language": _language,
}
"""Setting → how it is read."""
