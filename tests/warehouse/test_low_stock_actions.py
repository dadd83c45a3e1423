"""Low-stock actions: L-120 to L-127."""

from __future__ import annotations

import json
import logging
import sys
import threading
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from inventory_tui.domain.errors import Refused
from inventory_tui.domain.history import SYSTEM, Cause, Deed
from inventory_tui.domain.low_stock_action import ACTIONS, LowStock, LowStockAction, Machine
from inventory_tui.domain.quantity import ONE, ZERO
from inventory_tui.services import Database
from inventory_tui.services.files import exchange
from inventory_tui.services.keeping import archiving, checking, configuring, people, undoing
from inventory_tui.services.lowstock import answering, inbox, registry
from inventory_tui.services.lowstock.built_in import BUILT_IN, Unpublish, draft_quantity
from inventory_tui.services.products import catalog
from inventory_tui.services.quantities.moving import transfer_some
from inventory_tui.services.quantities.stock_changes import QuantityEdit, set_quantities
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.tables import incoming, low_watch
from tests.cli.conftest import inventory, type_in
from tests.conftest import Clock
from tests.plans import asked
from tests.services.plugged import Install, install
from tests.services.shopping import Shop, amount
from tests.world import World

__all__ = ["install", "inventory", "type_in"]

pytestmark = pytest.mark.both_databases

HERE = Path(__file__).parent

FAILING = """
class Failing:
    key = "acme-failing"
    priority = 90
    def label(self, language):
        return "Fail"
    def execute(self, low):
        raise RuntimeError("ACME does not answer")
"""


@pytest.fixture(autouse=True)
def _shop(world: World) -> None:
    world.sources("berlin", "paris")
    world.source("closed", enabled=False)
    world.stock("EU", "berlin", "paris", channels=["eu"])
    world.product("A", berlin=10, paris=2, notify_below=4)
    world.product("B", berlin=10)


@pytest.fixture
def shop(world: World) -> Shop:
    return Shop(world)


@pytest.fixture
def watch(database: Database, cause: Cause) -> Callable[..., None]:
    def watch(sku: str, action: str = "notify") -> None:
        catalog.edit(database, sku, {"low_stock_action": action}, cause=cause)

    return watch


@pytest.fixture
def count(database: Database, cause: Cause) -> Callable[..., None]:
    """``count("A", 3)``: so many are at Berlin."""

    def count(sku: str, quantity: str | int, source: str = "berlin") -> None:
        edit = QuantityEdit(sku, source, amount(quantity))
        set_quantities(database, [edit], cause=cause)

    return count


Watch = Callable[..., None]
Count = Callable[..., None]


def waiting(database: Database) -> list[str]:
    return [f"{one.sku} {one.available}" for one in inbox.unanswered(database)]


def answered(database: Database, cause: Cause, **given: Any) -> list[str]:
    return [one.sentence for one in answering.run_waiting(database, cause, **given).answered]


def enabled(database: Database, sku: str) -> bool:
    return catalog.show(database, sku).product.enabled


class Nap:
    """An action made for a test."""

    priority = 5

    def __init__(self, key: str = "nap") -> None:
        self.key = key
        self.heard: list[LowStock] = []

    def label(self, language: str) -> str:
        return "Nap"

    def execute(self, low: LowStock) -> str:
        self.heard.append(low)
        return "rested"


