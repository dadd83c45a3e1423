"""Deeds on sources of the list: delete or archive them, and find where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inventory_tui.domain.errors import InventoryError
from inventory_tui.domain.geocoding import Spot
from inventory_tui.domain.history import Receipt
from inventory_tui.services.sourcing import locating, source_removal
from inventory_tui.services.sourcing.locating import Located
from inventory_tui.services.sourcing.source_removal import Removal
from inventory_tui.tui.dialogs.counted import sources
from inventory_tui.tui.dialogs.pick import Option, Picker
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.screens.frame.page import Page
from inventory_tui.wording import tr

_NAMED = 6
_KEYS, _ANSWERS = ("save", "delete", "edit"), ("save", "discard", "edit")


async def remove_sources(page: Page, codes: Sequence[str]) -> bool:
    """Ask, saying what names each source; then delete, archive or bring back.

    Returns:
        Whether anything was written.
    """
    try:
        plans = await page.read(source_removal.plan_removal, codes)
    except InventoryError as refusal:
        await page.refuse(refusal)
        return False
    if all(one.source.is_default for one in plans):
        page.say(tr("The Default Source is never deleted or archived"))
        return False
    ways = _ways(plans)
    choices = [(id, way.label) for id, way in zip(_KEYS, ways, strict=False)]
    question = Question(
        tr("Delete or archive"), _lines(plans), [*choices, ("back", tr("Back"))]
    )
    answer = await page.ask(question)
    if answer is None:
        return False
    way = ways[_ANSWERS.index(answer)]
    return await page.deed(way.deed, [one.source.code for one in way.removals]) is not None


@dataclass(frozen=True, slots=True)
class _Way:
    """One thing that can be done with some of the sources."""

    label: str
    deed: Callable[..., Receipt]
    removals: Sequence[Removal]


def _ways(plans: Sequence[Removal]) -> list[_Way]:
    """What can be done, the first by F10."""
    mine = [one for one in plans if not one.source.is_default]
    gone = [one for one in mine if one.may_delete]
    kept = [one for one in mine if not one.may_delete and not one.source.archived]
    back = [one for one in mine if one.source.archived]
    ways = [
        _Way(
            tr("Delete {sources}", sources=sources(len(gone))),
            source_removal.delete_sources,
            gone,
        ),
        _Way(
            tr("Archive {sources}", sources=sources(len(kept))),
            source_removal.archive_sources,
            kept,
        ),
        _Way(tr("Bring {count} back", count=len(back)), source_removal.restore_sources, back),
    ]
    return [way for way in ways if way.removals]


def _lines(plans: Sequence[Removal]) -> list[str]:
    """What speaks for which of them."""
    lines = []
    for one in plans[:_NAMED]:
        code = one.source.code
        if one.source.is_default:
            lines.append(tr("{code}: stays, it is the Default Source", code=code))
        elif one.may_delete:
            lines.append(
                tr("{code}: nothing names it; deleted, it does not come back", code=code)
            )
        else:
            state = tr("archived; ") if one.source.archived else ""
            lines.append(f"{code}: {state}{', '.join(one.named_by)}")
    if len(plans) > _NAMED:
        lines.append(tr("and {count} more", count=len(plans) - _NAMED))
    lines += ["", tr("Archived: off, offered nowhere, kept with all it has.")]
    return lines


async def locate_sources(page: Page, codes: Sequence[str]) -> bool:
    """Find each source by its address; where several places have it, ask which.

    Returns:
        Whether anything was written.
    """
    written = False
    for code in codes:
        try:
            found = await page.read(locating.find, code)
        except InventoryError as refusal:
            await page.refuse(refusal)
            continue
        spot = found.spots[0] if found.is_sure else await _chosen(page, found)
        if spot is None:
            continue
        receipt = await page.deed(locating.put, found, spot)
        written = written or (receipt is not None and receipt.operation is not None)
    return written


async def _chosen(page: Page, found: Located) -> Spot | None:
    """Let a person say which of several places a source is at."""
    options = [
        Option(str(number), spot.label, f"{spot.latitude}, {spot.longitude}")
        for number, spot in enumerate(found.spots, start=1)
    ]
    chosen = await page.ask(Picker(tr("Where is {code}?", code=found.source.code), options))
    return found.spots[int(chosen[0]) - 1] if chosen else None
