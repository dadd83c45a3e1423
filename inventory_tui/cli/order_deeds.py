"""What is done to an order that is there: ``orders hold``, ``invoice``, ``refund`` …"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from inventory_tui.cli import order_rows, reading
from inventory_tui.cli.placing import LINE
from inventory_tui.cli.running import Run, one_of
from inventory_tui.cli.verbs import Verb
from inventory_tui.domain.document import Outcome, RefundAmounts, RefundWish
from inventory_tui.domain.errors import InvalidInput
from inventory_tui.domain.history import Receipt
from inventory_tui.domain.payment import PaymentState
from inventory_tui.domain.quantity import Quantity
from inventory_tui.services.orders import (
    expiries,
    forgetting,
    invoicing,
    order_batches,
    ordering,
    payments,
    refunding,
)
from inventory_tui.wording import tr

_COMMENT = click.option("--comment", default="", metavar="TEXT", help=tr("Kept beside it."))


_NUMBERS = click.argument("numbers", nargs=-1, required=True, metavar="NUMBER...")


def _several(
    run: Run, numbers: Sequence[str], deed: Callable[..., Receipt], *, one_only: bool
) -> None:
    """Do a deed to several orders as one; those that do not admit it are left out."""
    if one_only:
        raise click.UsageError(tr("--line and --event are about one order; name one."))
    ids = [ordering.show(run.database, number).order.id for number in numbers]
    run.receipt(deed(run.database, list(dict.fromkeys(ids)), cause=run.cause))


@click.command(cls=Verb)
@_NUMBERS
@reading.EVENT
@click.pass_obj
def hold(run: Run, numbers: tuple[str, ...], event: str | None) -> None:
    """Put orders on hold: they keep their reservations, nothing of them ships."""
    if len(numbers) > 1:
        _several(run, numbers, order_batches.hold, one_only=event is not None)
        return
    held = ordering.hold(run.database, numbers[0], event=event, cause=run.cause)
    run.receipt(held.receipt, order=held.order, status=held.status)


@click.command(cls=Verb)
@_NUMBERS
@reading.EVENT
@click.pass_obj
def unhold(run: Run, numbers: tuple[str, ...], event: str | None) -> None:
    """Take orders off hold."""
    if len(numbers) > 1:
        _several(run, numbers, order_batches.unhold, one_only=event is not None)
        return
    held = ordering.unhold(run.database, numbers[0], event=event, cause=run.cause)
    run.receipt(held.receipt, order=held.order, status=held.status)


@click.command(cls=Verb)
@_NUMBERS
@LINE
@reading.EVENT
@click.pass_obj
def cancel(
    run: Run, numbers: tuple[str, ...], words: tuple[str, ...], event: str | None
) -> None:
    """Cancel what of orders has not shipped; of one order also some of it."""
    if len(numbers) > 1:
        one_only = bool(words) or event is not None
        _several(run, numbers, order_batches.cancel, one_only=one_only)
        return
    done = ordering.cancel(
        run.database,
        numbers[0],
        reading.summed(words) if words else None,
        event=event,
        cause=run.cause,
    )
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        lines=order_rows.amounts(done.lines),
    )


@click.command(cls=Verb)
@click.argument("number")
@LINE
@_COMMENT
@reading.EVENT
@click.pass_obj
def invoice(
    run: Run, number: str, words: tuple[str, ...], comment: str, event: str | None
) -> None:
    """Invoice what of an order is not invoiced yet, or some of it.

    Goods that are never shipped leave their sources by it, as the default selection says.
    """
    done = invoicing.invoice(
        run.database,
        number,
        reading.summed(words) if words else None,
        comment=comment,
        event=event,
        cause=run.cause,
    )
    skus = {line.id: line.sku for line in ordering.show(run.database, number).order.lines}
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        invoice=None if run.given.dry_run else done.invoice,
        lines=order_rows.amounts(done.lines),
        taken=order_rows.moved(done.taken, skus),
    )


@click.command(cls=Verb)
@click.argument("number")
@click.option(
    "--line",
    "words",
    multiple=True,
    metavar="SKU=QTY[:return|:release|:write-off][@SOURCE]",
    help=tr("What is given back, what becomes of the goods, and where; repeatable."),
)
@click.option("--all", "everything", is_flag=True, help=tr("All that can be refunded."))
@click.option(
    "--shipping", default="", metavar="AMOUNT", help=tr("Given back of the shipping.")
)
@click.option("--adjustment", default="", metavar="AMOUNT", help=tr("Given back beyond that."))
@click.option("--fee", default="", metavar="AMOUNT", help=tr("Kept."))
@_COMMENT
@reading.EVENT
@click.pass_obj
def refund(
    run: Run,
    number: str,
    words: tuple[str, ...],
    everything: bool,
    shipping: str,
    adjustment: str,
    fee: str,
    comment: str,
    event: str | None,
) -> None:
    """Refund what of an order was invoiced or shipped.

    return: what had left comes back to the sources it left; release: nothing moves;
    write-off: what had not left is taken out of a source, as lost. Without a word the
    setting return_to_stock decides between return and release.
    """
    reading.only_one({"--line": words or None, "--all": everything or None})
    done = refunding.refund(
        run.database,
        number,
        None if everything else _wishes(words),
        amounts=RefundAmounts(shipping, adjustment, fee),
        comment=comment,
        event=event,
        cause=run.cause,
    )
    skus = {line.line_id: line.sku for line in done.lines}
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        refund=None if run.given.dry_run else done.refund,
        lines=order_rows.refunded(done.lines, done.moved),
        moved=order_rows.moved(done.moved, skus),
    )


@click.command(cls=Verb)
@click.argument("number")
@click.argument("state", metavar="pending|review|fraud|received")
@reading.EVENT
@click.pass_obj
def payment(run: Run, number: str, state: str, event: str | None) -> None:
    """Say how the payment of an order stands; received lets it go on."""
    word = one_of(state, list(PaymentState), tr("A payment"))
    _turned(run, payments.payment(run.database, number, word, event=event, cause=run.cause))


@click.command(cls=Verb)
@click.argument("number")
@click.argument("when", metavar="DATE|TIME|never")
@reading.EVENT
@click.pass_obj
def expiry(run: Run, number: str, when: str, event: str | None) -> None:
    """Say when an order lets go of what is not paid, invoiced or shipped by then.

    A date such as 2026-12-01T08:00, or how long from now: 30m, 2h, 3d.  "housekeeping" and
    any program on screen see to it.
    """
    done = expiries.set_expiry(run.database, number, when, event=event, cause=run.cause)
    run.receipt(done.receipt, order=done.order, expires=done.expires_at)


@click.command(cls=Verb)
@click.argument("number")
@reading.EVENT
@click.pass_obj
def accept(run: Run, number: str, event: str | None) -> None:
    """Let an order whose payment was in doubt go on."""
    _turned(run, payments.accept(run.database, number, event=event, cause=run.cause))


@click.command(cls=Verb)
@click.argument("number")
@reading.EVENT
@click.pass_obj
def deny(run: Run, number: str, event: str | None) -> None:
    """Cancel all that is open of an order whose payment was in doubt."""
    _turned(run, payments.deny(run.database, number, event=event, cause=run.cause))


def _turned(run: Run, done: payments.Turned) -> None:
    run.receipt(done.receipt, order=done.order, status=done.status)


@click.command(cls=Verb)
@click.argument("numbers", nargs=-1, metavar="NUMBER...")
@click.option("--customer", metavar="EMAIL", help=tr("All orders and alerts of this address."))
@click.pass_obj
def forget(run: Run, numbers: tuple[str, ...], customer: str | None) -> None:
    """Erase who ordered, in finished orders, their documents and in alerts.

    Numbers, quantities, reservations and the history stay. Copies made before still hold
    what was erased.
    """
    reading.only_one({"NUMBER": numbers or None, "--customer": customer})
    done = forgetting.forget(run.database, numbers, customer=customer, cause=run.cause)
    run.receipt(done.receipt, orders=done.orders)


def _wishes(words: Sequence[str]) -> list[RefundWish]:
    """Read ``SKU=QTY[:OUTCOME][@SOURCE]`` words; the SKU may hold any of these signs.

    Raises:
        InvalidInput: Words are not so, all of them named.
    """
    wishes: list[RefundWish] = []
    problems: dict[str, str] = {}
    for word in words:
        sku, equals, rest = word.rpartition("=")
        asked, at, source = rest.partition("@")
        amount, colon, outcome = asked.partition(":")
        try:
            if not equals or not sku or (at and not source):
                raise ValueError(tr("write SKU=QTY[:return|:release|:write-off][@SOURCE]."))
            wishes.append(
                RefundWish(
                    sku,
                    Quantity.parse(amount),
                    _outcome(outcome) if colon else None,
                    source or None,
                )
            )
        except ValueError as problem:
            problems[word] = tr("--line {word}: {problem}", word=word, problem=problem)
    if problems:
        raise InvalidInput(problems)
    return wishes


def _outcome(word: str) -> Outcome:
    try:
        return Outcome(word.casefold())
    except ValueError:
        raise ValueError(
            tr("goods are return, release or write-off, not {word!r}.", word=word)
        ) from None


DEEDS = (hold, unhold, cancel, invoice, refund, payment, expiry, accept, deny, forget)
"""In the order the help names them."""
