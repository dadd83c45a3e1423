"""What lists of goods that are coming can be filtered by."""

from __future__ import annotations

from inventory_tui.domain.transfer import TransferStatus
from inventory_tui.domain.vocabularies import MARKED, Compare, Key, Vocabulary
from inventory_tui.wording import tr

INCOMING = Vocabulary(
    tr("Incoming goods"),
    (
        Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
        Key("source", Compare.WHOLE, tr("to arrive at this source")),
        Key("delivery", Compare.WHOLE, tr("the number on the supplier's papers")),
        Key("note", Compare.INSIDE, tr("in the note")),
        Key("left", Compare.NUMBER, tr("how much is still to come")),
    ),
    {"overdue": tr("should have come before today"), "draft": tr("is only proposed"), **MARKED},
)

TRANSFERS = Vocabulary(
    tr("Transfers on the road"),
    (
        Key("from", Compare.WHOLE, tr("left this source")),
        Key("to", Compare.WHOLE, tr("goes to this source")),
        Key("sku", Compare.WHOLE, tr("with this product; sku:MH* begins with")),
        Key("note", Compare.INSIDE, tr("in the note")),
        Key(
            "status",
            Compare.CHOICE,
            tr("where it stands"),
            tuple(status.value for status in TransferStatus),
        ),
        Key("left", Compare.NUMBER, tr("how much is on the road")),
    ),
    {"overdue": tr("should have arrived before today"), **MARKED},
)
