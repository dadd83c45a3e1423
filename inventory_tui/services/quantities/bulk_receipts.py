"""What a bulk deed, or its dry run, says it did: counts, one line, and what stayed behind."""

from __future__ import annotations

from inventory_tui.domain.bulk import (
    Assign,
    BulkPlan,
    Request,
    SetMany,
    Transfer,
    Unassign,
    Verdict,
)
from inventory_tui.domain.quantity import ONE


def counts_of(request: Request, plan: BulkPlan) -> dict[str, int | str]:
    """The counts a receipt and a dry run tell, by the words of the command line's manual."""
    counts: dict[str, int | str] = {}
    match request:
        case Assign():
            counts["assigned"] = plan.will_change
        case Unassign():
            counts["unassigned"] = plan.will_change
        case Transfer():
            counts["transferred"] = plan.will_change
            if plan.stay:
                counts["stay"] = str(plan.stay)
        case SetMany():
            counts["changed"] = plan.will_change
    counts["skipped"] = plan.skipped
    counts["blocked"] = plan.blocked
    counts["products"] = plan.changed_products
    counts["units"] = str(plan.units)
    for verdict, count in sorted(plan.rows.items()):
        if verdict not in (Verdict.CHANGE, Verdict.BLOCKED, Verdict.UNIT_DIFFERS) and count:
            counts[verdict.value] = count
    return counts


def summary_of(request: Request, plan: BulkPlan) -> str:
    """One line for people: what, how many, where."""
    units, skus = plan.units.grouped(), _skus(plan.changed_products)
    match request:
        case Assign(sources):
            return f"Assigned {', '.join(sources)} to {skus}, {plan.will_change:,} new rows"
        case Unassign(sources):
            return f"Unassigned {', '.join(sources)} from {skus}, {units} units gone"
        case Transfer(origin, destination):
            return f"Moved {units} units of {skus} {origin} → {destination}"
        case SetMany(source, change=change) if change is not None:
            return f"Adjusted {skus} at {source} by {change.signed()} each"
        case SetMany(source):
            return f"Set {skus} at {source}, {plan.units.signed()} units"


def _skus(count: int) -> str:
    return f"{count:,} SKU" if count == 1 else f"{count:,} SKUs"


def stays_of(plan: BulkPlan) -> tuple[str, ...]:
    """What of a transfer stays where it was, a sentence each; none where all goes along."""
    if not plan.stay:
        return plan.differing
    assert isinstance(plan.request, Transfer)
    what = "not for sale" if plan.request.override_safety else "safety stock, or not for sale"
    verb = "stays" if plan.stay == ONE else "stay"
    return (f"{plan.stay.in_units()} {verb} at {plan.request.origin}: {what}.", *plan.differing)
