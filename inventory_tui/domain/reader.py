"""What a barcode reader really sends: told apart sign by sign, wrong keyboard layouts unmasked.

A reader types like a keyboard of one country.  Where the terminal expects another, letters
and signs change places (z and y, ] and +) while most digits stay, so a code looks almost
right.  A test code of known signs shows which layout it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from inventory_tui.domain.labels import visible
from inventory_tui.domain.scans import Label, is_gtin, read_label, without_aim

TEST_CODE = "yZ]/"
"""Signs that stand elsewhere on most other keyboards; the reader test knows them."""

_AIM = {
    "A": "Code 39",
    "C": "Code 128 (]C1: GS1-128)",
    "E": "EAN or UPC",
    "I": "Interleaved 2 of 5",
    "Q": "QR code (]Q3: GS1)",
    "d": "Data Matrix (]d2: GS1)",
    "e": "GS1 DataBar",
    "L": "PDF417",
    "z": "Aztec",
}

_US = "abcdefghijklmnopqrstuvwxyz0123456789-=[]\\;'/`,."
_US_SHIFTED = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ)!@#$%^&*(_+{}|:"?~<>'
_LAYOUTS = {
    "German": (
        "abcdefghijklmnopqrstuvwxzy0123456789ß´ü+#öä-^,.",
        "ABCDEFGHIJKLMNOPQRSTUVWXZY=!\"§$%&/()?`Ü*'ÖÄ_°;:",
    ),
    "French": (
        "qbcdefghijkl,noparstuvzxywà&é\"'(-è_ç)=^$*mù!²;:",
        "QBCDEFGHIJKL?NOPARSTUVZXYW0123456789°+¨£µM%§~./",
    ),
    "Spanish": (
        "abcdefghijklmnopqrstuvwxyz0123456789'¡`+çñ´-º,.",
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ=!"·$%&/()?¿^*ÇÑ¨_ª;:',
    ),
    "Italian": (
        "abcdefghijklmnopqrstuvwxyz0123456789'ìè+ùòà-\\,.",
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ=!"£$%&/()?^é*§ç°_|;:',
    ),
    "British": (
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
    count = f"{len(text)} sign{'s' * (len(text) != 1)}"
    raw = f"{_spelled(text)} · {count}, ended by {ended_by or 'nothing'}"
    return ReaderTest(raw, (*_findings(text), *_ending(ended_by)))


def _spelled(text: str) -> str:
    """Signs as they are; what is no plain ASCII also by its number."""
    words = [
        visible(sign) if 32 < ord(sign) < 127 else f"<{visible(sign)} U+{ord(sign):04X}>"
        for sign in text
    ]
    return "".join(words) or "nothing"


def _findings(text: str) -> list[str]:
    code = without_aim(text)
    identifier = _identifier(text) if code != text else _NO_AIM
    if code == TEST_CODE:
        return ["✓ The test code arrived as it is: the keyboard layouts agree", identifier]
    if without_aim(text.swapcase()) == TEST_CODE:
        return ["✗ Capitals and small letters changed places: is Caps Lock on?"]
    if layouts := _layouts_of(text):
        named = " or ".join(layouts)
        return [
            f"✗ A US reader on a {named} keyboard: set the reader's country to that of "
            "this keyboard"
        ]
    if is_gtin(code):
        return [identifier, f"✓ GTIN of {len(code)} digits, check digit right"]
    if (label := read_label(code)) is not None:
        return [identifier, _told(label)]
    if code.isdigit() and len(code) in (8, 12, 13, 14):
        return [identifier, "✗ As long as a GTIN, but the check digit is wrong"]
    if not code.isascii():
        return [identifier, "✗ Signs that few barcodes hold: scan the test code"]
    return [identifier]


def _told(label: Label) -> str:
    """What a GS1 code says."""
    said = {
        "GTIN": label.gtin,
        "count": "" if label.count is None else str(label.count),
        "batch": label.batch,
        "serial": label.serial,
        "use by": "" if label.expires is None else label.expires.isoformat(),
    }
    return "✓ GS1: " + ", ".join(f"{name} {text}" for name, text in said.items() if text)


_NO_AIM = "– No AIM identifier before it: type ] before a code that begins with a letter"


def _identifier(text: str) -> str:
    return f"✓ AIM identifier {text[:3]}: {_AIM.get(text[1], 'another kind of code')}"


def _ending(ended_by: str) -> tuple[str, ...]:
    if ended_by == "Enter":
        return ("✓ Ends with Enter",)
    return ("✗ Set the reader to send Enter (CR) after each code",) if not ended_by else ()


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
