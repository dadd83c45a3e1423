"""Settings come from four places, and a slip of the pen is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from inventory_tui import settings
from inventory_tui.domain.errors import Kind, Refused


def load(
    tmp_path: Path, file: str = "", environment: dict[str, str] | None = None, **arguments: str
) -> settings.Settings:
    path = tmp_path / "config.toml"
    path.write_text(file, encoding="utf-8")
    return settings.load(arguments, file=path, environment=environment or {})


def test_without_anything_a_database_of_the_user_is_meant(tmp_path: Path) -> None:
    found = settings.load(file=tmp_path / "none.toml", environment={})
    assert Path(found.database_url) == settings.data_directory() / "inventory.sqlite"
    assert str(tmp_path) in found.database_url
    assert found.patience_s == 5


def test_arguments_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    file = 'database_url = "file"\nactor = "file"\npage_size = 50\n'
    environment = {"INVENTORY_TUI_DATABASE_URL": "environment", "INVENTORY_TUI_ACTOR": "anna"}
    found = load(tmp_path, file, environment, database_url="argument")
    assert found == settings.Settings(database_url="argument", actor="anna", page_size=50)


def test_the_alias_names_the_database_and_its_full_name_wins(tmp_path: Path) -> None:
    assert load(tmp_path, "", {"INVENTORY_DATABASE": "a"}).database_url == "a"
    both = {"INVENTORY_DATABASE": "a", "INVENTORY_TUI_DATABASE_URL": "b"}
    assert load(tmp_path, "", both).database_url == "b"


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    assert load(tmp_path, "", {"INVENTORY_TUI_PAGE_SIZE": ""}).page_size == 200


def test_keys_are_a_table_in_the_file_and_words_in_the_environment(tmp_path: Path) -> None:
    assert load(tmp_path, '[keys]\n"stock.undo" = "ctrl+u"').keys == {"stock.undo": "ctrl+u"}
    words = {"INVENTORY_TUI_KEYS": "stock.undo=ctrl+u products.find=f"}
    assert load(tmp_path, "", words).keys == {"stock.undo": "ctrl+u", "products.find": "f"}


@pytest.mark.parametrize(
    ("file", "environment", "sentence"),
    [
        (
            "page_sise = 9",
            {},
            r"page_sise: there is no such setting\. Did you mean 'page_size'",
        ),
        ("", {"INVENTORY_TUI_DATABASE": "x"}, "Did you mean 'INVENTORY_TUI_DATABASE_URL'"),
        ("page_size = 9", {}, "write a number from 10 to 10000"),
        (f"page_size = 1{'0' * 400}", {}, "write a number from 10 to 10000"),
        ("page_size = true", {}, "write a number from 10"),
        ("", {"INVENTORY_TUI_PAGE_SIZE": "many"}, "INVENTORY_TUI_PAGE_SIZE: write a number"),
        ("", {"INVENTORY_TUI_PATIENCE_S": "nan"}, "write a number from 0.01 to 3600"),
        ('display = "shiny"', {}, "choose one of auto, rich, plain, ascii"),
        ('time_zone = "Middle/Earth"', {}, "such as Europe/Berlin"),
        ("keys = 5", {}, "write a table"),
        ("mouse = 5", {}, "write yes or no"),
        ("page_size = = 9", {}, "is not TOML"),
    ],
)
def test_a_mistake_is_a_sentence_that_names_its_place(
    tmp_path: Path, file: str, environment: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        load(tmp_path, file, environment)


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refusal:
        load(tmp_path, "page_size = 1\ncolour = 2", {"INVENTORY_TUI_MOUSE": "perhaps"})
    assert [problem.kind for problem in refusal.value.problems] == [
        Kind.VALIDATION_FAILED,
        Kind.UNKNOWN_SETTING,
        Kind.VALIDATION_FAILED,
    ]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match="not UTF-8"):
        settings.load(file=file, environment={})


@pytest.mark.parametrize(
    ("set_to", "environment", "language"),
    [
        ("", {}, "en"),
        ("", {"LANG": "de_AT.UTF-8"}, "de"),
        ("", {"LANG": "de_DE", "LC_MESSAGES": "", "LC_ALL": "fr_FR@euro"}, "fr"),
        ("", {"LANG": "de_DE", "LC_ALL": "C.UTF-8"}, "en"),
        ("", {"LANG": "what ever"}, "en"),
        ("pt-br", {"LANG": "de_DE"}, "pt-BR"),
    ],
)
def test_the_language_is_the_one_set_else_that_of_the_locale(
    tmp_path: Path, set_to: str, environment: dict[str, str], language: str
) -> None:
    found = load(tmp_path, f'language = "{set_to}"' if set_to else "")
    assert settings.language_in_force(found, environment) == language


def test_a_language_is_written_as_a_tag(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="write a language such as de or pt-BR"):
        load(tmp_path, "", {"INVENTORY_TUI_LANGUAGE": "de_DE.UTF-8"})
