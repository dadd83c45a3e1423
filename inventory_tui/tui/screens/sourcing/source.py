"""The source editor: all fields of a source in sections, each with its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from inventory_tui.domain import forms
from inventory_tui.domain.errors import ChangedElsewhere, InventoryError
from inventory_tui.domain.fields import Field
from inventory_tui.domain.labels import key_of
from inventory_tui.domain.languages import Words
from inventory_tui.domain.order import Address
from inventory_tui.domain.permissions import Permission
from inventory_tui.domain.regions import regions_of
from inventory_tui.domain.source import Source, unusual
from inventory_tui.domain.source_form import WORDS, without_code
from inventory_tui.services.keeping import configuring
from inventory_tui.services.sourcing import channels, locating, sourcing
from inventory_tui.services.sourcing.source_state import from_editor
from inventory_tui.tui.commands import bindings
from inventory_tui.tui.dialogs.changed import ChangedDialog
from inventory_tui.tui.dialogs.pick import Option
from inventory_tui.tui.latest import SOURCE_DEEDS, who_set
from inventory_tui.tui.rights import why_not
from inventory_tui.tui.screens.frame.form_screen import FormScreen
from inventory_tui.tui.screens.frame.page import Hint, story
from inventory_tui.tui.screens.sourcing.source_clashes import ask_both, conflict_of
from inventory_tui.tui.widgets.form_body import FormBody, Lists
from inventory_tui.wording import tr

_FIELDS = (*forms.SOURCE_EDITOR, *WORDS)
_NEW = without_code(_FIELDS)
"""A blank code of a new one is made from its name."""
DRAFT = "source:"
"""What the names of its drafts begin with; the code follows, nothing for a new source."""


class SourceScreen(FormScreen):
    """Edits one source, or adds one."""

    PLACE = 2
    TOPIC = "Source editor"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("new")]

    def __init__(
        self, source: Source | None, *, added: Callable[[int], object] | None = None
    ) -> None:
        """``added`` is told the id of a source that was added here."""
        super().__init__()
        self._source = source
        self._added = added
        self._newer = False
        self._words: Words = {}
        self._texts: Mapping[str, str] = {}

    # -- what the form says ---------------------------------------------------------------

    def fields(self) -> Sequence[Field]:
        """All of spec 1.2, whom it serves, and its texts by language."""
        return _NEW if self._source is None else _FIELDS

    def heading(self) -> str:
        """What is edited."""
        newer = tr(" ≈ changed elsewhere, F5 shows it") if self._newer else ""
        return (
            tr("New source")
            if self._source is None
            else tr("Source {code}", code=self._source.code)
        ) + newer

    def state(self) -> str:
        """On or off, built-in or custom."""
        source = self._source
        if source is None:
            return tr("new")
        kind = tr("built-in") if source.is_default else tr("custom")
        word = tr("on") if source.enabled else tr("off")
        if source.archived:
            word = tr("kept")
        return f"{word} · {kind}"

    def locked(self) -> Mapping[str, str]:
        """What never changes, and why."""
        if self._source is None:
            return {}
        if why := why_not(self.inventory.standing, (Permission.WAREHOUSE_UPDATE,)):
            return {field.name: why for field in forms.SOURCE}
        return {
            name: why.removeprefix(tr("the Default Source ")).removeprefix("is ")
            for name, why in forms.locked(self._source).items()
        }

    def lists(self) -> Lists:
        """F4 offers countries, their regions, channels, and places of the address."""
        return {
            "country": self._countries,
            "region": self._regions,
            "channels": self._channels,
            "latitude": self._places,
            "longitude": self._places,
        }

    async def _countries(self) -> list[Option]:
        known = await self.read(sourcing.enabled_countries)
        return [Option(code, name) for code, name in known]

    async def _regions(self) -> list[Option]:
        country = self.form.typed()["country"]
        known = regions_of(country)
        if not known:
            self.say(
                tr(
                    "Regions of {country} are any text",
                    country=country.upper() or tr("no country"),
                )
            )
        return [Option(code, name) for code, name in known.items()]

    async def _channels(self) -> list[Option]:
        row = self.form.row_of("channels")
        there = {key_of(code) for code in row.value.split(",")} if row else set()
        every = [
            Option("all", tr("every channel")),
            Option("none", tr("it counts nowhere")),
        ]
        return every + [
            Option(
                one.code, one.name, tr("in: takes it out") if key_of(one.code) in there else ""
            )
            for one in await self.read(channels.list_channels)
        ]

    async def _places(self) -> list[Option]:
        """Where the address that stands here may be, saved or not."""
        typed = self.form.typed()
        names = ("street", "city", "region", "postcode", "country")
        address = Address(**{name: typed[name].strip() for name in names})
        who = tr("The source") if self._source is None else self._source.code
        try:
            found = await self.read(locating.search, address, who)
        except InventoryError as refusal:
            await self.refuse(refusal)
            return []
        return [Option(f"{one.latitude}, {one.longitude}", one.label) for one in found]

    @on(FormBody.Picked)
    def _picked(self, event: FormBody.Picked) -> None:
        """A place fills both degrees; all and none stand alone."""
        name = event.row.field.name
        if name in ("latitude", "longitude"):
            latitude, longitude = event.chosen[0].split(", ")
            self.form.put({"latitude": latitude, "longitude": longitude})
        elif name == "channels":
            alone = [code for code in event.chosen if code in ("all", "none")]
            codes = [code for code in event.row.value.split(",") if code not in ("all", "none")]
            event.row.set_value(alone[0] if alone else ",".join(codes) or "none")
        self.form.post_message(FormBody.Changed())

    def draft_name(self) -> str:
        """Its draft survives a hang-up."""
        return DRAFT + ("" if self._source is None else self._source.code)

    def is_new(self) -> bool:
        """Whether it is to be added."""
        return self._source is None

    def subject(self) -> str:
        """What menus name."""
        return (
            tr("new source")
            if self._source is None
            else tr("source {code}", code=self._source.code)
        )

    def hints(self) -> tuple[Hint, ...]:
        """F10 saves what is typed, then closes."""
        unsaved = self._loaded and (self.is_new() or bool(self.form.changed()))
        return (
            ("save", tr("Save") if unsaved else tr("Close")),
            ("reload", tr("Reset")),
            "values",
            "duplicate",
            "help",
            "back",
        )

    # -- reading and writing --------------------------------------------------------------

    async def load(self) -> Mapping[str, str]:
        """What is saved."""
        self._newer = False
        if self._source is None:
            starts_off = await self.read(configuring.value, "sources_start_disabled")
            return forms.defaults(_NEW) | {"enabled": "no" if starts_off else "yes"}
        return await self._read_state()

    async def _read_state(self) -> Mapping[str, str]:
        assert self._source is not None
        state = await self.read(sourcing.whole_source, self._source.code)
        self._source, self._words = state.source, state.words or {}
        self._texts = state.editor()
        return self._texts

    async def store(self, typed: dict[str, str]) -> bool:
        """Save; where someone else changed the source meanwhile, ask field by field."""
        if self._source is None:
            return await self._add(typed)
        while typed:
            try:
                receipt = await self.written(
                    sourcing.edit_source,
                    self._source.code,
                    from_editor(typed, self._words),
                    seen_version=self._source.version,
                    cause=self.inventory.cause(),
                )
            except ChangedElsewhere:
                if not await self._resolve(typed):
                    return False
                typed = self.form.changed()
                continue
            self.say_receipt(receipt)
            break
        self.form.saved(await self._read_state())
        self._newer = False
        self.inventory.data_written()
        return True

    async def _add(self, typed: dict[str, str]) -> bool:
        given = from_editor(typed, {})
        if not given["code"].strip():
            del given["code"]
        receipt = await self.written(sourcing.add_source, given, cause=self.inventory.cause())
        self.say_receipt(receipt)
        self.inventory.drafts.remove(self.draft_name())
        self._source = await self.read(sourcing.get_source, str(receipt.counts["source"]))
        self.inventory.data_written()
        if self._added is not None:
            self._added(self._source.id)
        return True

    async def _resolve(self, typed: Mapping[str, str]) -> bool:
        """Take up what someone else saved; ask about the fields both changed.

        Returns:
            Whether every such field was settled; what is typed in the others stays.
        """
        assert self._source is not None
        source, words, was = self._source, self._words, self._texts
        code = source.code
        now = await self._read_state()
        found = self._source, self._words, self._texts
        self._source, self._words, self._texts = source, words, was
        both = [name for name in typed if now[name] not in (was[name], typed[name])]
        who = await self.read(who_set, SOURCE_DEEDS, f'source:"{code}"')
        mine = dict(typed)
        if not both:
            theirs = [name for name in now if now[name] != was[name]]
            labels = [field.label for field in _FIELDS if field.name in theirs]
            if not await ask_both(self, code, labels, who, len(typed)):
                return False
        for name in both:
            label = next(field.label for field in _FIELDS if field.name == name)
            answer = await self.ask(
                ChangedDialog(
                    conflict_of(
                        code, label, (was[name], typed[name], now[name]), who, len(typed) - 1
                    )
                )
            )
            if answer is None:
                return False
            if answer == "theirs":
                del mine[name]
        self._source, self._words, self._texts = found
        self.form.saved(now)
        self.form.put(mine)
        self._newer = False
        return True

    def data_changed(self) -> None:
        """Others wrote: follow where nothing is typed, else say so."""
        if self._loaded and self._source is not None:
            self._follow()

    @story
    async def _follow(self) -> None:
        assert self._source is not None
        try:
            source = await self.read(sourcing.get_source, self._source.code)
        except InventoryError:
            return
        if source.version == self._source.version:
            return
        if self.form.changed():
            self._newer = True
        else:
            self.form.saved(await self._read_state())
        self._draw()

    # -- keys -----------------------------------------------------------------------------

    def _draw(self) -> None:
        unusual = self._unusual()
        for row in self.form.field_rows:
            row.set_warning(unusual.get(row.field.name, ""))
        super()._draw()
        self.show_keys()

    def _unusual(self) -> dict[str, str]:
        """What may be saved but is worth a look; a country only once it is two letters."""
        typed = self.form.typed()
        country = typed.get("country", "").strip()
        region = typed.get("region", "").strip()
        whole = len(country) == 2
        return unusual(
            typed.get("email", "").strip(), country if whole else "", region if whole else ""
        )

    @story
    async def action_save(self) -> None:
        """F10: save and stay; with nothing unsaved: close."""
        self.form.complete()
        new = self.is_new()
        if not new and not self.form.changed():
            self.dismiss()
        elif await self.save_unsaved() and new:
            # the code is locked from now on, which another form has to show
            self.app.switch_screen(SourceScreen(self._source, added=self._added))

    @story
    async def action_new(self) -> None:
        """F6: save, then an empty form (n in a box is a letter)."""
        self.form.complete()
        if (self.is_new() or self.form.changed()) and not await self.save_unsaved():
            return
        self.app.switch_screen(SourceScreen(None, added=self._added))
