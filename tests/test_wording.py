"""The program in other languages: every text is there, and says what it is given."""

from __future__ import annotations

import os
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from inventory_tui import wording
from tests import catalogues

OTHERS = [language for language in wording.languages() if language != wording.ENGLISH]


@pytest.fixture(scope="module")
def said() -> Catalog:
    return catalogues.said()


def values_of(text: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(message: Message) -> tuple[list[str], list[str]]:
    """What a message says in English, and in the language."""
    if message.pluralizable:
        return list(message.id), list(message.string)
    return [str(message.id)], [str(message.string)]


def test_there_is_german() -> None:
    assert "de" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_a_language_says_everything(language: str, said: Catalog) -> None:
    kept = catalogues.kept(language)
    there = {one.id for one in kept if one.id and catalogues.is_translated(one)}
    missing = [one.id for one in said if one.id and one.id not in there]
    assert not missing, "python -m tests.catalogues tells what is to be translated"
    assert {one.id for one in kept} <= {one.id for one in said}, "texts nobody says any more"


@pytest.mark.parametrize("language", OTHERS)
def test_translations_name_the_same_values(language: str) -> None:
    wrong = []
    for message in catalogues.kept(language):
        english, other = forms(message)
        known = set().union(*map(values_of, english)) if message.id else set()
        for text in other if known else ():
            if (
                values_of(text) != known and not (message.pluralizable and len(other) > 1)
            ) or not values_of(text) <= known:
                wrong.append((message.id, text))
    assert not wrong


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_read_is_what_was_written(language: str) -> None:
    compiled = catalogues.path_of(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.kept(language))


def answer(*words: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: text for name, text in os.environ.items() if "LANG" not in name}
    return subprocess.run(
        [sys.executable, "-m", "inventory_tui", *words],
        env={**kept, "XDG_CONFIG_HOME": str(home), "HOME": str(home), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize(
    ("environment", "setting", "is_german"),
    [
        ({"LANG": "de_AT.UTF-8"}, "", True),
        ({"LANG": "de_AT.UTF-8", "LC_ALL": "C"}, "", False),
        ({"LANG": "en_GB.UTF-8"}, "de", True),
        ({"INVENTORY_TUI_LANGUAGE": "en", "LANG": "de_DE"}, "de", False),
        ({"INVENTORY_TUI_LANGUAGE": "fr"}, "", False),
        ({}, "", False),
    ],
)
def test_it_speaks_the_language_that_is_set_else_that_of_the_locale(
    tmp_path: Path, environment: dict[str, str], setting: str, is_german: bool
) -> None:
    if setting:
        file = tmp_path / "inventory-tui" / "config.toml"
        file.parent.mkdir()
        file.write_text(f'language = "{setting}"\n')
    done = answer("products", "--help", home=tmp_path, **environment)
    assert done.returncode == 0
    assert ("der Katalog" in done.stdout.lower() or "Katalog" in done.stdout) is is_german
    assert ("The catalogue" in done.stdout) is not is_german
    assert "products set" not in done.stderr


def test_words_that_programs_read_stay_as_they_are(tmp_path: Path) -> None:
    given = {"INVENTORY_TUI_LANGUAGE": "de", "INVENTORY_DATABASE": str(tmp_path / "shop.db")}
    added = answer("sources", "add", "berlin", "name=Berlin", "--json", home=tmp_path, **given)
    assert '"deed": "sources add"' in added.stdout, added.stderr
    refused = answer("products", "show", "NONE", "--json", home=tmp_path, **given)
    assert '"kind": "unknown_product"' in refused.stdout + refused.stderr
    assert "There is no product" not in refused.stdout + refused.stderr
    assert "NONE" in refused.stdout + refused.stderr
