"""What products are made of, as one cell of a file says it, and back.

Magento's product columns: ``configurable_variations``, ``associated_skus`` (some exports call
it ``grouped_skus``) and ``bundle_values``.  A value that holds a separator is written in double
quotes, ``""`` being one quote inside them, so that every SKU survives the round trip::

    sku=MH01-XS-Black,color=Black,size=XS|sku=MH01-XS-Gray,color=Gray,size=XS
    24-WG085=2,24-WG086
    name=Ball,type=select,required=1,sku=24-WG081,default_qty=1,can_change_qty=0|name=Ball,…

The history keeps a composition in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inventory_tui.domain.composite import NOTHING, BundleOption, Composition, Part
from inventory_tui.domain.fields import Field, yes_no
from inventory_tui.domain.labels import key_of, storable
from inventory_tui.domain.product import ProductType
from inventory_tui.domain.quantity import ONE, ZERO, Quantity
from inventory_tui.wording import tr

VARIATIONS, MEMBERS, SELECTIONS = "configurable_variations", "associated_skus", "bundle_values"
SHIPMENT = "bundle_shipment_type"
_SPECIAL = ',|"'


def parse_variations(text: str, separator: str = ",") -> tuple[Part, ...]:
    """Read the variations of a configurable product.

    Args:
        separator: What parts the fields of one variation in this file.

    Raises:
        ValueError: A sentence that says what cannot be read.
    """
    parts = []
    for fields in _entries(text, separator):
        sku = fields.pop("sku", "")
        if not sku:
            raise ValueError(
                tr("begin each variation with sku=…, such as sku=MH01-XS,size=XS.")
            )
        label = ",".join(f"{key}={_quoted(value)}" for key, value in fields.items())
        parts.append(Part(sku, label=storable(label, 1_000)))
    return _each_once(parts)


def parse_members(text: str, separator: str = ",") -> tuple[Part, ...]:
    """Read the members of a grouped product; a default quantity of 0 is taken for 1.

    Raises:
        ValueError: A sentence that says what cannot be read.
    """
    parts = []
    for piece in _split(text, separator):
        if not piece.strip():
            continue
        sku, number = _cut_quantity(piece)
        parts.append(Part(sku, ONE if number == ZERO else number))
    return _each_once(parts)


def parse_selections(text: str, separator: str = ",") -> tuple[BundleOption, ...]:
    """Read the options of a bundle; entries of one name are the selections of one option.

    Raises:
        ValueError: A sentence that says what cannot be read.
    """
    titles: dict[str, str] = {}
    required: dict[str, bool] = {}
    parts: dict[str, list[Part]] = {}
    for fields in _entries(text, separator):
        title, sku = fields.get("name", ""), fields.get("sku", "")
        if not title or not sku:
            raise ValueError(tr("begin each selection with name=… and name its sku=…."))
        key = key_of(title)
        titles.setdefault(key, storable(title))
        required.setdefault(key, _switch(fields, "required", True))
        quantity = _amount(fields.get("default_qty") or "1", sku)
        changeable = _switch(fields, "can_change_qty", True)
        parts.setdefault(key, []).append(
            Part(sku, ONE if quantity == ZERO else quantity, changeable)
        )
    return tuple(
        BundleOption(title, _each_once(parts[key]), required[key])
        for key, title in titles.items()
    )


def parse_shipment(text: str) -> bool:
    """Read whether a bundle is shipped together.

    Raises:
        ValueError: It is neither word.
    """
    try:
        return {"together": True, "separately": False, "0": True, "1": False}[
            text.strip().lower()
        ]
    except KeyError:
        raise ValueError(tr("write together or separately.")) from None


def show_shipment(together: bool) -> str:
    """The word of a file."""
    return "together" if together else "separately"


def format_variations(parts: Iterable[Part]) -> str:
    """Write the variations of a configurable product."""
    return "|".join(
        f"sku={_quoted(part.sku)}" + (f",{part.label}" if part.label else "") for part in parts
    )


def format_members(parts: Iterable[Part]) -> str:
    """Write the members of a grouped product."""
    return ",".join(
        f"{_quoted(part.sku, also='=')}={part.quantity}"
        if part.quantity != ONE or "=" in part.sku
        else _quoted(part.sku)
        for part in parts
    )


def format_selections(options: Iterable[BundleOption]) -> str:
    """Write the options of a bundle."""
    return "|".join(
        f"name={_quoted(option.title)},type=select,required={int(option.required)},"
        f"sku={_quoted(part.sku)},default_qty={part.quantity},"
        f"can_change_qty={int(part.changeable)}"
        for option in options
        for part in option.parts
    )


COMPOSITION: tuple[Field, ...] = (
    Field("variations", tr("Variations"), parse_variations, help="sku=A,size=S|sku=B,size=M"),
    Field("members", tr("Members"), parse_members, help=tr("A=2,B: default quantities")),
    Field(
        "selections",
        tr("Selections"),
        parse_selections,
        help="name=Ball,required=1,sku=A,default_qty=1,can_change_qty=0|…",
    ),
    Field(
        "ship",
        tr("Ship Bundle Items"),
        parse_shipment,
        default="together",
        help=tr("Together: all selections lie at one and the same source."),
        choices=(("together", tr("Together")), ("separately", tr("Separately"))),
        show=show_shipment,
    ),
)
"""The fields that say what a composite is made of, as the columns of a file say it."""

FIELD_OF = {
    ProductType.CONFIGURABLE: "variations",
    ProductType.GROUPED: "members",
    ProductType.BUNDLE: "selections",
}


def columns_of(kind: ProductType, composition: Composition) -> dict[str, str]:
    """Return the columns a file of products says a composition in; none for other types."""
    match kind:
        case ProductType.CONFIGURABLE:
            return {VARIATIONS: format_variations(composition.parts)}
        case ProductType.GROUPED:
            return {MEMBERS: format_members(composition.parts)}
        case ProductType.BUNDLE:
            return {
                SELECTIONS: format_selections(composition.options),
                SHIPMENT: show_shipment(composition.ship_together),
            }
    return {}


def text_of_parts(kind: ProductType, composition: Composition) -> str | None:
    """The text the history keeps of what a product is made of; None where nothing is."""
    for name, text in columns_of(kind, composition).items():
        if name != SHIPMENT:
            return text or None
    return None


def parts_of_text(kind: ProductType, text: str | None, separator: str = ",") -> Composition:
    """What a text of `text_of_parts` says."""
    if not text:
        return NOTHING
    if kind is ProductType.BUNDLE:
        return Composition(options=parse_selections(text, separator))
    parse = parse_variations if kind is ProductType.CONFIGURABLE else parse_members
    return Composition(parts=parse(text, separator))


def _entries(text: str, separator: str) -> Iterator[dict[str, str]]:
    """The fields of each entry; what has no ``=`` goes on with the value before it."""
    for entry in _split(text, "|"):
        if not entry.strip():
            continue
        fields: dict[str, str] = {}
        last = ""
        for piece in _split(entry, separator):
            key, found, value = piece.partition("=")
            if found:
                last = key.strip().lower()
                fields[last] = _plain(value)
            elif last:
                fields[last] += separator + piece
            elif piece.strip():
                raise ValueError(tr("{piece!r} has no =; write sku=….", piece=piece.strip()))
        yield fields


def _split(text: str, separator: str) -> Iterator[str]:
    """Cut at separators outside quotes; the quotes stay.

    Quotes count where a value begins; elsewhere, or never closed, they are inches.
    """
    begin = at = 0
    opens = True
    while at < len(text):
        character = text[at]
        if character == '"' and opens and (end := _closing_quote(text, at)):
            at, opens = end + 1, False
            continue
        if character == separator:
            yield text[begin:at]
            begin = at + 1
        opens = character in f"{separator},|=" or (opens and character.isspace())
        at += 1
    yield text[begin:]


def _plain(text: str) -> str:
    """A value without the quotes around it."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].replace('""', '"')
    return text


