"""What the sample shop sells: clothes in sizes and colours, bags, gear, services, videos.

Everything follows from a seed, so two machines show the same shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle
from random import Random

from inventory_tui.domain.product import ProductType


@dataclass(frozen=True, slots=True)
class Style:
    """A product line: one product, or a configurable one with its sizes and colours."""

    number: int
    code: str
    name: str
    type: ProductType
    attribute_set: str
    price: str
    weight: str
    colours: int
    """Which of `COLOURS`; -1: it has no sizes and colours."""
    decimals: bool = False


COLOURS = (
    ("Black", "Gray", "Orange"),
    ("Blue", "Green", "Red"),
    ("Black", "Purple", "White"),
    ("Brown", "Gray", "Yellow"),
    ("Black", "Blue", "Lavender"),
    ("Green", "Orange", "White"),
)
SIZES = ("XS", "S", "M", "L", "XL")

_FIRST = [
    "Chaz",
    "Bruno",
    "Frankie",
    "Hollister",
    "Stark",
    "Hero",
    "Oslo",
    "Abominable",
    "Mach",
    "Teton",
    "Ajax",
    "Grayson",
    "Marco",
    "Mithra",
    "Proteus",
    "Montana",
    "Jupiter",
    "Typhon",
    "Lando",
    "Orion",
    "Taurus",
    "Ingrid",
    "Helena",
    "Eos",
    "Circe",
    "Daphne",
    "Selene",
    "Miko",
    "Autumn",
    "Josie",
    "Augusta",
    "Juno",
    "Neve",
    "Stellar",
    "Olivia",
    "Inez",
    "Adrienne",
    "Nadia",
    "Phoebe",
    "Gabrielle",
    "Iris",
    "Layla",
    "Elisa",
    "Radiant",
    "Balboa",
    "Caesar",
    "Livingston",
    "Hawkeye",
    "Ryker",
    "Gobi",
    "Rocco",
    "Mona",
    "Ariel",
    "Beaumont",
    "Kenobi",
    "Cassia",
    "Deirdre",
    "Portia",
    "Sylvia",
    "Minerva",
    "Tiffany",
    "Zoe",
    "Diva",
    "Echo",
    "Karmen",
    "Leah",
    "Maxima",
    "Bella",
    "Cora",
    "Fiona",
    "Gwyn",
    "Ida",
    "Ana",
    "Artemis",
    "Sybil",
    "Erika",
    "Argus",
    "Sparta",
    "Viktor",
]
_CLOTHES = (
    ("MH", "Men Tops", "Kangeroo Hoodie,Compete Hoodie,Sweatshirt,Quarter-Zip Hoodie", 42, 74),
    ("WH", "Women Tops", "Pullover Hoodie,Track Hoodie,Roll Sleeve Sweatshirt", 39, 69),
    ("MJ", "Men Tops", "Running Jacket,Lined Windbreaker,Full-Zip Fleece,Trail Jacket", 45, 99),
    ("WJ", "Women Tops", "Softshell Jacket,Rain Jacket,Cardio Jacket", 45, 92),
    ("MS", "Men Tops", "Performance Tee,Crew Tee,V-Neck Tee,Fitness Tee", 22, 39),
    ("WS", "Women Tops", "Yoga Tee,Short Sleeve Tee,Layering Tee,Active Tee", 20, 38),
    ("MT", "Men Tops", "Training Tank,Gym Tank,Seamless Tank", 18, 32),
    ("WT", "Women Tops", "Cotton Tank,Racerback Tank,Fitted Tank", 18, 34),
    ("MP", "Men Bottoms", "Warm-Up Pant,Workout Pant,All-Purpose Tight,Yoga Pant", 35, 75),
    ("WP", "Women Bottoms", "Basic Tight,Track Pant,Cargo Capri,Studio Legging", 33, 72),
    ("MSH", "Men Bottoms", "Yoga Short,Running Short,Cross-Training Short", 25, 48),
    ("WSH", "Women Bottoms", "Gym Short,Bike Short,Fitness Short", 24, 46),
)
"""Start of the code, attribute set, nouns, lowest and highest price."""
_OTHERS = {
    "bag": ("24-MB", "Bags", "Messenger Bag,Backpack,Duffle,Tote,Field Satchel,Sling Bag"),
    "gear": (
        "24-UG",
        "Gear",
        "Foam Roller,Dumbbell,Kettlebell,Stasis Ball,Yoga Brick,Jump Rope,Water Bottle,"
        "Running Watch,Resistance Band,Exercise Mat",
    ),
    "rope": ("24-MR", "Gear", "Climbing Rope,Elastic Webbing,Reflective Tape,Shock Cord"),
    "virtual": ("GS", "Services", "Gift Wrapping,Personal Coaching Hour,Warranty Extension"),
    "video": ("240-LV", "Training", "Beginner's Yoga,Solo Power Circuit,Advanced Pilates"),
    "set": ("24-WG", "Gear", "Yoga Strap Set,Travel Kit,Starter Set"),
    "bundle": ("24-WK", "Gear", "Yoga Companion Kit,Home Gym Bundle,Race Day Bundle"),
}
_TYPES = {
    "virtual": ProductType.VIRTUAL,
    "video": ProductType.DOWNLOADABLE,
    "set": ProductType.GROUPED,
    "bundle": ProductType.BUNDLE,
}
_CYCLE = (
    *(*range(12), "bag", "gear"),
    *(*range(12), "video", "gear"),
    *(*range(12), "rope", "bag", "virtual", "set", "bundle"),
)
"""Kinds of lines in their order; a number is a kind of clothes."""


def styles(seed: int) -> Iterator[Style]:
    """Product lines without end, the same for every shop of a seed."""
    random = Random(seed)
    numbers: dict[str, Iterator[int]] = {}
    for number, kind in zip(count(), cycle(_CYCLE)):
        first = _FIRST[number * 7 % len(_FIRST)]
        colours, low, high = -1, 9, 79
        if isinstance(kind, int):
            prefix, family, nouns, low, high = _CLOTHES[kind]
            product_type, colours = ProductType.CONFIGURABLE, random.randrange(len(COLOURS))
        else:
            prefix, family, nouns = _OTHERS[kind]
            product_type = _TYPES.get(kind, ProductType.SIMPLE)
        if kind == "rope":
            first, low, high = "By the Metre:", 1, 6
        code = f"{prefix}{next(numbers.setdefault(prefix, count(1))):02}"
        noun = random.choice(nouns.split(","))
        yield Style(
            number,
            code,
            f"{first} {noun}",
            product_type,
            family,
            f"{random.randint(low, high)}.{random.choice(('00', '00', '50', '95'))}",
            "" if kind in ("virtual", "video") else f"0.{random.randint(1, 9)}",
            colours,
            decimals=kind == "rope",
        )
