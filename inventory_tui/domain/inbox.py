"""What the inbox can be filtered by."""

from __future__ import annotations

from inventory_tui.domain.vocabularies import MARKED, Compare, Key, Vocabulary
from inventory_tui.wording import tr

INBOX = Vocabulary(
    tr("Inbox"),
    (
        Key("sku", Compare.WHOLE, tr("the whole SKU; sku:MH* begins with")),
        Key("text", Compare.INSIDE, tr("inside what it says")),
    ),
    {"unread": tr("nobody has read it"), **MARKED},
)
