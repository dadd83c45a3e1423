"""What a barcode reader really sends: told apart sign by sign, wrong keyboard layouts unmasked.

A reader types like a keyboard of one country.  Where the terminal expects another, letters
and signs change places (z and y, ] and +) while most digits stay, so a code looks almost
right.  A test code of known signs shows which layout it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.labels import visible
from inventory_tui.domain.scans import Label, is_gtin, read_label, without_aim
from inventory_tui.wording import tr, trn

TEST_CODE = "yZ]/"
"""Signs that stand elsewhere on most other keyboards; the reader test knows them."""

_NOTHING = tr("nothing")

_AIM = {
    "A": "Code 39",
    "C": "Code 128 (]C1: GS1-128)",
    "E": tr("EAN or UPC"),
    "I": tr("Interleaved 2 of 5"),
    "Q": tr("QR code (]Q3: GS1)"),
    "d": "Data Matrix (]d2: GS1)",
    "e": "GS1 DataBar",
    "L": "PDF417",
    "z": "Aztec",
}

_US = "abcdefghijklmnopqrstuvwxyz0123456789-=[]\\;'/`,."
_US_SHIFTED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ)!@#$%^&*(_+{}|:"?~<>'
_LAYOUTS = {
    tr("German"): (
        "abcdefghijklmnopqrstuvwxzy0123456789ß´ü+#öä-^,.",
        "ABCDEFGHIJKLMNOPQRSTUVWXZY=!\"§$%&/()?`Ü*'ÖÄ_°;:",
    ),
    tr("French"): (
        "qbcdefghijkl,noparstuvzxywà&é\"'(-è_ç)=^$*mù!²;:",
        "QBCDEFGHIJKL?NOPARSTUVZXYW0123456789°+¨£µM%§~./",
    ),
    tr("Spanish"): (
        "abcdefghijklmnopqrstuvwxyz0123456789'¡`+çñ´-º,.",
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ=!"·$%&/()?¿^*ÇÑ¨_ª;:',
    ),
    tr("Italian"): (
        "abcdefghijklmnopqrstuvwxyz0123456789'ìè+ùòà-\\,.",
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ=!"£$%&/()?^é*§ç°_|;:',
    ),
    tr("British"): (
        "abcdefghijklmnopqrstuvwxyz0123456789-=[]#;'/`,.",
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ)!"£$%^&*(_+{}~:@?¬<>',
    ),
}
"""What the keys of a US keyboard type where the terminal has another layout."""


@dataclass(frozen=True, slots=True)
class ReaderTest:
    """What arrived, and what is to be said of it."""

    raw: str
    """Every sign as it arrived, unusual ones by number."""
    findings: tuple[str, ...]
    """Sentences, the most important first."""


def examine(text: str, ended_by: str) -> ReaderTest:
    """Tell what a reader sent.

    Args:
        ended_by: The key that ended it: ``Enter``, ``Tab``, or empty where none came.
    """
    raw = trn(
        "{signs} · {count} sign, ended by {key}",
        "{signs} · {count} signs, ended by {key}",
        len(text),
        signs=_spelled(text),
        key=ended_by or _NOTHING,
    )
    return ReaderTest(raw, (*_findings(text), *_ending(ended_by)))


def _spelled(text: str) -> str:
    """Signs as they are; what is no plain ASCII also by its number."""
    words = [
        visible(sign) if 32 < ord(sign) < 127 else f"<{visible(sign)} U+{ord(sign):04X}>"
        for sign in text
    ]
    return "".join(words) or _NOTHING


def _findings(text: str) -> list[str]:
    code = without_aim(text)
    identifier = _identifier(text) if code != text else _NO_AIM
    if code == TEST_CODE:
        return [tr("✓ The test code arrived as it is: the keyboard layouts agree"), identifier]
    if without_aim(text.swapcase()) == TEST_CODE:
        return [tr("✗ Capitals and small letters changed places: is Caps Lock on?")]
    if layouts := _layouts_of(text):
        named = tr(" or ").join(layouts)
        return [
            tr(
                "✗ A US reader on a {layouts} keyboard: set the reader's country to that "
                "of this keyboard",
                layouts=named,
            )
        ]
    if is_gtin(code):
        return [identifier, tr("✓ GTIN of {count} digits, check digit right", count=len(code))]
    if (label := read_label(code)) is not None:
        return [identifier, _told(label)]
    if code.isdigit() and len(code) in (8, 12, 13, 14):
        return [identifier, tr("✗ As long as a GTIN, but the check digit is wrong")]
    if not code.isascii():
        return [identifier, tr("✗ Signs that few barcodes hold: scan the test code")]
    return [identifier]


def _told(label: Label) -> str:
    """What a GS1 code says."""
    said = {
        "GTIN": label.gtin,
        tr("count"): "" if label.count is None else str(label.count),
        tr("batch"): label.batch,
        tr("serial"): label.serial,
        tr("use by"): "" if label.expires is None else label.expires.isoformat(),
    }
    told = ", ".join(f"{name} {text}" for name, text in said.items() if text)
    return tr("✓ GS1: {told}", told=told)


_NO_AIM = tr("– No AIM identifier before it: type ] before a code that begins with a letter")


def _identifier(text: str) -> str:
    return tr(
        "✓ AIM identifier {sign}: {code}",
        sign=text[:3],
        code=_AIM.get(text[1], tr("another kind of code")),
    )


def _ending(ended_by: str) -> tuple[str, ...]:
    if ended_by == "Enter":
        return (tr("✓ Ends with Enter"),)
    return (tr("✗ Set the reader to send Enter (CR) after each code"),) if not ended_by else ()


def _layouts_of(text: str) -> list[str]:
    """The layouts that turn a US reader's test code, or a GTIN with its identifier, into it."""
    found = []
    for name, (plain, shifted) in _LAYOUTS.items():
        there = str.maketrans(_US + _US_SHIFTED, plain + shifted)
        tests = (TEST_CODE, *(f"]C{digit}{TEST_CODE}" for digit in "01"))
        sent = text.translate(str.maketrans(plain + shifted, _US + _US_SHIFTED))
        is_known = any(test.translate(there) == text for test in tests)
        if is_known or (sent != text and without_aim(sent) != sent and is_gtin(sent[3:])):
            found.append(name)
    return found
