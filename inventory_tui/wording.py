"""The program's texts, in the language of whoever uses it.

The code has them in English; another language is a catalogue of gettext below ``languages``.
Which one it is is known before any other module is imported, for many texts are put together
when theirs is: the setting `language` says it, or else the locale.

Only what people read is translated.  What is stored, sent, typed or compared stays as it is
in every language: words of the command line, names of fields, keys of JSON, kinds of errors,
states in the database.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

ENGLISH = "en"
DOMAIN = "inventory-tui"
CATALOGUES = Path(__file__).with_name("languages")
"""``de/LC_MESSAGES/inventory-tui.po``, and the same beside it as gettext reads it."""

_SETTING = "INVENTORY_TUI_LANGUAGE"
_LOCALES = ("LC_ALL", "LC_MESSAGES", "LANG")


def languages() -> tuple[str, ...]:
    """Return the languages the program can speak."""
    return ENGLISH, *sorted(path.parts[-3] for path in CATALOGUES.glob(f"*/*/{DOMAIN}.mo"))


def asked(environment: Mapping[str, str], setting: str = "") -> str:
    """Return the language somebody wants, whether the program can speak it or not.

    Args:
        setting: What the setting says; empty: as the locale.
    """
    if setting:
        return setting.strip()
    # in the order of POSIX: the first that is set decides
    locale = next((environment[name] for name in _LOCALES if environment.get(name)), "")
    language = locale.partition(".")[0].partition("@")[0].partition("_")[0].lower()
    return ENGLISH if language in ("", "c", "posix") else language


def _in_file() -> str:
    """What the file of settings says; reading the settings tells what is wrong with it."""
    from platformdirs import user_config_path

    try:
        text = (user_config_path(DOMAIN, appauthor=False) / "config.toml").read_text(
            "utf-8-sig"
        )
    except (OSError, ValueError):
        return ""
    import tomllib

    try:
        return str(tomllib.loads(text).get("language", ""))
    except tomllib.TOMLDecodeError:
        return ""


def nearest(wanted: str, there: Iterable[str]) -> str:
    """Return the language that is spoken for who wants one: it, what it is a variety of, or
    English.  Letter case is one, and ``pt_BR`` is ``pt-BR``."""
    tag = wanted.lower().replace("_", "-")
    known = {one.lower(): one for one in there}
    return known.get(tag) or known.get(tag.partition("-")[0]) or ENGLISH


def _texts(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return gettext.translation(DOMAIN, str(CATALOGUES), [language])


def _let_click_speak(language: str) -> None:
    """Click says a few sentences itself, in the language and the domain that are in force."""
    if language != ENGLISH:
        os.environ["LANGUAGE"] = language
        gettext.bindtextdomain(DOMAIN, str(CATALOGUES))
        gettext.textdomain(DOMAIN)


LANGUAGE = nearest(asked(os.environ, os.environ.get(_SETTING) or _in_file()), languages())
"""The one that is spoken, as ``de``."""

_spoken = _texts(LANGUAGE)
_let_click_speak(LANGUAGE)


def tr(text: str, /, **values: object) -> str:
    """Return a text in the language that is spoken.

    Args:
        text: In English, with the names of ``values`` in braces where they belong; where
            there are none, braces are braces.
    """
    said = _spoken.gettext(text)
    return said.format(**values) if values else said


def trn(one: str, several: str, count: int, /, **values: object) -> str:
    """Return a text that depends on a number, which is ``{count}`` in it."""
    return _spoken.ngettext(one, several, count).format(count=count, **values)


def in_every_language(text: str, /) -> tuple[str, ...]:
    """Return a text in every language: as a terminal that speaks another one stored it."""
    return tuple(_texts(language).gettext(text) for language in languages())


def word(text: str, /) -> str:
    """Return a word that English has once and others several times: ``word(tr("sort|Order"))``.

    What is meant stands before the bar in the code, and need not in a translation.
    """
    return text.rpartition("|")[2]


def inside(label: str, /) -> str:
    """Return a label as it stands inside a sentence: small in English, as it is elsewhere."""
    return label.lower() if LANGUAGE == ENGLISH else label
