"""``housekeeping``: what the clock asks for, for cron."""

from __future__ import annotations

import click

from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import Verb
from inventory_tui.domain.history import SYSTEM, Cause
from inventory_tui.services.keeping import housekeeping as keeping
from inventory_tui.services.reports import alert_rounds


@click.command(cls=Verb)
@click.pass_obj
def housekeeping(run: Run) -> int:
    """Do what the clock asks for; for cron, as often as you like.

    Bookings that expired are let go, products whose date has come go on sale or off it, low
    stock is answered, alerts that are due are sent, reservations that sum to 0 are folded
    away. Several at once do the same work once. An error in one does not keep the others from
    being done; it ends with 1 then.
    """
    to = alert_rounds.targets(
        file=run.settings.alert_file,
        command=run.settings.alert_command,
        webhook=run.settings.alert_webhook,
        patience_s=run.settings.alert_timeout_s,
    )
    asked = run.cause
    cause = asked if run.given.actor else Cause(SYSTEM, asked.login, asked.reason, asked.note)
    with run.stoppable() as stop:
        done = keeping.keep_house(
            run.database, to=to, machine=run.settings.machine(), cause=cause, stop=stop
        )
    errors = [{"task": name, "message": why} for name, why in done.errors.items()]
    run.done("housekeeping", done.sentence, **done.counts, errors=errors)
    for error in errors:
        run.out.error(f"{error['task']}: {error['message']}")
    return 1 if errors else 0
