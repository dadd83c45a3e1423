"""Settings as rows: the value in force, where it comes from, and what is wished instead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from inventory_tui.domain.labels import visible
from inventory_tui.domain.options import CHANNEL, GLOBAL, OPTIONS, Option
from inventory_tui.domain.product import Origin
from inventory_tui.services.keeping.configuring import OptionShown
from inventory_tui.services.products.channel_settings import ChannelSetting
from inventory_tui.services.products.showing import SettingShown
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of a setting."""

    text: str | None
    """None: that it inherits."""
    over: str | None
    """The own text it was typed over; another one by now was set by someone else."""


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One setting at one scope."""

    id: int
    option: Option
    own: str | None
    """The text set at this scope; None where it inherits."""
    inherited: str
    """The text it has, or would have, without."""
    origin: Origin
    """Where ``inherited`` comes from."""
    channel: str = ""
    wish: Wish | None = None
    idle: str = ""
    """Why it has no effect as things are."""
    heading: str = ""
    """The section that begins here: it is no setting, but stands before the first of them."""

    @property
    def is_shown(self) -> bool:
        """Whether it stands in the list: of a channel only what is, or shall be, its own."""
        return not self.channel or self.own is not None or self.wish is not None

    @property
    def key(self) -> str:
        """Names it for drafts: the option, and the channel if it is one's own there."""
        return f"{self.option.key}@{self.channel}" if self.channel else self.option.key

    @property
    def label(self) -> str:
        """What questions call it."""
        if not self.channel:
            return self.option.label
        return tr("{label} in {channel}", label=self.option.label, channel=self.channel)

    @property
    def text(self) -> str:
        """The text in force as it is stored."""
        return self.inherited if self.own is None else self.own

    @property
    def wished(self) -> str:
        """The text that would be in force."""
        if self.wish is None:
            return self.text
        return self.inherited if self.wish.text is None else self.wish.text

    @property
    def is_own(self) -> bool:
        """Whether it has, or shall have, a value of its own."""
        return (self.own if self.wish is None else self.wish.text) is not None

    def wishing(self, wish: Wish | None) -> OptionRow:
        """The same row with another wish; one that changes nothing is none."""
        if wish is not None and wish.text == self.own:
            wish = None
        return replace(self, wish=wish)

    @property
    def clashes(self) -> bool:
        """Whether someone else changed it since it was wished."""
        return self.wish is not None and self.wish.over != self.own

    def line(self) -> str:
        """A line for the question on leaving."""
        after = (
            tr("inherited") if self.wish is not None and self.wish.text is None else self.wished
        )
        return f"{self.label}: {self.text or '–'} → {after or '–'}"


def rows_of_setup(shown: Sequence[OptionShown], channels: Sequence[str]) -> list[OptionRow]:
    """The settings for all; below each that may differ there, one row a channel.

    Args:
        shown: As `services.configuring.options` returns them.
        channels: The codes of all channels.
    """
    general = [one for one in shown if one.channel is None]
    own = {(one.key, one.channel): one.own for one in shown if one.channel is not None}
    rows: list[OptionRow] = []
    for one in general:
        built_in = one.option.show(one.option.default)
        rows.append(OptionRow(len(rows) + 1, one.option, one.own, built_in, Origin.DEFAULT))
        if CHANNEL in one.option.scopes:
            rows += [
                OptionRow(
                    len(rows) + number,
                    one.option,
                    own.get((one.key, code)),
                    one.text,
                    one.origin,
                    code,
                )
                for number, code in enumerate(channels, start=1)
            ]
    return rows


def rows_of_product(
    shown: Sequence[SettingShown], in_channels: Sequence[ChannelSetting] = ()
) -> list[OptionRow]:
    """A product's settings, in the order of its form; below each what channels may differ in.

    Args:
        in_channels: Every setting that may, in every channel.
    """
    there: dict[str, list[ChannelSetting]] = {}
    for setting in in_channels:
        there.setdefault(setting.option.key, []).append(setting)
    rows: list[OptionRow] = []
    for one in shown:
        own = one.text if one.origin is Origin.OWN else None
        inherited = one.option.show(one.inherited)
        rows.append(OptionRow(len(rows) + 1, one.option, own, inherited, _inherited_from(one)))
        for setting in there.get(one.option.key, ()):
            rows.append(
                OptionRow(
                    len(rows) + 1,
                    one.option,
                    setting.own,
                    setting.inherited,
                    setting.origin,
                    setting.channel,
                )
            )
    return rows