def _quoted(text: str, also: str = "") -> str:
    if text == text.strip() and not any(one in text for one in _SPECIAL + also):
        return text
    return '"' + text.replace('"', '""') + '"'


def _cut_quantity(piece: str) -> tuple[str, Quantity]:
    """An SKU and its quantity, cut at the last ``=`` outside quotes."""
    text = piece.strip()
    if text.startswith('"') and (end := _closing_quote(text, 0)):
        sku, rest = _plain(text[: end + 1]), text[end + 1 :].strip()
        if rest and not rest.startswith("="):
            raise ValueError(
                tr("after {sku!r} comes = and a quantity, not {rest!r}.", sku=sku, rest=rest)
            )
        number = rest[1:]
    else:
        sku, _, number = text.rpartition("=") if "=" in text else (text, "", "")
        sku = sku.strip()
    if not sku:
        raise ValueError(tr("{text!r} names no SKU; write SKU=QUANTITY.", text=text))
    return sku, _amount(number.strip() or "1", sku)


def _closing_quote(text: str, opening: int) -> int:
    """Where the quote that opens there is closed; 0 where it never is."""
    at = opening + 1
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at
        at += 2
    return 0


def _amount(text: str, sku: str) -> Quantity:
    try:
        return Quantity.parse(text)
    except ValueError as problem:
        raise ValueError(f"{sku}: {problem}") from None


def _switch(fields: dict[str, str], key: str, otherwise: bool) -> bool:
    text = fields.get(key, "")
    if not text:
        return otherwise
    try:
        return yes_no(text)
    except ValueError:
        raise ValueError(tr("{key}: write 1 or 0, not {text!r}.", key=key, text=text)) from None


def _each_once(parts: Iterable[Part]) -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for part in parts:
        if key_of(part.sku) in found:
            raise ValueError(tr("{sku} stands there twice.", sku=part.sku))
        found[key_of(part.sku)] = part
    return tuple(found.values())
