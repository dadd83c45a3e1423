"""Code 128, code set B: the barcode of any text of printable ASCII.

Source: ISO/IEC 15417.
"""

from __future__ import annotations

from inventory_tui.wording import tr

_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212
112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131
311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321
112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121
313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114
122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113
114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112
"""
_WIDTHS = tuple(_TABLE.split())
"""Widths of bars and spaces by value, a bar first; 11 modules each, the stop sign 13."""

_START_B, _STOP = 104, 106
QUIET = 10
"""Modules that must stay light on either side."""


def modules(text: str) -> tuple[bool, ...]:
    """Return the barcode from its first bar to its last: True is dark.

    Raises:
        ValueError: A sign is no printable ASCII.
    """
    values = [ord(sign) - 32 for sign in text]
    if any(not 0 <= value < 95 for value in values):
        raise ValueError(tr("only printable ASCII has a place in this barcode."))
    weighted = sum(place * value for place, value in enumerate(values, start=1))
    check = (_START_B + weighted) % 103
    drawn: list[bool] = []
    for value in (_START_B, *values, check, _STOP):
        for place, width in enumerate(_WIDTHS[value]):
            drawn += [place % 2 == 0] * int(width)
    return tuple(drawn)
