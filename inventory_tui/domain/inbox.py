"""What the inbox can be filtered by."""

from __future__ import annotations

from inventory_tui.domain.vocabularies import MARKED, Compare, Key, Vocabulary

INBOX = Vocabulary(
    "Inbox",
    (
        Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
        Key("text", Compare.INSIDE, "inside what it says"),
    ),
    {"unread": "nobody has read it", **MARKED},
)
