"""How the program itself behaves; the settings of the business are in the database.

======================  =================================================================
defaults                written below each attribute of `Settings`
``config.toml``         in the user's configuration directory: ``page_size = 200``
the environment         ``INVENTORY_TUI_PAGE_SIZE=200``; ``INVENTORY_DATABASE`` is short for
                        ``INVENTORY_TUI_DATABASE_URL``
arguments               ``--database URL``
======================  =================================================================

A later one wins.  A key or a value nobody knows is refused, so that a slip of the pen does
not silently mean the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path, user_data_path, user_log_path

from inventory_tui import wording
from inventory_tui.domain.errors import Kind, Problem, Refused
from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.setting_values import READERS
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.low_stock_action import Machine

_NAME = "inventory-tui"
_PREFIX = "INVENTORY_TUI_"
_ALIAS = "INVENTORY_DATABASE"
_FOR_TESTS = "INVENTORY_TUI_TEST"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a person can decide about the program, with its defaults."""

    database_url: str = field(
        default_factory=lambda: str(data_directory() / "inventory.sqlite")
    )
    """A SQLAlchemy URL or the path of a SQLite file; by default a file of the user's own."""

    patience_s: float = 5.0
    """How long to wait for another program that is writing, in seconds."""

    actor: str = ""
    """Who deeds are recorded for; empty: the login name."""

    display: str = "auto"
    """``rich``, ``plain`` (16 colours, no animation, fewer bytes), ``ascii`` (plain, and no
    character above 127 of our own), or ``auto``: plain over SSH, without ``COLORTERM`` and
    with ``NO_COLOR``."""

    mouse: bool = False
    """Whether the mouse is taken from the terminal, which then cannot select text itself."""

    keymap: str = "default"
    """The keys to start from: ``default``, ``5250`` or ``vim``."""

    keys: Mapping[str, str] = field(default_factory=dict)
    """Keys of your own, by command: ``{"quantity.edit": "f2,e"}``."""

    page_size: int = 200
    """How many rows a list asks the database for at once."""

    alert_file: str = ""
    """A file that alerts are appended to, a line of JSON each; empty: none."""

    alert_command: tuple[str, ...] = ()
    """A program, with its arguments, that gets each alert as JSON on its standard input; no
    shell reads it.  Empty: none."""

    alert_webhook: str = ""
    """An http:// or https:// address that each alert is posted to as JSON; empty: none.

    Where alerts go is said here and not in the database: nobody who shares it can make
    another machine run a program or send something."""

    alert_timeout_s: float = 10.0
    """How long a command or a webhook may take for one alert, in seconds."""

    low_stock_command: tuple[str, ...] = ()
    """A program, with its arguments, that the low-stock action *run-command* runs, with what
    is low as JSON on its standard input; no shell reads it.  Empty: none."""

    time_zone: str = ""
    """The zone times are shown and dates typed in; empty: the one kept in the database."""

    language: str = ""
    """The language of the program, such as ``de`` or ``pt-BR``; empty: that of the locale
    (see `language_in_force`)."""

    def machine(self) -> Machine:
        """What low-stock actions may do on this machine."""
        from inventory_tui.domain.low_stock_action import Machine

        return Machine(
            self.alert_file,
            self.alert_command,
            self.alert_webhook,
            self.low_stock_command,
            self.alert_timeout_s,
        )


def data_directory() -> Path:
    """Where the program keeps databases, unless told otherwise."""
    return user_data_path(_NAME, appauthor=False)


def log_directory() -> Path:
    """Where reports of defects go."""
    return user_log_path(_NAME, appauthor=False)


def settings_file() -> Path:
    """The file of settings a person may write."""
    return user_config_path(_NAME, appauthor=False) / "config.toml"


def load(
    arguments: Mapping[str, Any] | None = None,
    *,
    file: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """Return the settings that hold: defaults < file < environment < arguments.

    Args:
        arguments: Attribute → value; None means not given.
        file: Read instead of `settings_file`.
        environment: Read instead of the process's own.

    Raises:
        Refused: A key is unknown or a value makes no sense; every one is named.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    file = settings_file() if file is None else file
    for key, value in _in_file(file).items():
        _take(values, problems, key, value, f"{file}: {key}")
    for name, key, text in _in_environment(os.environ if environment is None else environment):
        _take(values, problems, key, text, name)
    for key, value in (arguments or {}).items():
        if value is not None:
            _take(values, problems, key, value, f"--{key.removesuffix('_url')}")
    if problems:
        raise Refused.because(problems)
    return Settings(**values)


def language_in_force(settings: Settings, environment: Mapping[str, str] | None = None) -> str:
    """Return the language the program speaks: the one set, else that of the locale.

    Args:
        environment: Read instead of the process's own.
    """
    from inventory_tui.domain.languages import parse_language  # not before the first page

    given = os.environ if environment is None else environment
    language = wording.asked(given, settings.language)
    try:
        return parse_language(language)
    except ValueError:
        return wording.ENGLISH


def _in_file(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else tr("it is not UTF-8")
        raise Refused(
            Kind.BAD_FILE,
            tr("The settings in {file} cannot be read: {why}.", file=file, why=why),
        ) from None
    import tomllib  # few have the file

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refused(
            Kind.BAD_FILE, tr("{file} is not TOML: {error}.", file=file, error=error)
        ) from None


def _in_environment(environment: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return (variable, key, text); the alias first, so that the full name wins."""
    found = [(_ALIAS, "database_url", environment[_ALIAS])] if environment.get(_ALIAS) else []
    for name in sorted(environment):
        if name.startswith(_PREFIX) and not name.startswith(_FOR_TESTS) and environment[name]:
            found.append((name, name.removeprefix(_PREFIX).lower(), environment[name]))
    return found


def _take(
    values: dict[str, Any], problems: list[Problem], key: str, value: object, where: str
) -> None:
    """Read one value into ``values``, or say what is wrong with it."""
    if key not in READERS:
        if where.startswith(_PREFIX):
            hint = did_you_mean(where, (_PREFIX + name.upper() for name in READERS))
        else:
            hint = did_you_mean(key, READERS)
        problems.append(
            Problem(
                Kind.UNKNOWN_SETTING,
                tr("{where}: there is no such setting.{hint}", where=where, hint=hint),
                key,
            )
        )
        return
    try:
        values[key] = READERS[key](value)
    except ValueError as problem:
        problems.append(Problem(Kind.VALIDATION_FAILED, f"{where}: {problem}", key))


assert set(READERS) == {one.name for one in fields(Settings)}
