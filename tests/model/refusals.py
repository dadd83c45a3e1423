"""What the rules do not allow."""

from __future__ import annotations

from collections.abc import Mapping


class No(Exception):
    """A deed is refused; nothing has changed."""

    def __init__(self, *kinds: str, lines: Mapping[str, str] | None = None) -> None:
        """Say why.

        Args:
            kinds: What is wrong; one of them has to be told.
            lines: Product → what is wrong with its line, where each has to be told.
        """
        super().__init__(*kinds)
        self.kinds = kinds
        self.lines = lines
