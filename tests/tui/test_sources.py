"""Place 2: the list of sources, switched on and off, and their editor."""

from __future__ import annotations

from textual.pilot import Pilot

from inventory_tui.domain.source import Source
from inventory_tui.services.sourcing import sourcing
from inventory_tui.store.database import Database
from inventory_tui.tui.app import InventoryApp
from inventory_tui.tui.screens.sourcing.source import SourceScreen
from inventory_tui.tui.screens.sourcing.sources import SourcesScreen
from tests.tui.conftest import Running, lines, press, screen_text, settled
from tests.world import World


def source(database: Database, code: str) -> Source:
    return sourcing.get_source(database, code)


def app_of(pilot: Pilot[int]) -> InventoryApp:
    assert isinstance(pilot.app, InventoryApp)
    return pilot.app


# -- the list -----------------------------------------------------------------------------


async def test_the_list_shows_code_name_state_pickup_and_stocks(
    running: Running, world: World
) -> None:
    world.source("lyon", name="Lyon outlet", enabled=False)
    async with running() as pilot:
        await press(pilot, "g", "2")
        shown = lines(pilot)
        assert "▸2 Sources" in shown[0]
        assert shown[2].split() == ["Code", "Name", "State", "Pickup", "Stocks"]
        assert shown[3].split() == ["▸", "default", "Default", "Source", "on", "–", *DEFAULT]
        assert shown[4].split() == ["berlin", "Berlin", "on", "–", "EU", "stock"]
        assert shown[5].split() == ["lyon", "Lyon", "outlet", "off", "–", "–"]


DEFAULT = ("Default", "Stock")


