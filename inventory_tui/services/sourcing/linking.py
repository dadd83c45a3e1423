"""Links of sources to stocks as another program hands them in: each with its priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import InvalidInput, Kind, Problem, Refused
from inventory_tui.domain.history import Cause, Deed, Receipt
from inventory_tui.domain.labels import key_of, parse_code
from inventory_tui.domain.source import Source
from inventory_tui.services import Database
from inventory_tui.services.sourcing.remapping import default_link, refuse_default_link, remap
from inventory_tui.store.database import Transaction
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Link:
    """One source of one stock."""

    stock: str
    """Its name or its id."""
    source: str
    priority: int = 1
    """1 comes first; of equals the source code decides."""


def save_links(database: Database, links: Sequence[Link], *, cause: Cause) -> Receipt:
    """Let stocks take from sources at these priorities, beside those they have already.

    A link that is there moves to its new priority.  Afterwards the priorities of each stock
    are 1 to n.  Counts the sources ``assigned`` and the ``stocks`` that changed.

    Raises:
        InvalidInput: A code or a priority breaks a rule.
        Refused: Nothing is given; a stock or source is unknown; a link of the Default Stock
            or the Default Source would change.

    Source: spec 1.4, 2.7.
    """
    _refuse_none(links)
    if problems := [problem for link in links for problem in _problems(link)]:
        raise InvalidInput.because(problems)
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        wanted: dict[int, dict[int, tuple[int, str, Source]]] = {}
        for link, source in _sources(transaction, links):
            stock = transaction.stocks.known(link.stock)
            if stock.id not in wanted:
                own = {one.code: one.priority for one in stock.sources}
                wanted[stock.id] = {
                    one.id: (own[one.code], one.code, one)
                    for one in transaction.sources.all_known(list(own))
                }
            wanted[stock.id][source.id] = (link.priority, source.code, source)
        ordered = {
            id: [source for _, _, source in sorted(ranked.values(), key=lambda one: one[:2])]
            for id, ranked in wanted.items()
        }
        return _written(transaction, ordered, cause)


def delete_links(database: Database, links: Sequence[Link], *, cause: Cause) -> Receipt:
    """Let stocks no longer take from sources; what lies there stays.

    Counts the sources ``unassigned``, and the ``stocks`` that changed.

    Raises:
        Refused: Nothing is given; a stock or source is unknown; a link of the Default Stock
            or the Default Source is named.
    """
    _refuse_none(links)
    with database.write(whole=True) as transaction:
        transaction.stocks.hold()
        left: dict[int, list[Source]] = {}
        for link, source in _sources(transaction, links):
            stock = transaction.stocks.known(link.stock)
            if stock.is_default or source.is_default:
                raise default_link()
            if stock.id not in left:
                codes = [one.code for one in stock.sources]
                left[stock.id] = transaction.sources.all_known(codes)
            left[stock.id] = [one for one in left[stock.id] if one.id != source.id]
        return _written(transaction, left, cause)


def _written(
    transaction: Transaction, sources: dict[int, list[Source]], cause: Cause
) -> Receipt:
    """Give stocks these sources, as one entry of the history."""
    counts = {"assigned": 0, "unassigned": 0, "stocks": 0}
    number: int | None = None
    names = []
    for id, wanted in sources.items():
        before = transaction.stocks.get(id)
        refuse_default_link(before, wanted)
        if [source.id for source in wanted] == [link.source_id for link in before.sources]:
            continue
        if number is None:
            number = transaction.journal.begin(Deed.STOCK_MAPPED, cause, reason="mapped")
        changed, _ = remap(transaction, number, before, before.name, wanted, before.channels)
        for key in ("assigned", "unassigned"):
            counts[key] += changed[key]
        counts["stocks"] += 1
        names.append(before.name)
    if number is None:
        return Receipt(None, Deed.STOCK_MAPPED, counts, tr("The stocks are like that already"))
    message = tr("Sources of {stocks} changed", stocks=", ".join(names))
    transaction.journal.finish(number, summary=message, counts=counts)
    return Receipt(number, Deed.STOCK_MAPPED, counts, message)


def _sources(transaction: Transaction, links: Sequence[Link]) -> list[tuple[Link, Source]]:
    codes = [link.source for link in links]
    found = {
        key_of(one.code): one for one in transaction.sources.all_known(codes, field="source")
    }
    return [(link, found[key_of(link.source.strip())]) for link in links]


def _problems(link: Link) -> list[Problem]:
    problems = []
    try:
        parse_code(link.source)
    except ValueError as broken:
        rule = getattr(broken, "rule", None)
        sentence = tr("Source: {problem}", problem=broken)
        problems.append(Problem(Kind.VALIDATION_FAILED, sentence, "source", rule=rule))
    if link.priority < 1:
        sentence = tr("Priority: {priority} is none; 1 comes first.", priority=link.priority)
        problems.append(
            Problem(Kind.VALIDATION_FAILED, sentence, "priority", rule=Kind.NOT_POSITIVE)
        )
    return problems


def _refuse_none(links: Sequence[Link]) -> None:
    if not links:
        raise Refused(
            Kind.NOTHING_GIVEN, tr("Name at least one source of a stock."), field="link"
        )