def _inherited_from(one: SettingShown) -> Origin:
    if one.origin is not Origin.OWN:
        return one.origin
    # an own value hides whether the one below it was set or is built in
    return Origin.GLOBAL if one.inherited != one.option.default else Origin.DEFAULT


def with_wishes(rows: Sequence[OptionRow], wished: Mapping[str, Wish]) -> list[OptionRow]:
    """The rows with these wishes, by key."""
    return [row.wishing(wished.get(row.key)) for row in rows]


def with_headings(rows: Iterable[OptionRow]) -> Iterator[OptionRow]:
    """The rows to show, each section after the first with a line that names it."""
    section: str | None = None
    for row in rows:
        if section not in (None, row.option.section):
            yield OptionRow(
                -row.id, row.option, None, "", Origin.DEFAULT, heading=row.option.section
            )
        section = row.option.section
        yield row


def with_idle(rows: Sequence[OptionRow]) -> list[OptionRow]:
    """The rows, each knowing whether another setting leaves it without effect."""
    general = {row.option.key: row for row in rows if not row.channel}
    return [replace(row, idle=_idle(row, general)) for row in rows]


def _idle(row: OptionRow, general: Mapping[str, OptionRow]) -> str:
    if row.option.needs is None or row.channel:
        return ""
    key, text = row.option.needs
    other = general.get(key)
    if other is None or other.wished == text:
        return ""
    return tr(
        "No effect while {label} is {wished}", label=OPTIONS[key].label, wished=other.wished
    )


def wishes(rows: Sequence[OptionRow]) -> dict[str, Wish]:
    """What is wished, by key."""
    return {row.key: row.wish for row in rows if row.wish is not None}


def kept_wishes(rows: Sequence[OptionRow]) -> dict[str, list[str | None]]:
    """The wishes as a file of drafts holds them."""
    return {key: [wish.text, wish.over] for key, wish in wishes(rows).items()}


def read_wishes(kept: object) -> dict[str, Wish]:
    """What `kept_wishes` gave, read back; anything else is none."""
    if not isinstance(kept, dict):
        return {}
    return {
        str(key): Wish(*pair)
        for key, pair in kept.items()
        if isinstance(pair, list) and len(pair) == 2
    }


def _label(row: OptionRow) -> str | Cell:
    if row.heading:
        return Cell(f" ── {row.heading} ──", "dim")
    text = tr("  in {channel}", channel=row.channel) if row.channel else row.option.label
    if row.wish is None:
        return f" {text}"
    return Cell(f"≈{text}", "others") if row.clashes else Cell(f"•{text}", "strong")


def _value(row: OptionRow) -> str | Cell:
    if row.heading:
        return ""
    mark = "" if row.is_own else "*"
    if row.wish is None:
        text = f"{visible(row.text) or '–'}{mark}"
        return Cell(text, "dim") if row.idle else text
    before, after = visible(row.text) or "–", visible(row.wished) or "–"
    return Cell(f"{before} → {after}{mark}", "strong")


def _from(row: OptionRow) -> str | Cell:
    if row.heading:
        return ""
    if row.is_own:
        return _OWN
    is_global = GLOBAL in row.option.scopes and row.origin is Origin.GLOBAL
    return Cell(_GLOBAL if is_global else _BUILT_IN, "dim")


_OWN, _GLOBAL, _BUILT_IN = tr("own"), tr("* global"), tr("* built-in")


def _global(row: OptionRow) -> str:
    if row.heading:
        return ""
    return row.inherited if GLOBAL in row.option.scopes else "–"


SETUP: tuple[Column[OptionRow], ...] = (
    Column("label", tr("Setting"), _label, 37, least=20, most=44),
    Column("value", tr("Value"), _value, 14, least=8, most=40),
    Column(
        "default",
        tr("Built-in"),
        lambda row: Cell(
            "" if row.channel else row.option.show(row.option.default) or "–", "dim"
        ),
        9,
        most=16,
        drop=1,
        from_width=62,
    ),
)
"""Columns of Setup."""

PRODUCT: tuple[Column[OptionRow], ...] = (
    Column("label", tr("Setting"), _label, 38, least=24, most=44),
    Column("value", tr("Value"), _value, 14, least=10, most=40),
    Column("from", tr("From"), _from, max(map(len, (_OWN, _GLOBAL, _BUILT_IN)))),
    Column(
        "global",
        tr("Global"),
        lambda row: Cell(_global(row), "dim"),
        9,
        most=16,
        drop=1,
    ),
)
"""Columns of the product page."""
