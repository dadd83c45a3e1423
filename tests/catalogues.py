"""Catalogues of the program's texts: what the code says, and what each language has of it.

    python -m tests.catalogues [LANGUAGE]

brings every catalogue below ``inventory_tui/languages`` up to date with the code (or begins
one for LANGUAGE, such as ``fr``) and tells what is still to be translated.
"""

from __future__ import annotations

import inspect
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from inventory_tui import __version__
from inventory_tui.cli import headings
from inventory_tui.cli.program import program
from inventory_tui.wording import CATALOGUES, DOMAIN

PACKAGE = CATALOGUES.parent
_KEYWORDS = {"tr": None, "trn": (1, 2)}
_CLICK = "Click"
_OF_CLICK = {"_": None, "ngettext": (1, 2)}
_MET = ("core", "decorators", "exceptions", "formatting", "parser", "types")
"""The modules of Click that say something here; it never prompts, edits or pages."""
_ROOM = 100
_ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
"""A header that told the day would change with every run."""


def said() -> Catalog:
    """Return every text the code has, and what Click says itself, without translations."""
    found = Catalog(project=DOMAIN, version=__version__, charset="utf-8", creation_date=_ALWAYS)
    for path in sorted(PACKAGE.rglob("*.py")):
        where = path.relative_to(PACKAGE.parent).as_posix()
        for line, text, comments, _ in extract_from_file("python", path, _KEYWORDS, ["i18n:"]):
            found.add(text, locations=[(where, line)], auto_comments=comments)
    for help in helps():
        found.add(help, locations=[("inventory_tui/cli", 0)])
    for key in headings.KEYS:
        found.add(headings.meant(key), locations=[("inventory_tui/cli/headings.py", 0)])
    for text in _of_click():
        if text not in found:
            found.add(text, auto_comments=[_CLICK])
    return found


def _of_click() -> Iterator[str | tuple[str, ...]]:
    """What Click itself says to people."""
    for module in _MET:
        path = Path(click.__file__).with_name(f"{module}.py")
        for _, text, _, _ in extract_from_file("python", path, _OF_CLICK):
            yield text


def is_of_click(message: Message) -> bool:
    """Whether it is Click that says it; which sentences it has depends on its version."""
    return _CLICK in message.auto_comments


def helps(command: click.Command = program) -> Iterator[str]:
    """What commands say of themselves below their names in the code, in English."""
    if said := command.callback and command.callback.__doc__:
        yield inspect.cleandoc(said)
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            verb = command.get_command(context, name)
            assert verb is not None
            yield from helps(verb)


def path_of(language: str) -> Path:
    """Where the catalogue of a language lies."""
    return CATALOGUES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def kept(language: str) -> Catalog:
    """Return the catalogue of a language as it lies there; an empty one where none does."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(language, domain=DOMAIN, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    """Return a catalogue as gettext reads it."""
    into = io.BytesIO()
    write_mo(into, catalogue)
    return into.getvalue()


def is_translated(message: Message) -> bool:
    """Whether a message says something in every form it needs."""
    texts = message.string if isinstance(message.string, (tuple, list)) else [message.string]
    return bool(texts) and all(texts) and not message.fuzzy


def update(language: str) -> int:
    """Write a catalogue anew; return how many texts it lacks."""
    now, catalogue = said(), kept(language)
    catalogue.update(now, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.project, catalogue.version = now.project, now.version
    catalogue.header_comment = f"# Texts of {DOMAIN} in the language {language}."
    catalogue.last_translator = catalogue.language_team = ""
    catalogue.msgid_bugs_address = ""
    catalogue.revision_date, catalogue.fuzzy = _ALWAYS, False
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # without places and dates: they would change with every line of the code
        write_po(
            file, catalogue, width=_ROOM, no_location=True, omit_header=False, sort_output=True
        )
    path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return sum(not is_translated(one) for one in catalogue if one.id)


def main() -> None:
    """Bring them all up to date."""
    there = {path.parts[-3] for path in CATALOGUES.glob(f"*/*/{DOMAIN}.po")}
    for language in sorted(there | set(sys.argv[1:])):
        print(f"{language}: {update(language):,} texts to translate")


if __name__ == "__main__":
    main()
