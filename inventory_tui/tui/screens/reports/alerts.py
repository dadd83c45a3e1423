"""Alerts: who wants to know what, what they were told, what waits and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import BindingType

from inventory_tui.domain import vocabularies
from inventory_tui.domain.filters import quoted
from inventory_tui.domain.row_filter import Described, matching, ordered
from inventory_tui.services import Database
from inventory_tui.services.desk.finding import Found, FoundKind
from inventory_tui.services.reports import alert_rounds, alerts
from inventory_tui.services.reports.alerts import AlertKind
from inventory_tui.services.sourcing import channels
from inventory_tui.tui import dates
from inventory_tui.tui.commands import Command, Hint, bindings
from inventory_tui.tui.dialogs.form import FormDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.dialogs.question import Question
from inventory_tui.tui.dialogs.text import TextDialog
from inventory_tui.tui.screens.frame.list_page import ListPage
from inventory_tui.tui.screens.reports.alert_rows import (
    KIND_WIDTH,
    SORTS,
    AlertQuery,
    AlertRow,
    alert_rows,
    described,
    kind_of,
    state_in,
    state_of,
    told,
)
from inventory_tui.tui.stories import story
from inventory_tui.tui.widgets.columns import Cell, Column
from inventory_tui.wording import tr, trn, word

_NAMED = 8


class AlertsScreen(ListPage[AlertRow, AlertQuery]):
    """The report, over the list of reports."""

    PLACE = 6
    TOPIC = "Alerts"
    NOUN = tr("alerts")
    LABEL = "sku"
    VOCABULARY = vocabularies.ALERTS
    FILTER_HELP = tr(
        "Words and rules, all of which must hold: ada  sku:MH*  channel:web  "
        "kind:stock  count>0  waiting  failed  marked"
    )
    HINTS: ClassVar[tuple[Hint, ...]] = (
        ("save", tr("Run now")),
        "new",
        ("delete", tr("Remove")),
        "why",
        "filter",
        "export",
        "keys",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("save", "new", "delete", "why", "history")
    ]

    def __init__(self) -> None:
        super().__init__()
        self._count = 0

    # -- where the rows come from ---------------------------------------------------------

    def columns(self) -> Sequence[Column[AlertRow]]:
        """The two lists of spec 1.12 in one, and what waits."""
        now = self.inventory.clock()

        def day(at: datetime | None) -> str | Cell:
            return Cell("–", "dim") if at is None else dates.day(at, now)

        return (
            Column("sku", "SKU", lambda row: row.sku or "–", 14, most=30, sort="sku"),
            Column("kind", tr("When"), kind_of, KIND_WIDTH, sort="kind"),
            Column(
                "channel",
                tr("Channel"),
                lambda row: row.alert.channel if row.alert else Cell("–", "dim"),
                8,
                most=16,
                drop=3,
                sort="channel",
            ),
            Column(
                "customer",
                tr("Customer"),
                lambda row: row.alert.customer if row.alert else Cell("–", "dim"),
                12,
                most=30,
                drop=5,
                from_width=96,
                sort="customer",
            ),
            Column(
                "email",
                tr("Email"),
                lambda row: row.email,
                16,
                least=10,
                most=40,
                drop=1,
                sort="email",
            ),
            Column(
                "subscribed",
                tr("Since"),
                lambda row: day(row.subscribed),
                9,
                drop=4,
                from_width=90,
                sort="subscribed",
                descending_first=True,
            ),
            Column(
                "sent",
                tr("Told"),
                lambda row: day(row.last_sent),
                9,
                drop=2,
                sort="sent",
                descending_first=True,
            ),
            Column(
                "count",
                word(tr("count|Sent")),
                lambda row: str(row.count),
                5,
                right=True,
                drop=2,
                sort="count",
                descending_first=True,
            ),
            Column(
                "state",
                tr("State"),
                state_of,
                10,
                least=8,
                most=60,
                sort="state",
                fitted=state_in,
            ),
        )

    def request(self) -> AlertQuery:
        """What is asked for now."""
        marked = frozenset(self.grid.marks.ids()) if "marked" in self.filter else frozenset()
        zone = self.inventory.settings.time_zone
        return AlertQuery(self.filter, self.sort, self.descending, zone, marked)

    def find(self, database: Database, asked: AlertQuery) -> Sequence[int]:
        """Every subscription that matches, those with a failure first."""
        rows = alert_rows(database, asked)
        self._count = len(rows)

        def one(id: int) -> Described:
            return described(rows[id], marked=id in asked.marked)

        ids = matching(list(rows), asked.filter, vocabularies.ALERTS, one)
        by = SORTS.get(asked.sort)
        if by is None:
            return sorted(ids, key=lambda id: (not rows[id].failure, not rows[id].waiting, id))
        return ordered(ids, lambda id: by(rows[id]), descending=asked.descending)

    def rows(
        self, database: Database, asked: AlertQuery, ids: Sequence[int]
    ) -> Mapping[int, AlertRow]:
        """Rows by id."""
        rows = alert_rows(database, asked)
        return {id: rows[id] for id in ids if id in rows}

    def count_all(self, database: Database, asked: AlertQuery) -> int | None:
        """How many there are."""
        return self._count

    def empty_sentence(self) -> str:
        """Nobody waits, nothing waits."""
        if self.filter:
            return super().empty_sentence()
        return tr("Nobody waits for a product, and no message waits. n adds who wants to know")

    def label_of(self, command: Command) -> str:
        """Menus name what a verb does here."""
        if command.id == "save":
            return tr("Run now: look, and deliver what waits")
        if command.id == "delete":
            return tr("Remove {what}", what=self.subject()).rstrip()
        return super().label_of(command)

    def subject(self) -> str:
        """The subscriptions meant."""
        if len(self.grid.marks):
            return super().subject()
        row = self.grid.cursor_row
        return "" if row is None else f"{row.sku} {row.email}".strip()

    def history_filter(self) -> str:
        """What touched the product."""
        row = self.grid.cursor_row
        return "" if row is None or not row.sku else f"sku:{quoted(row.sku)}"

    # -- commands -------------------------------------------------------------------------

    @story
    async def action_open(self) -> None:
        """Enter: the product."""
        row = await self.row_under_cursor()
        if row is None:
            return
        if row.alert is None:
            self.say(row.failure or tr("This message belongs to no subscription"))
            return
        one = row.alert
        self.open_found(Found(FoundKind.PRODUCT, one.product_id, one.sku, one.name))

    @story
    async def action_why(self) -> None:
        """i: what became of its messages."""
        row = await self.row_under_cursor()
        if row is None:
            return
        lines = [] if row.alert is None else [told(row)]
        for one in row.waiting:
            tried = (
                trn(
                    "{count} attempt: {error}",
                    "{count} attempts: {error}",
                    one.attempts,
                    error=one.error,
                )
                if one.error
                else tr("not tried yet")
            )
            lines += [str(one.message.get("text", "")), f"  {tried}"]
        await self.ask(
            TextDialog(tr("Messages of {subject}", subject=self.subject()), "\n".join(lines))
        )

    @story
    async def action_new(self) -> None:
        """n: subscribe someone."""
        row = self.grid.cursor_row
        filled = {"kind": AlertKind.STOCK.value, "sku": row.sku if row is not None else ""}

        async def every_channel() -> list[Option]:
            return [
                Option(one.code, one.name) for one in await self.read(channels.list_channels)
            ]

        async def save(typed: dict[str, str]) -> alerts.Subscribed:
            return await self.written(alerts.add, typed, cause=self.inventory.cause())

        done = await self.ask(
            FormDialog(
                tr("Who wants to know"),
                alerts.SUBSCRIPTION,
                filled,
                save=save,
                verb=tr("Subscribe"),
                lists={"channel": every_channel},
            )
        )
        if done is not None:
            self.say_receipt(done.receipt)
            self.inventory.data_written()

    @story
    async def action_delete(self) -> None:
        """D: take the marked subscriptions away, or the one of the row."""
        found = await self.read(self.rows, self.request(), list(self.chosen()))
        gone = [row.alert for row in found.values() if row.alert is not None]
        if not gone:
            self.say(tr("There is no subscription to remove"))
            return
        lines = [f"{one.sku} {one.kind.label}: {one.email}" for one in gone[:_NAMED]]
        if len(gone) > _NAMED:
            lines.append(tr("and {more:,} more", more=len(gone) - _NAMED))
        what = trn("{count:,} alert", "{count:,} alerts", len(gone))
        question = Question(
            tr("Remove {what}? Nothing more is sent for them", what=what),
            lines,
            [("save", tr("Remove {what}", what=what)), ("back", tr("Back"))],
        )
        if await self.ask(question) != "save":
            return
        receipt = await self.deed(alerts.remove, [one.id for one in gone])
        if receipt is not None:
            self.grid.action_mark_none()
            self.inventory.data_written()

    @story
    async def action_save(self) -> None:
        """F10: look for what came true and deliver what waits, asked first."""
        settings = self.inventory.settings
        where = [
            name
            for name, target in (
                (tr("the file"), settings.alert_file),
                (tr("the command"), settings.alert_command),
                (tr("the webhook"), settings.alert_webhook),
            )
            if target
        ]
        went = (
            tr(
                "Messages go to {where} of this machine's settings.",
                where=tr(" and ").join(where),
            )
            if where
            else tr(
                "Nothing is configured (alert_file, alert_command, alert_webhook): they wait."
            )
        )
        question = Question(
            tr("Run alerts now?"), [went], [("save", tr("Run")), ("back", tr("Back"))]
        )
        if await self.ask(question) != "save":
            return
        to = alert_rounds.targets(
            file=settings.alert_file,
            command=settings.alert_command,
            webhook=settings.alert_webhook,
            patience_s=settings.alert_timeout_s,
        )
        ran = await self.long_deed(tr("Running alerts"), alert_rounds.run, to)
        if ran is not None:
            self.say_receipt(ran.receipt)
            self.inventory.data_written()
