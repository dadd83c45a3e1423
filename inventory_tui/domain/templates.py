"""Short texts with places to fill in, such as ``{product} is back in stock``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from inventory_tui.domain.fields import did_you_mean
from inventory_tui.domain.labels import storable
from inventory_tui.wording import tr

_PLACE = re.compile(r"\{([^{}]*)\}")
_LONGEST = 2_000


def template(*places: str) -> Callable[[str], str]:
    """Return a reader of texts in which only these places may be filled in."""

    def parse(text: str) -> str:
        text = storable(text, _LONGEST)
        if not text.strip():
            raise ValueError(tr("write what the message says."))
        if not text.isprintable():
            raise ValueError(tr("must be one line of plain text."))
        for name in _PLACE.findall(text):
            if name not in places:
                known = ", ".join(f"{{{place}}}" for place in places)
                raise ValueError(
                    tr(
                        "{{{name}}} cannot be filled in; use {known}.{hint}",
                        name=name,
                        known=known,
                        hint=did_you_mean(name, places),
                    )
                )
        return text

    return parse


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its places filled in; one without a value becomes empty."""
    return _PLACE.sub(lambda place: values.get(place[1], ""), text)