async def test_optional_columns_of_the_address_can_be_shown(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2")
        assert isinstance(pilot.app.screen, SourcesScreen)
        pilot.app.screen.choose_columns(["code", "country", "postcode"])
        await settled(pilot)
        assert lines(pilot)[2].split() == ["Code", "Country", "Postcode"]
        assert lines(pilot)[4].split() == ["berlin", "DE", "10115"]


async def test_the_filter_language_works_here_too(running: Running, world: World) -> None:
    world.source("lyon", enabled=False)
    async with running() as pilot:
        await press(pilot, "g", "2", "slash", "<enabled:no>", "enter")
        assert "1 of 4 sources" in lines(pilot)[1]
        assert lines(pilot)[3].split()[1] == "lyon"
        await press(pilot, "slash", "ctrl+u", "<sku:x>", "enter")
        assert "Sources have no key" in lines(pilot)[1]


# -- on and off ---------------------------------------------------------------------------


async def test_many_are_disabled_at_once_with_counts(
    running: Running, world: World, database: Database
) -> None:
    world.source("lyon", enabled=False)
    async with running() as pilot:
        await press(pilot, "g", "2", "asterisk", "E")
        text = screen_text(pilot)
        assert "Disable 4 sources" in text
        assert "berlin, paris" in text
        assert "1 already off" in text
        assert "the Default Source stays on" in text
        assert "Salable changes in EU stock." in text
        assert source(database, "berlin").enabled  # nothing is written before F10
        await press(pilot, "f10")
        assert "2 disabled, 1 already, Default Source stays" in lines(pilot)[22]
        assert not source(database, "berlin").enabled
        assert source(database, "default").enabled
        assert world.salable("MH01-XS-Black", "EU stock") == "0"


async def test_one_press_turns_the_question_round(
    running: Running, world: World, database: Database
) -> None:
    world.source("lyon", enabled=False)
    async with running() as pilot:
        await press(pilot, "g", "2", "asterisk", "E", "E", "f10")
        assert "1 enabled, 3 already" in lines(pilot)[22]
        assert source(database, "lyon").enabled


async def test_enabling_is_undone_by_z(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "E", "f10")
        assert not source(database, "berlin").enabled
        await press(pilot, "z", "f10")
        assert source(database, "berlin").enabled


async def test_the_default_source_alone_is_refused_at_once(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "E")
        assert "The Default Source is always enabled" in lines(pilot)[22]
        assert isinstance(pilot.app.screen, SourcesScreen)


# -- the editor ---------------------------------------------------------------------------


async def test_a_source_is_edited_in_four_sections(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter")
        shown = lines(pilot)
        assert shown[1].split()[:2] == ["Source", "berlin"]
        assert "locked: never changes" in screen_text(pilot)
        for section in ("General", "Contact", "Address", "Pickup"):
            assert any(line[1:].startswith(section) for line in shown)
        await press(pilot, "<X>", "pagedown", "<Ann>")
        assert "• unsaved" in lines(pilot)[1]
        marked = [line[:14] for line in lines(pilot) if "•" in line[:14]]
        assert [line.split()[0].lstrip("▸") for line in marked] == ["General", "Contact"]
        await press(pilot, "f10")
        assert source(database, "berlin").name == "BerlinX"
        assert source(database, "berlin").contact == "Ann"
        assert "z undoes" in lines(pilot)[22]
        assert isinstance(pilot.app.screen, SourceScreen)  # save and continue
        await press(pilot, "f10")
        assert isinstance(pilot.app.screen, SourcesScreen)  # nothing unsaved: close


async def test_a_problem_stands_at_its_field_and_opens_its_section(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "tab", "tab", "tab", "tab", "<181>")
        await press(pilot, "pagedown", "f10")
        text = screen_text(pilot)
        assert "! must be between -180 and 180" in text
        assert "▸General" in text  # the section with the problem
        assert "1 problem, 1 change" in text
        assert source(database, "berlin").longitude is None


async def test_fields_of_the_default_source_say_why_they_are_locked(
    running: Running,
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "enter")
        text = screen_text(pilot)
        assert "Default Source       locked: keeps its name" in text
        assert "locked: always enabled" in text
        assert "locked: never a pickup location" in text
        assert "on · built-in" in text


async def test_a_new_source_needs_name_code_country_and_postcode(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "n", "f10")
        assert "Name is required" in screen_text(pilot)
        await press(pilot, "<Lyon outlet>", "enter", "<lyon>", "pagedown", "pagedown")
        await press(pilot, "<FR>", "tab", "tab", "tab", "tab", "<69001>", "f10")
        assert source(database, "lyon").name == "Lyon outlet"
        assert source(database, "lyon").enabled
        assert "locked: never changes" in screen_text(pilot)
        await press(pilot, "escape")
        assert "lyon" in next(line for line in lines(pilot) if line.startswith("▸ "))


async def test_f4_offers_the_countries(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "pagedown", "pagedown", "f4")
        await press(pilot, "<fran>", "enter")
        assert isinstance(pilot.app.screen, SourceScreen)
        assert pilot.app.screen.form.changed() == {"country": "FR"}


async def test_what_is_unusual_is_saved_with_a_warning(
    running: Running, database: Database
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "pagedown", "tab", "<store.org>", "f10")
        assert source(database, "berlin").email == "store.org"
        assert "'store.org' has no @" in lines(pilot)[22]


async def test_ctrl_d_takes_the_value_saved_last(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "pagedown", "<Ann>", "f10", "escape")
        await press(pilot, "down", "enter", "pagedown", "ctrl+d", "f10")
        assert source(database, "paris").contact == "Ann"


async def test_f5_resets_to_what_is_saved(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>", "f5")
        assert isinstance(pilot.app.screen, SourceScreen)
        assert pilot.app.screen.form.changed() == {}
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SourcesScreen)


async def test_a_draft_survives_the_end_of_the_program(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>")
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter")
        assert "BerlinX" in screen_text(pilot)
        assert "Your unsaved changes are back" in lines(pilot)[22]


async def test_leaving_asks_and_z_brings_a_discarded_draft_back(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>", "escape")
        assert "1 change is not saved" in screen_text(pilot)
        await press(pilot, "D")
        assert isinstance(pilot.app.screen, SourcesScreen)
        await press(pilot, "z")
        assert "BerlinX" in screen_text(pilot)


# -- two at once --------------------------------------------------------------------------


async def test_a_field_both_changed_is_asked_about(
    running: Running, database: Database, cause: object
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>")
        sourcing.edit_source(database, "berlin", {"name": "Theirs"}, cause=cause)  # type: ignore[arg-type]
        await press(pilot, "f10")
        text = screen_text(pilot)
        assert "Changed elsewhere: source berlin" in text
        assert "Theirs" in text
        await press(pilot, "e", "f10")
        assert source(database, "berlin").name == "BerlinX"


async def test_another_field_is_kept_and_never_overwritten(
    running: Running, database: Database, cause: object
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>")
        sourcing.edit_source(database, "berlin", {"phone": "030 1"}, cause=cause)  # type: ignore[arg-type]
        await press(pilot, "f10", "f10")
        assert source(database, "berlin").name == "BerlinX"
        assert source(database, "berlin").phone == "030 1"


async def test_taking_theirs_drops_what_was_typed(
    running: Running, database: Database, cause: object
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>")
        sourcing.edit_source(database, "berlin", {"name": "Theirs"}, cause=cause)  # type: ignore[arg-type]
        await press(pilot, "f10", "D")
        assert source(database, "berlin").name == "Theirs"


async def test_what_is_unusual_is_said_at_the_field_before_saving(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "pagedown", "tab", "<store.org>")
        assert "? 'store.org' has no @" in screen_text(pilot)
        await press(pilot, "<@>")
        assert "has no @" not in screen_text(pilot)


async def test_f6_saves_and_begins_another(running: Running, database: Database) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "enter", "<X>", "f6")
        assert source(database, "berlin").name == "BerlinX"
        assert "New source" in lines(pilot)[1]


async def test_a_source_that_something_names_is_not_offered_to_be_deleted(
    running: Running,
) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "D")
        assert "Delete 1" not in screen_text(pilot)
        assert "F10 Archive 1 source" in screen_text(pilot)


async def test_h_shows_the_history_of_the_source(running: Running) -> None:
    async with running() as pilot:
        await press(pilot, "g", "2", "down", "E", "f10", "h")
        assert "Disable berlin" in screen_text(pilot)
