"""Keys: in their order, to what is meant by them, and what is said when that is nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from textual import events
from textual.dom import DOMNode
from textual.screen import Screen

from inventory_tui.tui.commands import COMMANDS, shown
from inventory_tui.tui.drafts import Drafts
from inventory_tui.tui.painting import PaintingApp
from inventory_tui.tui.type_ahead import TypeAhead
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from textual.actions import ActionParseResult

    from inventory_tui.tui.screens.frame.page import Page

_LABELS = {command.action: command.label for command in COMMANDS.values()}

SETTLED_AFTER_S = 0.5
"""The next key goes on at the latest then, should a queue have been closed meanwhile."""


class KeyboardApp(PaintingApp, inherit_bindings=False):
    """Deals with one key at a time (see `type_ahead`)."""

    drafts: Drafts

    def begin_typing(self) -> None:
        """Take keys, but hold them until there is a page to type at."""
        self.typing = TypeAhead(self._deliver, self.call_later)
        self.typing.hold(self)
        self.keys_now: Mapping[str, str] = {}
        """Command id → keys, for the commands that do not have their default keys."""
        self.last_key = ""
        """The character typed last, for the scan bar."""
        self.last_key_at = 0.0
        """When it was pressed, by the clock of `textual.message.Message.time`."""
        self._second: tuple[str, Callable[[str], bool]] | None = None

    @property
    def page(self) -> Page | None:
        """The page on top of the current place, under any dialog."""
        from inventory_tui.tui.screens.frame.page import Page

        for screen in reversed(self.screen_stack):
            if isinstance(screen, Page):
                return screen
        return None

    def say(self, message: str) -> None:
        """Show a message in row 23."""

    def wait_for_second(self, hints: str, answer: Callable[[str], bool]) -> None:
        """Hand the next key to ``answer`` (as its Textual name) and show ``hints`` in row 24.

        ``answer`` returns False for a key that means nothing there.
        """
        self._second = (hints, answer)
        if self.page is not None:
            self.page.key_bar.wait(hints)

    async def on_event(self, event: events.Event) -> None:
        """Let keys and pastes wait for their turn; everything else goes its usual way."""
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.typing.take(event)
        else:
            await super().on_event(event)

    async def _deliver(self, event: events.Event) -> None:
        """Deal with one key, and hold the next until everything it caused is done."""
        target = self.focused or self.screen
        self.typing.hold(event)
        try:
            if isinstance(event, events.Key):
                await self._press(event, target)
            else:
                await super().on_event(event)
        finally:
            self._settle(event, target)

    async def _press(self, event: events.Key, target: DOMNode) -> None:
        page = self.page if self.page is not None and self.page.is_drawn else None
        self.last_key = event.character or ""
        self.last_key_at = event.time
        if event.key in ("f10", "ctrl+s"):
            self._remember_save_key(event.key)
        if page is not None:
            page.status.key_pressed()
        if self._second is not None:
            _, answer = self._second
            self._second = None
            if page is not None:
                page.key_bar.wait("")
            if event.key not in ("escape", "f12") and not answer(event.key):
                self.say(tr("g {key} does nothing here", key=shown(event.key)))
            return
        if await self._check_bindings(event.key, priority=True):
            return
        consumes = self.focused is not None and self.focused.check_consume_key(
            event.key, event.character
        )
        if not consumes and await self._check_bindings(event.key):
            return
        target._forward_event(event)  # type: ignore[attr-defined]

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Say why instead of doing what who works here may not."""
        page = self.page
        if isinstance(action, str) and page is not None and self.screen is page:
            name = action.rpartition(".")[2].partition("(")[0]
            if why := page.why_not(name):
                self.say(f"{_LABELS[name]} {why}")
                return True
        return await super().run_action(action, default_namespace, namespaces)

    def _remember_save_key(self, key: str) -> None:
        """Where F10 never arrives, hints say Ctrl+S from then on."""
        known = self.drafts.remembered("save_key")
        if known == key or known == "f10":
            return
        self.drafts.remember(save_key=key)
        self.prefer_save_key(key)
        if self.page is not None:
            self.page.show_keys()

    def prefer_save_key(self, key: str | None) -> None:
        """Name this key first in hints."""
        keys = self.keys_now.get("save", COMMANDS["save"].keys).split(",")
        if key in keys:
            first = [key, *(other for other in keys if other != key)]
            self.keys_now = {**self.keys_now, "save": ",".join(first)}

    def _settle(self, event: events.Event, target: DOMNode) -> None:
        """Release the next key after one round through every queue above ``target``.

        Messages rise from parent to parent, so a callback that does the same arrives after
        all of them.
        """
        nodes = [node for node in target.ancestors_with_self if node is not self]
        timer = self.set_timer(SETTLED_AFTER_S, lambda: self.typing.release(event))

        def rise() -> None:
            while nodes:
                if nodes[0] not in self.screen_stack and isinstance(nodes[0], Screen):
                    nodes.clear()
                    break
                if nodes.pop(0).call_later(rise):
                    return
            self.call_later(done)

        def done() -> None:
            timer.stop()
            self.typing.release(event)

        rise()

    def on_key(self, event: events.Key) -> None:
        """Say so when a key means nothing here."""
        if self.page is not None and self.screen is self.page and event.key != "escape":
            self.say(
                tr("{key} does nothing here. ", key=shown(event.key))
                + "  ".join(self.page.helpful_keys())
            )