def test_l_120_the_registry_has_key_label_priority_and_execute(
    database: Database,
    watch: Watch,
    count: Count,
    cause: Cause,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert all(isinstance(action, LowStockAction) for action in BUILT_IN)
    assert [(one.key, one.label) for one in registry.listed(database)] == [
        ("default", "Set as Unpublished"),
        ("log-warning", "Log a warning"),
        ("notify", "Notify: inbox and alert targets"),
        ("create-replenishment-draft", "Draft a replenishment"),
        ("run-command", "Run a command of this machine"),
    ]
    own = registry.Registry()
    own.register(Nap())
    (nap,) = own.listed()
    assert (nap.key, nap.label, nap.priority) == ("nap", "Nap", 5)
    assert own.get("NAP") is not None
    assert own.get("snooze") is None
    # what is registered is executed, with what it has to know
    asked = Nap("notify")
    monkeypatch.setattr(answering, "registered", lambda: registry.Registry([asked]))
    watch("A")
    count("A", 1)
    assert answered(database, cause) == ["A is low: rested"]
    (low,) = asked.heard
    assert (low.sku, str(low.available), str(low.threshold)) == ("A", "3", "4")
    assert (low.actor, low.attempt) == ("maria", 1)


def test_l_121_unpublishing_is_built_in_and_idempotent(
    database: Database, shop: Shop, watch: Watch, count: Count, cause: Cause
) -> None:
    watch("A", "default")
    shop.place({"A": 8}, "1")
    assert enabled(database, "A")  # answered after the deed, never inside it
    assert answered(database, cause) == ["A is low: unpublished"]
    assert not enabled(database, "A")
    with database.read() as transaction:
        newest = transaction.history.get(transaction.history.newest()[0])
    assert newest is not None
    assert (newest.deed, newest.reason) == (Deed.LOW_STOCK_ANSWERED, "low-stock")
    assert (newest.actor, newest.login) == (SYSTEM, "maria")
    count("A", 20)
    count("A", 1)
    assert answered(database, cause) == ["A is low: unpublished already"]
    assert not enabled(database, "A")


def test_answers_are_the_programs_own_whoever_sold_the_last_one(
    database: Database, watch: Watch, cause: Cause
) -> None:
    watch("A", "default")
    anna, bob = Cause("anna", "anna"), Cause("bob", "bob")
    typed = {"login": "bob", "role": "clerk", "sources": "berlin"}
    people.add_person(database.seen_by("anna"), typed, cause=anna)
    his = database.seen_by("bob")
    set_quantities(his, [QuantityEdit("A", "berlin", amount(1))], cause=bob)
    assert database.crossed.is_set()
    with pytest.raises(Refused, match="eve is not known here"):
        answering.run_waiting(database.seen_by("eve"), Cause("eve", "eve"))
    assert answered(his, bob) == ["A is low: unpublished"]
    with database.read(by_program=True) as transaction:
        newest = transaction.history.get(transaction.history.newest()[0])
    assert newest is not None
    assert (newest.actor, newest.login) == (SYSTEM, "bob")
    assert inbox.listed(his) == []


def test_l_122_an_action_of_the_same_key_replaces_the_one_before(
    database: Database, install: Install, watch: Watch, count: Count, cause: Cause
) -> None:
    source = FAILING.replace("acme-failing", "notify").replace(
        'raise RuntimeError("ACME does not answer")', 'return "told ACME"'
    )
    install("acme_notify", source, {ACTIONS: {"notify": "Failing"}})
    (notify,) = (one for one in registry.listed(database) if one.key == "notify")
    assert (notify.label, notify.priority, notify.origin) == ("Fail", 90, "package")
    watch("A")
    count("A", 0)
    assert answered(database, cause) == ["A is low: told ACME"]
    own = registry.Registry([Unpublish()])
    own.register(Nap("default"))
    assert [one.label for one in own.listed()] == ["Nap"]


def test_the_smallest_priority_comes_first(database: Database, install: Install) -> None:
    install(
        "acme_two",
        FAILING
        + FAILING.replace("Failing", "Early")
        .replace("acme-failing", "early")
        .replace("90", "1"),
        {ACTIONS: {"acme-failing": "Failing", "early": "Early"}},
    )
    shown = [(one.priority, one.key) for one in registry.listed(database)]
    assert shown == sorted(shown)
    assert shown[0] == (1, "early")
    assert [priority for priority, _ in shown[1:-1]] == [10, 20, 30, 40, 50]


def test_l_124_it_fires_at_the_threshold_once_a_crossing_and_again_after_there_was_more(
    database: Database, shop: Shop, watch: Watch, count: Count, cause: Cause
) -> None:
    watch("A")
    shop.place({"A": 7}, "1")  # 5 are left
    assert waiting(database) == []
    shop.place({"A": 1}, "2")  # 4: not below, but at it
    assert waiting(database) == ["A 4"]
    shop.place({"A": 1}, "3")
    count("A", 9)
    assert waiting(database) == ["A 4"]  # once
    assert len(answered(database, cause)) == 1
    assert answered(database, cause) == []
    count("A", 12)  # 5: armed again
    assert waiting(database) == []
    shop.place({"A": 2}, "4")
    assert waiting(database) == ["A 3"]


def test_what_is_low_when_it_begins_to_be_watched_fires_with_the_next_change(
    database: Database, watch: Watch, count: Count
) -> None:
    count("A", 1)
    watch("A")
    assert waiting(database) == []
    count("A", 0)
    assert waiting(database) == ["A 2"]


@pytest.mark.parametrize("how", ["order", "shipment", "adjust", "transfer", "import", "source"])
def test_l_125_it_fires_after_every_kind_of_change(
    database: Database,
    shop: Shop,
    watch: Watch,
    cause: Cause,
    tmp_path: Path,
    how: str,
) -> None:
    if how == "shipment":
        configuring.set_option(database, "reserve_on_placement", "no", cause=cause)
    watch("A")
    if how in ("order", "shipment"):
        shop.place({"A": 9}, "1")
    if how == "shipment":
        assert waiting(database) == []
        shop.ship("1", "berlin", {"A": 9})
    elif how == "adjust":
        edit = QuantityEdit("A", "berlin", change=amount(-9))
        set_quantities(database, [edit], cause=cause)
    elif how == "transfer":
        transfer_some(
            database, "A", amount(9), origin="berlin", destination="closed", cause=cause
        )
    elif how == "import":
        file = tmp_path / "counted.csv"
        file.write_text("source_code,sku,status,quantity\nberlin,A,1,1\n")
        exchange.import_quantities(database, file, cause=cause)
    elif how == "source":
        sourcing.disable_sources(database, ["berlin"], cause=cause)
    (one,) = inbox.unanswered(database)
    assert (one.sku, one.available <= one.threshold, one.attempts) == ("A", True, 0)
    assert str(one.available) == ("2" if how == "source" else "3")


def test_only_what_is_watched_and_counted_crosses(
    database: Database, watch: Watch, count: Count, cause: Cause
) -> None:
    watch("A")
    watch("B")
    catalog.edit(database, "A", {"manage_stock": "no"}, cause=cause)
    count("A", 0)
    assert waiting(database) == []
    catalog.edit(
        database, "A", {"low_stock_action": "none", "manage_stock": "yes"}, cause=cause
    )
    count("A", 1)
    assert waiting(database) == []
    with database.read() as transaction:
        assert transaction.low_watch.watched() == {"notify": 1}


def test_doctor_lets_watches_follow_the_actions_products_have(
    database: Database, watch: Watch, count: Count, cause: Cause
) -> None:
    with asked(database) as statements:
        assert checking.check(database).is_clean
    assert not statements.with_text("join product", "low_watch")  # nothing is in use
    watch("A")
    watch("B")
    count("B", 0)  # crossed: it stays so, whatever is repaired
    catalog.add(database, "C", {"name": "C"}, cause=cause)
    with database.write() as transaction:
        ids = {sku: one.id for sku, one in transaction.products.by_skus("ABC").items()}
        row, execute = low_watch.c.product_id, transaction.connection.execute
        execute(low_watch.delete().where(row == ids["a"]))
        execute(low_watch.insert().values(product_id=ids["c"], action="log-warning"))
    found = checking.check(database)
    assert [(one.flaw.value, one.sku, one.kept, one.recomputed) for one in found.findings] == [
        ("kept_watch", "A", "", "notify"),
        ("kept_watch", "C", "log-warning", ""),
    ]
    done = checking.check(database, fix=True, cause=cause)
    assert (done.found, done.fixed) == (2, 2)
    assert checking.check(database).is_clean
    assert waiting(database) == ["B 0"]
    count("A", 1)
    assert waiting(database) == ["B 0", "A 3"]


def test_a_deed_that_is_only_tried_or_rolled_back_crosses_nothing(
    database: Database, watch: Watch, count: Count, shop: Shop
) -> None:
    watch("A")
    database.rehearses = True
    count("A", 0)
    database.rehearses = False
    with pytest.raises(Refused):
        shop.place({"A": 99})
    assert (waiting(database), database.crossed.is_set()) == ([], False)
    count("A", 0)
    assert database.crossed.is_set()


def test_undo_crosses_like_any_deed(
    database: Database, watch: Watch, count: Count, cause: Cause
) -> None:
    count("A", 1)
    count("A", 30)
    watch("A")
    undoing.undo(database, cause=cause)  # the watch
    watch("A")
    count("A", 31)
    undoing.undo(database, cause=cause)
    assert waiting(database) == []
    with database.read() as transaction:
        counts = transaction.history.get(transaction.history.newest()[0])
    assert counts is not None


def test_l_126_an_action_that_fails_harms_nobody_and_is_seen_and_tried_again(
    database: Database,
    install: Install,
    watch: Watch,
    count: Count,
    shop: Shop,
    cause: Cause,
    clock: Clock,
) -> None:
    install("acme_failing", FAILING, {ACTIONS: {"acme-failing": "Failing"}})
    watch("A", "acme-failing")
    watch("B", "default")
    set_quantities(
        database,
        [QuantityEdit("A", "berlin", amount(0)), QuantityEdit("B", "berlin", amount(0))],
        cause=cause,
    )
    ran = answering.run_waiting(database, cause, retry=False)
    assert (ran.done, ran.failed) == (1, 1)
    assert shop.world.held("A", "berlin") == "0"
    assert not enabled(database, "B")
    why = "The low-stock action acme-failing failed: RuntimeError: ACME does not answer."
    (one,) = inbox.unanswered(database)
    assert (one.sku, one.attempts, one.error) == ("A", 1, why)
    (notice,) = inbox.listed(database)
    assert notice.text == f"Low-stock action acme-failing for A failed: {why}"
    assert answering.run_waiting(database, cause, retry=False).answered == ()
    assert answering.run_waiting(database, cause).failed == 1
    assert [one.attempts for one in inbox.unanswered(database)] == [2]
    assert inbox.unread(database) == 1
    sys.modules["acme_failing"].Failing.execute = lambda self, low: "at last"  # type: ignore[attr-defined]
    assert answered(database, cause) == ["A is low: at last"]
    assert waiting(database) == []


def test_an_action_whose_package_is_gone_waits(
    database: Database,
    install: Install,
    watch: Watch,
    count: Count,
    cause: Cause,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install("acme_failing", FAILING, {ACTIONS: {"acme-failing": "Failing"}})
    watch("A", "acme-failing")
    monkeypatch.setattr("sys.path", sys.path[1:])
    count("A", 0)
    assert answered(database, cause) == [
        "A is low: acme-failing failed: No package installed here offers this action"
    ]
    missing = registry.listed(database)[-1]
    assert (missing.key, missing.origin, missing.products) == ("acme-failing", "missing", 1)


def test_l_127_a_package_of_somebody_else_brings_its_action(
    database: Database,
    install: Install,
    watch: Watch,
    count: Count,
    cause: Cause,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = HERE / "acme_reorder"
    about = tomllib.loads((package / "pyproject.toml").read_text())["project"]
    points = {
        group: {name: point.removeprefix("acme_reorder:") for name, point in offers.items()}
        for group, offers in about["entry-points"].items()
    }
    install("acme_reorder", (package / "acme_reorder.py").read_text(), points)
    monkeypatch.setenv("ACME_ORDERS", str(tmp_path / "orders"))
    shown = {one.key: one for one in registry.listed(database, "de-AT")}
    assert shown["acme-reorder"].label == "Bei ACME bestellen"
    assert registry.broken() == ()
    watch("A", "acme-reorder")
    count("A", 1)
    operation = inbox.unanswered(database)[0].operation_id
    assert answered(database, cause) == ["A is low: 1 ordered from ACME"]
    (line,) = (tmp_path / "orders").read_text().splitlines()
    with database.read() as transaction:
        id = transaction.products.known("A").id
    assert line == f"low-stock-{operation}-{id} A 1"


def test_a_package_that_offers_no_action_is_told(database: Database, install: Install) -> None:
    install("acme_wrong", "thing = 5\n", {ACTIONS: {"acme-wrong": "thing"}})
    assert registry.broken() == ("acme-wrong of package acme-wrong is no LowStockAction.",)
    assert len(registry.listed(database)) == len(BUILT_IN)


# the built-in ones ---------------------------------------------------------------------


def test_notify_writes_to_the_inbox_once_and_to_the_targets_until_they_take_it(
    database: Database, watch: Watch, count: Count, cause: Cause, tmp_path: Path
) -> None:
    watch("A")
    count("A", 1)
    nowhere = Machine(file=str(tmp_path / "missing" / "told.jsonl"))
    assert answered(database, cause, machine=nowhere) == [
        "A is low: notify failed: file: No such file or directory"
    ]
    told = tmp_path / "told.jsonl"
    said = answered(database, cause, machine=Machine(file=str(told)))
    assert said == ["A is low: in the inbox, told 1 targets"]
    message = json.loads(told.read_text())
    assert (message["sku"], message["available"], message["threshold"]) == ("A", "3", "4")
    texts = [one.text for one in inbox.listed(database)]
    assert texts[-1] == "A is low: 3 available, notify below 4."
    assert len(texts) == 2  # with the failure between
    assert inbox.mark_read(database, None, "maria") == 2
    assert (inbox.unread(database), inbox.listed(database)[0].read_by) == (0, "maria")


def test_a_command_of_this_machine_gets_the_message(
    database: Database, watch: Watch, count: Count, cause: Cause, tmp_path: Path
) -> None:
    watch("A", "run-command")
    count("A", 1)
    assert answered(database, cause) == [
        "A is low: run-command failed: low_stock_command is not set on this machine"
    ]
    out = tmp_path / "out"
    code = "import sys; open(sys.argv[1], 'w').write(sys.stdin.read())"
    machine = Machine(low_stock_command=(sys.executable, "-c", code, str(out)))
    assert answering.run_waiting(database, cause, machine=machine).done == 1
    assert json.loads(out.read_text())["action"] == "run-command"


def test_a_warning_is_logged(
    database: Database,
    watch: Watch,
    count: Count,
    cause: Cause,
    caplog: pytest.LogCaptureFixture,
) -> None:
    watch("A", "log-warning")
    count("A", 1)
    with caplog.at_level(logging.WARNING, "inventory_tui.low_stock"):
        assert answered(database, cause) == ["A is low: logged"]
    assert "A is low: 3 available" in caplog.text


def test_a_replenishment_is_drafted_once_where_least_lies(
    database: Database, watch: Watch, count: Count, cause: Cause
) -> None:
    watch("A", "create-replenishment-draft")
    count("A", 1)
    assert answered(database, cause) == ["A is low: drafted 5 for berlin"]
    count("A", 30)
    count("A", 0)
    assert answered(database, cause) == ["A is low: a draft waits already"]
    with database.read() as transaction:
        (row,) = transaction.connection.execute(select(incoming)).all()
    assert (row.quantity, row.draft, row.expected_on) == (50_000, True, "2026-11-27")


@pytest.mark.parametrize(
    ("available", "threshold", "multiple", "wanted"),
    [
        ("3", "4", "0", "5"),
        ("0", "0", "0", "1"),
        ("-6", "4", "6", "18"),
        ("1", "2", "1.5", "3"),
    ],
)
def test_a_draft_brings_twice_the_threshold_in_whole_multiples(
    available: str, threshold: str, multiple: str, wanted: str
) -> None:
    quantity = draft_quantity(amount(available), amount(threshold), amount(multiple))
    assert str(quantity) == wanted
    assert quantity >= ONE
    assert quantity > ZERO


# several terminals ---------------------------------------------------------------------


def test_several_terminals_answer_each_crossing_once(
    database: Database,
    world: World,
    cause: Cause,
    install: Install,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    package = HERE / "acme_reorder"
    source = (package / "acme_reorder.py").read_text()
    install("acme_reorder", source, {ACTIONS: {"acme-reorder": "Reorder"}})
    monkeypatch.setenv("ACME_ORDERS", str(tmp_path / "orders"))
    skus = [f"P{number}" for number in range(12)]
    world.products(*skus, berlin=5)
    for sku in skus:
        catalog.edit(database, sku, {"low_stock_action": "acme-reorder"}, cause=cause)
    edits = [QuantityEdit(sku, "berlin", ZERO) for sku in skus]
    set_quantities(database, edits, cause=cause)
    ran: list[answering.Ran] = []
    terminals = [
        threading.Thread(target=lambda: ran.append(answering.run_waiting(database, cause)))
        for _ in range(3)
    ]
    for terminal in terminals:
        terminal.start()
    for terminal in terminals:
        terminal.join()
    done = [one.sku for one in ran for one in one.answered]
    assert sorted(done) == sorted(skus)


def test_what_a_process_claimed_and_never_finished_is_answered_later(
    database: Database, watch: Watch, count: Count, cause: Cause, clock: Clock
) -> None:
    watch("A")
    count("A", 0)
    with database.write() as transaction:
        (id,) = transaction.low_watch.waiting(retry=False, most=9)
        assert transaction.low_watch.claim(id) is not None
    assert answered(database, cause) == []
    clock.advance(minutes=11)
    assert answered(database, cause) == ["A is low: in the inbox"]


def test_history_and_crossings_are_forgotten_without_harm(
    database: Database, watch: Watch, count: Count, cause: Cause, clock: Clock, tmp_path: Path
) -> None:
    watch("A")
    count("A", 0)
    answering.run_waiting(database, cause)
    clock.advance(days=40)
    archiving.archive(database, "2026-11-30", tmp_path / "old.history", cause=cause)
    assert answering.run_waiting(database, cause).answered == ()
    with database.read() as transaction:
        row = transaction.connection.execute(select(low_watch)).one()
    assert not row.armed


# the command line ----------------------------------------------------------------------


def test_a_command_answers_what_it_brought_low_after_its_receipt(
    inventory: Callable[..., Any],
) -> None:
    inventory("products set A low_stock_action=default")
    inventory("products set B low_stock_action=run-command")
    answer = inventory("quantities set A berlin 1 --json")
    assert len(answer.rows) == 1
    assert answer.err == "note: A is low: unpublished.\n"
    answer = inventory("quantities set B berlin 0 --json")
    assert "run-command failed: low_stock_command is not set" in answer.err
    waits = inventory("lowstock-actions waiting --json").rows
    assert [(one["sku"], one["attempts"]) for one in waits] == [("B", 1)]
    again = inventory("lowstock-actions run --json", status=1)
    assert again.row["failed"] == 1
    rows = inventory("lowstock-actions inbox --unread --read --json").rows
    assert [(one["sku"], one["read"]) for one in rows] == [("B", False)]
    assert inventory("lowstock-actions inbox --unread --json").rows == []
    listed = inventory("lowstock-actions list --json").rows
    assert listed[0] == {
        "key": "default",
        "label": "Set as Unpublished",
        "priority": 10,
        "origin": "built-in",
        "products": 1,
    }
