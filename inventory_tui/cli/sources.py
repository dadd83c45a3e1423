"""``sources``: the places where goods lie."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli import reading
from inventory_tui.cli.running import Run, pairs
from inventory_tui.cli.verbs import fields_of, noun
from inventory_tui.domain import forms, languages
from inventory_tui.domain.eligibility import parse_names, parse_order_types
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.source_list import SORTS, SourceQuery
from inventory_tui.services.sourcing import eligibility, sourcing
from inventory_tui.services.sourcing.source_state import SourceState
from inventory_tui.wording import tr

sources = noun("sources", tr("The places where goods lie."))

FIELDS = "\n".join(
    (
        fields_of(forms.SOURCE_EDITOR),
        tr("In other languages: name@de, description@de ..."),
    )
)


def _row(one: SourceState) -> dict[str, Any]:
    source, serves = one.source, one.serves
    return {
        **{field.name: getattr(source, field.name) for field in forms.SOURCE},
        "channels": "all" if serves.channels is None else list(serves.channels),
        "accounts": list(serves.accounts),
        "groups": list(serves.groups),
        "order_types": dict(serves.order_types),
        "archived": source.archived,
        "state": "kept" if source.archived else "on" if source.enabled else "off",
        "translations": languages.by_field(one.words or {}),
        "version": source.version,
        "id": source.id,
    }


def _for_people(one: SourceState) -> dict[str, Any]:
    row = _row(one)
    return row | {"enabled": "kept"} if one.source.archived else row


@sources.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option("--sort", default="", metavar="COLUMN", help=f"{', '.join(SORTS[:11])} ...")
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("Only the first so many."))
@click.option("--skip", type=reading.COUNT, metavar="N", help=tr("Without the first so many."))
@click.pass_obj
def list_(run: Run, query: str, sort: str, limit: int | None, skip: int | None) -> None:
    """List sources, the Default Source first; -COLUMN sorts the other way round.

    Archived ones are listed as kept; kept:no leaves them out.
    """
    column, descending = reading.order_by(sort)
    if column and column not in SORTS:
        raise click.UsageError(tr("--sort is one of {columns}.", columns=", ".join(SORTS)))
    asked = SourceQuery(query, column, descending)
    columns = ("code", "name", "enabled", "pickup", "country", "postcode", "city")
    if not (run.given.json or query or sort or limit or skip):
        plain = map(SourceState, sourcing.list_sources(run.database))
        run.out.rows(map(_for_people, plain), columns)
        return
    from inventory_tui.services.sourcing import source_lists

    last = None if limit is None else limit + (skip or 0)
    found = [row.source for row in source_lists.source_rows(run.database, asked, last)]
    found = found[skip or 0 :]
    whole = sourcing.whole_sources(run.database, found)
    as_row = _row if run.given.json else _for_people
    run.out.rows((as_row(whole[one.id]) for one in found), columns)


@sources.command()
@click.argument("code")
@click.option("--language", default="", metavar="TAG", help=tr("Name and description in it."))
@click.pass_obj
def show(run: Run, code: str, language: str) -> None:
    """Show every field of a source; it may be named by its reference as well."""
    one = sourcing.whole_source(run.database, code)
    row = _row(one)
    tag = reading.language(language) or run.database.language
    words = languages.by_field(one.words or {})
    for name in languages.TRANSLATED["source"]:
        row[name] = languages.text_in(row[name], words.get(name, {}), tag)
    if not run.given.json:
        row["translations"] = ", ".join(
            f"{languages.label_of(*key)}={text}" for key, text in (one.words or {}).items()
        )
        row["order_types"] = forms.ELIGIBILITY[3].show(one.serves.order_types)
    run.out.one(row)


@sources.command(epilog=FIELDS)
@click.argument("words", nargs=-1, metavar="[CODE] FIELD=VALUE...")
@click.option("--name", metavar="TEXT", help=tr("Its name; without CODE it makes the code."))
@click.pass_obj
def add(run: Run, words: tuple[str, ...], name: str | None) -> None:
    """Add a source; a code that is not given is made from the name."""
    typed: dict[str, str] = {}
    if words and "=" not in words[0]:
        typed["code"], words = words[0], words[1:]
    typed |= pairs(words)
    if name is not None:
        typed["name"] = name
    run.receipt(sourcing.add_source(run.database, typed, cause=run.cause))


@sources.command("set", epilog=FIELDS)
@click.argument("code")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE...")
@click.pass_obj
def set_(run: Run, code: str, fields: tuple[str, ...]) -> None:
    """Change fields of a source; FIELD= clears one, what is not named stays."""
    typed = pairs(fields)
    run.receipt(sourcing.edit_source(run.database, code, typed, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.pass_obj
def enable(run: Run, codes: tuple[str, ...]) -> None:
    """Let the goods at sources count and ship."""
    run.receipt(sourcing.enable_sources(run.database, codes, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.pass_obj
def disable(run: Run, codes: tuple[str, ...]) -> None:
    """Let the goods at sources count for nothing; their quantities stay."""
    run.receipt(sourcing.disable_sources(run.database, codes, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.pass_obj
def delete(run: Run, codes: tuple[str, ...]) -> None:
    """Delete sources that nothing names; any other can be archived."""
    from inventory_tui.services.sourcing import source_removal

    run.receipt(source_removal.delete_sources(run.database, codes, cause=run.cause))


@sources.command()
@click.argument("codes", nargs=-1, required=True, metavar="CODE...")
@click.option("--restore", is_flag=True, help=tr("Bring them back; they stay off."))
@click.pass_obj
def archive(run: Run, codes: tuple[str, ...], restore: bool) -> None:
    """Put sources away: off and offered nowhere, but kept with all they have."""
    from inventory_tui.services.sourcing import source_removal

    deed = source_removal.restore_sources if restore else source_removal.archive_sources
    run.receipt(deed(run.database, codes, cause=run.cause))


@sources.command()
@click.argument("code")
@click.option("--choose", type=reading.COUNT, metavar="N", help=tr("Which of several places."))
@click.option("--list", "only_list", is_flag=True, help=tr("Show the places; write nothing."))
@click.pass_obj
def locate(run: Run, code: str, choose: int | None, only_list: bool) -> None:
    """Find the latitude and longitude of a source by its address."""
    from inventory_tui.services.sourcing import locating

    if only_list:
        found = locating.find(run.database, code)
        rows = (
            {
                "number": number,
                "latitude": spot.latitude,
                "longitude": spot.longitude,
                "place": spot.label,
            }
            for number, spot in enumerate(found.spots, start=1)
        )
        run.out.rows(rows, ("number", "latitude", "longitude", "place"))
        return
    run.receipt(locating.locate(run.database, code, choice=choose, cause=run.cause))


@sources.command()
@click.argument("code")
@click.argument("channels", nargs=-1, metavar="all|none|CHANNEL...")
@click.option("--add", multiple=True, metavar="CHANNEL", help=tr("This one too; repeatable."))
@click.option("--remove", multiple=True, metavar="CHANNEL", help=tr("No longer; repeatable."))
@click.option(
    "--account", "accounts", metavar="NAMES", help=tr("Accounts, with commas; '' all.")
)
@click.option("--group", "groups", metavar="NAMES", help=tr("Customer groups, likewise."))
@click.option(
    "--order-type",
    "types",
    metavar="WORD=RANK",
    help=tr("Order types with their ranks, likewise."),
)
@click.pass_obj
def eligible(
    run: Run,
    code: str,
    channels: tuple[str, ...],
    add: tuple[str, ...],
    remove: tuple[str, ...],
    accounts: str | None,
    groups: str | None,
    types: str | None,
) -> None:
    """Say whom a source serves: which channels, accounts, groups and order types."""
    said = (channels, add, remove)
    if not any(said) and accounts is None and groups is None and types is None:
        raise click.UsageError(tr("Say whom: all, none, or codes of channels."))
    try:
        ranks = None if types is None else dict(parse_order_types(types))
    except ValueError as problem:
        raise InvalidInput({"order_types": f"--order-type: {problem}"}) from None
    run.receipt(
        eligibility.set_eligibility(
            run.database,
            code,
            channels or None,
            add=add,
            remove=remove,
            accounts=None if accounts is None else parse_names(accounts),
            groups=None if groups is None else parse_names(groups),
            order_types=ranks,
            cause=run.cause,
        )
    )
