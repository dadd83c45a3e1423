"""``alerts``: who wants to know when a product is back, low or cheaper; and telling them."""

from __future__ import annotations

from typing import Any

import click

from inventory_tui.cli.running import Run, one_of
from inventory_tui.cli.verbs import noun
from inventory_tui.services.reports import alert_rounds
from inventory_tui.services.reports import alerts as subscriptions
from inventory_tui.services.reports.alerts import Alert, AlertKind
from inventory_tui.wording import tr

alerts = noun("alerts", tr("Who wants to know when a product is back, low or cheaper."))

COLUMNS = ("id", "sku", "channel", "customer", "email", "kind", "subscribed", "count")


def row(alert: Alert) -> dict[str, Any]:
    """A subscription as it is printed."""
    return {
        "id": alert.id,
        "sku": alert.sku,
        "channel": alert.channel,
        "customer": alert.customer,
        "email": alert.email,
        "kind": alert.kind,
        "subscribed": alert.subscribed_at,
        "last_sent": alert.last_sent_at,
        "count": alert.sent,
        "price": alert.price,
    }


@alerts.command("list")
@click.option("--sku", metavar="SKU", help=tr("Only of this product."))
@click.option("--channel", metavar="CODE", help=tr("Only of this sales channel."))
@click.option("--kind", metavar="stock|price|low", help=tr("Only of this kind."))
@click.pass_obj
def list_(run: Run, sku: str | None, channel: str | None, kind: str | None) -> None:
    """List subscriptions, in the order they were made."""
    found = subscriptions.listed(
        run.database,
        sku=sku,
        channel=channel,
        kind=None if kind is None else AlertKind(one_of(kind, list(AlertKind), "--kind")),
    )
    run.out.rows(map(row, found), COLUMNS)


@alerts.command()
@click.argument("sku")
@click.option("--customer", required=True, metavar="TEXT", help=tr("Who wants to know."))
@click.option("--email", required=True, metavar="TEXT", help=tr("Where the message goes."))
@click.option(
    "--channel", metavar="CODE", help=tr("Whose stock counts (default: the first one).")
)
@click.option("--price", is_flag=True, help=tr("Tell when it is cheaper, not when it is back."))
@click.option("--low", is_flag=True, help=tr("Tell when it runs low, not when it is back."))
@click.pass_obj
def add(
    run: Run,
    sku: str,
    customer: str,
    email: str,
    channel: str | None,
    price: bool,
    low: bool,
) -> None:
    """Subscribe someone to a product: being back in stock, cheaper or low."""
    if price and low:
        raise click.UsageError(tr("Give --price or --low; a subscription is of one kind."))
    kind = AlertKind.PRICE if price else AlertKind.LOW if low else AlertKind.STOCK
    typed = {"sku": sku, "customer": customer, "email": email, "kind": kind.value}
    if channel is not None:
        typed["channel"] = channel
    done = subscriptions.add(run.database, typed, cause=run.cause)
    run.receipt(done.receipt)


@alerts.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")
@click.pass_obj
def remove(run: Run, ids: tuple[int, ...]) -> None:
    """Take subscriptions away, with the messages that wait for them."""
    run.receipt(subscriptions.remove(run.database, ids, cause=run.cause))


@alerts.command("run")
@click.option(
    "--due",
    is_flag=True,
    help=tr("Look only for channels whose time has come: alert_schedule, alert_start."),
)
@click.pass_obj
def run_(run: Run, due: bool) -> int:
    """Record what came true since the last run, and deliver what waits; for cron.

    Messages go where alert_file, alert_command and alert_webhook of this machine's settings
    say. Ends with 1 when a delivery failed; it is tried again the next time.
    """
    to = alert_rounds.targets(
        file=run.settings.alert_file,
        command=run.settings.alert_command,
        webhook=run.settings.alert_webhook,
        patience_s=run.settings.alert_timeout_s,
    )
    with run.stoppable() as stop:
        ran = alert_rounds.run(
            run.database,
            to,
            due=due,
            cause=run.cause,
            progress=run.out.progress(tr("messages")),
            stop=stop,
        )
    run.receipt(ran.receipt)
    return 1 if ran.failed else 0
