"""``shipments``: what leaves, from where."""

from __future__ import annotations

import click

from inventory_tui.cli import reading
from inventory_tui.cli.order_rows import amounts
from inventory_tui.cli.order_rows import shipment as shipment_row
from inventory_tui.cli.running import Run
from inventory_tui.cli.verbs import noun
from inventory_tui.domain.distance import Distances, Unit
from inventory_tui.domain.order_list import SHIPMENT_SORTS, ShipmentQuery
from inventory_tui.services.orders import order_lists
from inventory_tui.services.shipping import (
    selecting,
    shipment_cancelling,
    shipping,
    suggesting,
)
from inventory_tui.services.shipping import tracking as tracking_service
from inventory_tui.services.shipping.comparing import Comparison
from inventory_tui.wording import tr

shipments = noun("shipments", tr("What leaves, from where."))


@shipments.command()
@click.argument("number")
@click.option("--algorithm", metavar="NAME", help=tr("How to choose sources (priority)."))
@click.option(
    "--compare", is_flag=True, help=tr("Every algorithm, and why each source or not.")
)
@click.option("--suggest", is_flag=True, help=tr("Only the nearest source that has all of it."))
@click.pass_obj
def plan(run: Run, number: str, algorithm: str | None, compare: bool, suggest: bool) -> None:
    """Propose which sources ship what is left of an order."""
    if suggest:
        if algorithm is not None or compare:
            raise click.UsageError(tr("--suggest stands alone."))
        _suggest(run, number)
        return
    if compare:
        if algorithm is not None:
            raise click.UsageError(
                tr("--compare shows every algorithm; leave out --algorithm.")
            )
        _compare(run, shipping.compare(run.database, number))
        return
    plan = shipping.plan(run.database, number, algorithm or shipping.PRIORITY)
    proposed, distances = plan.proposal, plan.proposal.distances
    lines = [
        {
            "sku": one.sku,
            "source": one.source,
            "quantity": one.quantity,
            "available": one.available,
        }
        for one in proposed.allocations
    ]
    if run.given.json:
        codes = {link.source_id: link.code for link in plan.sources}
        sources = [
            {"source": codes[id], "distance_km": _km(distances, id)} for id in proposed.ranking
        ]
        run.out.object(
            {
                "algorithm": proposed.algorithm,
                "shippable": proposed.shippable,
                "lines": lines,
                "sources": sources,
                "notes": list(proposed.notes),
            }
        )
        return
    run.out.rows(lines, ("sku", "source", "quantity", "available"))
    for note in proposed.notes:
        run.out.note(note)
    if not proposed.shippable:
        run.out.note(tr("the sources do not hold all of it."))


def _suggest(run: Run, number: str) -> None:
    found = suggesting.suggest(run.database, number)
    if not run.given.json:
        print(found.sentence)
        return
    run.out.object(
        {
            "source": found.source,
            "distance_km": None if found.metres is None else round(found.metres / 1000, 1),
            "able": list(found.able),
            "why": found.sentence,
        }
    )


@shipments.command()
@click.pass_obj
def algorithms(run: Run) -> None:
    """List the ways sources can be proposed, the default first."""
    rows = (
        {"code": one.code, "title": one.title, "description": one.description}
        for one in selecting.algorithms()
    )
    run.out.rows(rows, ("code", "title", "description"))
    for sentence in selecting.broken():
        run.out.note(sentence)


@shipments.command()
@click.argument("number")
@click.option("--source", metavar="CODE", help=tr("The source it leaves."))
@click.option(
    "--line", "words", multiple=True, metavar="SKU=QTY", help=tr("What leaves; repeatable.")
)
@click.option(
    "--by", "algorithm", metavar="ALGORITHM", help=tr("One shipment a proposed source.")
)
@click.option(
    "--tracking",
    multiple=True,
    metavar="CARRIER:TITLE:NUMBER[:URL]",
    help=tr("A parcel; repeatable."),
)
@click.option("--comment", default="", metavar="TEXT", help=tr("For the slip."))
@reading.EVENT
@click.pass_obj
def create(
    run: Run,
    number: str,
    source: str | None,
    words: tuple[str, ...],
    algorithm: str | None,
    tracking: tuple[str, ...],
    comment: str,
    event: str | None,
) -> None:
    """Ship goods of an order; without lines all that is left."""
    parcels = [shipping.read_tracking(one) for one in tracking]
    if reading.only_one({"--source": source, "--by": algorithm}) == "--source":
        assert source is not None
        done = shipping.create(
            run.database,
            number,
            source,
            reading.summed(words) if words else None,
            tracking=parcels,
            comment=comment,
            event=event,
            cause=run.cause,
        )
    else:
        assert algorithm is not None
        if words:
            raise click.UsageError(tr("--line goes with --source."))
        done = shipping.create_by_algorithm(
            run.database,
            number,
            algorithm,
            tracking=parcels,
            comment=comment,
            event=event,
            cause=run.cause,
        )
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        shipments=[shipment_row(one) for one in done.shipments],
    )


