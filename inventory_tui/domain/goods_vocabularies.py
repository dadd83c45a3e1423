"""What lists of goods that are coming can be filtered by."""

from __future__ import annotations

from inventory_tui.domain.transfer import TransferStatus
from inventory_tui.domain.vocabularies import MARKED, Compare, Key, Vocabulary

INCOMING = Vocabulary(
    "Incoming goods",
    (
        Key("sku", Compare.WHOLE, "the whole SKU; sku:MH* begins with"),
        Key("source", Compare.WHOLE, "to arrive at this source"),
        Key("delivery", Compare.WHOLE, "the number on the supplier's papers"),
        Key("note", Compare.INSIDE, "in the note"),
        Key("left", Compare.NUMBER, "how much is still to come"),
    ),
    {"overdue": "should have come before today", "draft": "is only proposed", **MARKED},
)

TRANSFERS = Vocabulary(
    "Transfers on the road",
    (
        Key("from", Compare.WHOLE, "left this source"),
        Key("to", Compare.WHOLE, "goes to this source"),
        Key("sku", Compare.WHOLE, "with this product; sku:MH* begins with"),
        Key("note", Compare.INSIDE, "in the note"),
        Key(
            "status",
            Compare.CHOICE,
            "where it stands",
            tuple(status.value for status in TransferStatus),
        ),
        Key("left", Compare.NUMBER, "how much is on the road"),
    ),
    {"overdue": "should have arrived before today", **MARKED},
)
