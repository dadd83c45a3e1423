"""A box for one of a few things, or several: typing narrows, the only one left is taken.

What is typed stands for a code as soon as it is that whole code (letter case ignored) or
nothing else fits it any more; Enter, Tab and F10 then write the code out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from inventory_tui.domain.labels import key_of, visible
from inventory_tui.domain.scans import without_aim
from inventory_tui.tui.widgets.text_box import TextBox
from inventory_tui.wording import tr

if TYPE_CHECKING:
    from inventory_tui.tui.dialogs.pick import Option

_NAMED = 6


class ChoiceBox(TextBox):
    """Takes codes of its ``options``; the first character typed replaces what stood there."""

    def __init__(
        self,
        options: Sequence[Option],
        value: str = "",
        *,
        label: str,
        several: bool = False,
        free: bool = False,
        placeholder: str = "",
        id: str | None = None,
        help_text: str = "",
    ) -> None:
        """Offer ``options``.

        Args:
            label: What is chosen, for its list and for sentences.
            several: Whether ``berlin,lyon`` are two.
            free: Whether a word that fits nothing is taken as it is.
        """
        super().__init__(value, placeholder=placeholder, id=id, help_text=help_text)
        self.select_on_focus = True
        self.options = options
        self.label = label
        self.several = several
        self._free = free

    @property
    def words(self) -> list[str]:
        """What is typed, taken apart where several may be."""
        text = without_aim(self.value.strip())
        words = text.split(",") if self.several else [text]
        return [word.strip() for word in words if word.strip()]

    def fitting(self, word: str) -> list[Option]:
        """The options a word may still mean: the one it names, else all it narrows to."""
        exact = [option for option in self.options if key_of(option.code) == key_of(word)]
        return exact or [option for option in self.options if option.matches(word)]

    def codes(self) -> list[str] | None:
        """The codes chosen; None while a word means nothing, or more than one thing."""
        chosen: dict[str, None] = {}
        for word in self.words:
            fits = self.fitting(word)
            if len(fits) == 1:
                chosen[fits[0].code] = None
            elif self._free and not fits:
                chosen[word] = None
            else:
                return None
        return list(chosen)

    def complete(self) -> None:
        """Write out the codes that what is typed stands for."""
        codes = self.codes()
        if codes:
            text = ",".join(codes)
            if text != self.value:
                self.value = text
                self.cursor_position = len(text)

    @property
    def names(self) -> str:
        """What the chosen codes are called, for beside the box; empty while unclear."""
        codes = self.codes() or []
        by_code = {option.code: option for option in self.options}
        named = [by_code[code] for code in codes if code in by_code]
        return ", ".join(
            visible(f"{option.name} ({option.note})" if option.note else option.name)
            for option in named
        )

    @property
    def hint(self) -> str:
        """What to type next: what is still possible, or that nothing fits."""
        for word in self.words or [""]:
            fits = self.fitting(word)
            if not fits:
                return tr(
                    "{label}: nothing is called {word}. F4 lists them",
                    label=self.label,
                    word=visible(word),
                )
            if len(fits) > 1:
                named = "  ".join(visible(option.code) for option in fits[:_NAMED])
                more = len(fits) - _NAMED
                return f"{self.label}: {named}" + (
                    tr("  and {more} more, F4", more=more) * (more > 0)
                )
        return ""