@shipments.command("list")
@click.option("--filter", "query", default="", metavar="QUERY", help=tr("Only what matches."))
@click.option(
    "--sort", default="number", metavar="COLUMN", help=f"{', '.join(SHIPMENT_SORTS)}."
)
@click.option("--limit", type=reading.COUNT, metavar="N", help=tr("Only the first so many."))
@click.pass_obj
def list_(run: Run, query: str, sort: str, limit: int | None) -> None:
    """List shipments, the newest first; -COLUMN sorts the other way round."""
    rows = (
        {
            "id": one.id,
            "order": one.order,
            "source": one.source,
            "at": one.shipped_at,
            "by": one.shipped_by,
            "units": one.units,
            "carriers": one.carriers,
            "tracking": one.tracking,
            "cancelled": one.cancelled,
        }
        for one in order_lists.shipments(
            run.database, ShipmentQuery(query, *reading.order_by(sort, newest="number")), limit
        )
    )
    run.out.rows(
        rows, ("id", "order", "source", "at", "units", "carriers", "tracking", "cancelled")
    )


@shipments.command()
@click.argument("id", type=int)
@click.pass_obj
def show(run: Run, id: int) -> None:
    """Show a shipment."""
    run.out.one(shipment_row(shipping.show(run.database, id)))


@shipments.command()
@click.argument("id", type=int)
@click.option("--force", is_flag=True, help=tr("Also a parcel that a carrier has."))
@reading.EVENT
@click.pass_obj
def cancel(run: Run, id: int, force: bool, event: str | None) -> None:
    """Cancel a shipment: its goods are back at their source and to be shipped again."""
    done = shipment_cancelling.cancel_shipment(
        run.database, id, force=force, event=event, cause=run.cause
    )
    run.receipt(
        done.receipt,
        order=done.order,
        order_status=done.order_status,
        lines=amounts(done.lines),
    )


@shipments.command()
@click.argument("id", type=int)
@click.option(
    "--tracking",
    multiple=True,
    metavar="CARRIER:TITLE:NUMBER[:URL]",
    help=tr("A parcel; repeatable. Without any, what was known is taken away."),
)
@click.pass_obj
def track(run: Run, id: int, tracking: tuple[str, ...]) -> None:
    """Say how the parcels of a shipment are followed, also once it left."""
    parcels = [shipping.read_tracking(one) for one in tracking]
    done = tracking_service.put(run.database, id, parcels, cause=run.cause)
    run.receipt(done.receipt, tracking=shipment_row(done.shipment)["tracking"])


@shipments.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID...")
@click.pass_obj
def slip(run: Run, ids: tuple[int, ...]) -> None:
    """Print the packing slips of shipments: plain text of 80 columns."""
    for id in ids:
        text = shipping.slip(run.database, id)
        if run.given.json:
            run.out.object({"id": id, "slip": text})
        else:
            print(text)


def _compare(run: Run, comparison: Comparison) -> None:
    """Print each algorithm's answer: an object each, or for people a row a source."""
    rows = []
    for one in comparison.compared:
        sources = [
            {
                "source": verdict.source,
                "rank": verdict.rank,
                "distance_km": _km(comparison.distances, verdict.source_id),
                "quantity": verdict.quantity,
                "why": verdict.why,
            }
            for verdict in one.sources
        ]
        if run.given.json:
            run.out.object(
                {
                    "algorithm": one.algorithm.code,
                    "title": one.algorithm.title,
                    "shippable": one.plan is not None and one.plan.shippable,
                    "shipments": one.shipments,
                    "units": one.units,
                    "missing": one.missing,
                    "sources": sources,
                    "notes": list(one.plan.proposal.notes) if one.plan else [],
                    "refused": one.refusal or None,
                }
            )
        rows += [{"algorithm": one.algorithm.code, **source} for source in sources]
    notes = [one.refusal for one in comparison.compared if one.refusal]
    notes += [
        note for one in comparison.compared if one.plan for note in one.plan.proposal.notes
    ]
    if not run.given.json:
        run.out.rows(rows, ("algorithm", "source", "rank", "distance_km", "quantity", "why"))
    for note in dict.fromkeys((*notes, *comparison.broken)):
        run.out.note(note)


def _km(distances: Distances, source_id: int) -> float | None:
    """Kilometres to a source; None where they are not known, or minutes were asked for."""
    metres = distances.values.get(source_id)
    return (
        None if metres is None or distances.unit is not Unit.METRES else round(metres / 1000, 1)
    )
