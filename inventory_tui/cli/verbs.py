"""Nouns and verbs: click's groups and commands, with the options that go anywhere.

Each level of a line (the program, the noun, the verb) takes the same options, so they are
accepted before the noun, after the verb and after its arguments.  A word such as ``-5`` is
a number and never an option, wherever it stands.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from inventory_tui.cli.running import Given, Run
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.domain.fields import Field

_RANGE = r" +\[(?:\d+<=)?x[<>=\d]*\]$"
"""What Click adds of the numbers an option takes: who names another is told."""
_WHOLE = 1_000
_Function = TypeVar("_Function", bound=Callable[..., Any])


def _given(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    if value is not None and value is not False:
        run = context.ensure_object(Run)
        setattr(run.given, str(parameter.name), value)


def _everywhere() -> list[click.Parameter]:
    def option(name: str, help: str, metavar: str | None = None) -> click.Option:
        return click.Option(
            [name],
            help=help,
            metavar=metavar,
            is_flag=True if metavar is None else None,
            expose_value=False,
            callback=_given,
        )

    return [
        option("--database", tr("A SQLAlchemy URL or the path of a SQLite file."), "URL"),
        option("--json", tr("One JSON object a line on standard output.")),
        option("--actor", tr("Who does it (default: the login name)."), "NAME"),
        option("--reason", tr("A code for why quantities change."), "CODE"),
        option("--note", tr("A note kept in the history."), "TEXT"),
        option("--dry-run", tr("Say what would be done; write nothing.")),
        option("--version", tr("Show the version and exit.")),
    ]


EVERYWHERE = frozenset(f"--{name.replace('_', '-')}" for name in Given.__annotations__)


class _Level(click.Command):
    """What nouns and verbs share."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("context_settings", {})
        # numbers with a minus pass as arguments; other unknown options are refused below
        kwargs["context_settings"].setdefault("ignore_unknown_options", True)
        if help := kwargs.get("help"):
            kwargs["help"] = tr(inspect.cleandoc(help))
        super().__init__(*args, **kwargs)
        self.params.extend(_everywhere())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.ensure_object(Run)
        self._refuse_unknown_options(ctx, args)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError:
            if not ctx.find_object(Run).given.version:  # type: ignore[union-attr]
                raise
            return []

    def invoke(self, ctx: click.Context) -> Any:
        run = ctx.ensure_object(Run)
        if run.given.version:
            from inventory_tui.cli import version

            version.show(run)
            return None
        return super().invoke(ctx)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        own: list[tuple[str, str]] = []
        anywhere: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            if isinstance(parameter, click.Argument):
                continue  # the line of usage names them
            if record := parameter.get_help_record(ctx):
                record = (record[0], re.sub(_RANGE, "", record[1]))
                is_own = EVERYWHERE.isdisjoint(parameter.opts) and parameter.opts != ["--help"]
                (own if is_own else anywhere).append(record)
        for title, records in ((tr("Options"), own), (tr("Anywhere on the line"), anywhere)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)

    def _refuse_unknown_options(self, ctx: click.Context, args: list[str]) -> None:
        """Refuse a misspelt option instead of taking it for an argument."""
        options = {
            name: parameter
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
            for name in parameter.opts
        }
        words = iter(args)
        for word in words:
            if word == "--" or (not word.startswith("-") and isinstance(self, click.Group)):
                return
            if not word.startswith("-") or word == "-" or _is_number(word):
                continue
            name, equals, _ = word.partition("=")
            option = options.get(name)
            if option is None:
                raise click.NoSuchOption(name, possibilities=_near(name, options), ctx=ctx)
            if not option.is_flag and not equals:
                next(words, None)


class Verb(_Level):
    """One deed or question."""

    def __init__(self, *args: Any, can_be_tried: bool = True, **kwargs: Any) -> None:
        """``can_be_tried``: whether ``--dry-run`` can tell what it would do."""
        super().__init__(*args, **kwargs)
        self._can_be_tried = can_be_tried
        for parameter in self.params:
            if parameter.name == "dry_run" and isinstance(parameter, click.Option):
                parameter.hidden = not can_be_tried

    def invoke(self, ctx: click.Context) -> Any:
        given = ctx.ensure_object(Run).given
        if given.dry_run and not given.version and not self._can_be_tried:
            deed = ctx.command_path.partition(" ")[2]
            raise click.UsageError(
                tr("{deed} cannot be tried; leave out --dry-run.", deed=deed)
            )
        return super().invoke(ctx)

    def get_short_help_str(self, limit: int = 45) -> str:
        return super().get_short_help_str(_WHOLE)  # lists of verbs break it, never cut it


class Noun(_Level, click.Group):
    """What verbs are about."""

    command_class = Verb

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # as they are declared, not by the alphabet

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.format_commands(ctx, formatter)
        _Level.format_options(self, ctx, formatter)

    def invoke(self, ctx: click.Context) -> Any:
        if ctx.ensure_object(Run).given.version:
            return _Level.invoke(self, ctx)
        return click.Group.invoke(self, ctx)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and not self.invoke_without_command:
            verbs = ", ".join(self.list_commands(ctx))
            raise click.UsageError(
                tr("Say what to do with {name}: {verbs}.", name=self.name, verbs=verbs), ctx
            )
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        known = self.list_commands(ctx)
        if args[0] not in known:
            near = _near(args[0], known)
            hint = (
                tr(" Did you mean {near!r}?", near=near[0])
                if near
                else tr(" There are: {known}.", known=", ".join(known))
            )
            if ctx.parent:
                said = tr(
                    "{noun} has no verb {word!r}.{hint}",
                    noun=self.name,
                    word=args[0],
                    hint=hint,
                )
            else:
                said = tr("There is no command {word!r}.{hint}", word=args[0], hint=hint)
            raise click.UsageError(said, ctx)
        return super().resolve_command(ctx, args)


def noun(name: str, help: str) -> Noun:
    """Return the group of a noun's verbs."""
    return Noun(name, help=help)


def fields_of(form: Iterable[Field]) -> str:
    """Return the epilog that names the fields a verb takes."""
    return "\b\n" + tr("Fields: {names}", names=" ".join(field.name for field in form))


def _is_number(word: str) -> bool:
    """Whether a word with a minus before it is a number: ``-5``, ``-.5``, ``-5kg``."""
    return word[2 if word[1:2] in (".", ",") else 1 :][:1].isdecimal()


def _near(word: str, known: Any) -> list[str]:
    import difflib

    return difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
