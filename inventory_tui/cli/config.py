"""``config``: the settings of the business, kept in the database."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.services.keeping import configuring
from inventory_tui.services.keeping.configuring import OptionShown
from inventory_tui.wording import tr

config = noun("config", tr("The settings of the business."))

_CHANNEL = click.option("--channel", metavar="CODE", help=tr("In this channel only."))


@config.command("list")
@_CHANNEL
@click.pass_obj
def list_(run: Run, channel: str | None) -> None:
    """List all settings, their values and where these come from."""
    run.out.rows(
        map(_row, configuring.options(run.database, channel)),
        ("key", "value", "origin", "channel", "label"),
    )


@config.command()
@click.argument("key")
@_CHANNEL
@click.pass_obj
def get(run: Run, key: str, channel: str | None) -> None:
    """Show one setting."""
    run.out.one(_row(configuring.option(run.database, key, channel)))


@config.command("set")
@click.argument("key")
@click.argument("value")
@_CHANNEL
@click.pass_obj
def set_(run: Run, key: str, value: str, channel: str | None) -> None:
    """Change a setting."""
    run.receipt(configuring.set_option(run.database, key, value, channel, cause=run.cause))


@config.command()
@click.argument("key")
@_CHANNEL
@click.pass_obj
def unset(run: Run, key: str, channel: str | None) -> None:
    """Take a setting back to what it inherits."""
    run.receipt(configuring.unset_option(run.database, key, channel, cause=run.cause))


def _row(shown: OptionShown) -> dict[str, Any]:
    return {
        "key": shown.key,
        "value": shown.value,
        "origin": shown.origin,
        "channel": shown.channel,
        "label": shown.option.label,
    }
