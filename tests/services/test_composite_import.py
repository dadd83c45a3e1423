"""Configurables, groups and bundles from a product file: what their columns do."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from inventory_tui.domain.composition_text import columns_of
from inventory_tui.domain.errors import Kind, Refused
from inventory_tui.domain.history import Cause
from inventory_tui.domain.product import ProductType
from inventory_tui.services.files.product_import import (
    Imported,
    OnError,
    ProductRules,
    check_products,
    import_products,
)
from inventory_tui.services.keeping import undoing
from inventory_tui.services.products import catalog, composites
from inventory_tui.services.products.composites import BundleOption, Part
from inventory_tui.store.database import Database
from tests.world import World

Import = Callable[..., Imported]

SIMPLES = ("A,simple,,,,", "B,virtual,,,,", "C,simple,,,,")
HEAD = (
    "sku,product_type,configurable_variations,associated_skus,bundle_values,"
    "bundle_shipment_type"
)
HOOD = 'HOOD,configurable,"sku=A,size=S|sku=B,size=M",,,'
PACK = 'PACK,grouped,,"A=2,C",,'
KIT = (
    'KIT,bundle,,,"name=Ball,type=select,required=1,sku=A,default_qty=2,can_change_qty=0'
    '|name=Ball,required=1,sku=C,can_change_qty=0|name=Gift,required=0,sku=B",separately'
)


@pytest.fixture
def bring_in(database: Database, cause: Cause) -> Import:
    """Imports lines of CSV."""

    def import_lines(*lines: str, **rules: object) -> Imported:
        file = io.BytesIO("\n".join(lines).encode())
        asked = ProductRules(**rules)  # type: ignore[arg-type]
        return import_products(database, "-", asked, cause=cause, standard=file)

    return import_lines


def skus(database: Database, sku: str) -> list[str]:
    return [part.sku for part in composites.composition(database, sku).every_part]


def test_rows_name_products_of_the_same_file_wherever_they_stand(
    database: Database, bring_in: Import, cause: Cause
) -> None:
    done = bring_in(HEAD, HOOD, PACK, KIT, *SIMPLES)
    assert (done.receipt.counts["created"], done.receipt.counts["default_rows"]) == (6, 3)
    hood = composites.composition(database, "HOOD")
    assert [(one.sku, one.label) for one in hood.parts] == [("A", "size=S"), ("B", "size=M")]
    pack = composites.composition(database, "PACK")
    assert [(one.sku, str(one.quantity)) for one in pack.parts] == [("A", "2"), ("C", "1")]
    kit = composites.composition(database, "KIT")
    assert [(one.title, one.required) for one in kit.options] == [
        ("Ball", True),
        ("Gift", False),
    ]
    assert [(one.sku, one.changeable) for one in kit.every_part] == [
        ("A", False),
        ("C", False),
        ("B", True),
    ]
    assert not kit.ship_together
    again = bring_in(HEAD, HOOD, PACK, KIT, *SIMPLES)
    assert (again.receipt.operation, again.receipt.counts["unchanged"]) == (None, 6)
    undoing.undo(database, done.receipt.operation, cause=cause)
    assert catalog.types_of(database, ["A", "HOOD", "KIT"]) == {}


def test_a_check_counts_the_same_and_writes_nothing(
    database: Database, bring_in: Import
) -> None:
    lines = "\n".join((HEAD, HOOD, PACK, KIT, *SIMPLES)).encode()
    checked = check_products(database, "-", every_row=True, standard=io.BytesIO(lines))
    assert (checked.counts["created"], checked.rejected) == (6, ())
    assert catalog.types_of(database, ["A", "HOOD"]) == {}


def test_an_update_says_the_whole_list_and_undo_brings_the_old_one_back(
    database: Database, bring_in: Import, cause: Cause
) -> None:
    bring_in(HEAD, HOOD, PACK, KIT, *SIMPLES)
    done = bring_in(
        "sku,name,configurable_variations,shipment_type,configurable_variation_labels",
        "HOOD,Hoodie,sku=c,,size=Size",
        "KIT,,,separately,",
        "PACK,,,,",
    )
    counts = done.receipt.counts
    assert (counts["updated"], counts["unchanged"], done.ignored) == (1, 2, ())
    assert skus(database, "HOOD") == ["C"]
    undoing.undo(database, done.receipt.operation, cause=cause)
    assert skus(database, "HOOD") == ["A", "B"]
    assert catalog.show(database, "HOOD").product.name == "HOOD"


def test_wrong_rows_name_what_is_wrong_and_leave_the_product_out(
    database: Database, bring_in: Import
) -> None:
    done = bring_in(
        HEAD,
        *SIMPLES,
        'H1,configurable,"sku=A,size=S|sku=NIX",,,',
        "H2,configurable,sku=H1,,,",
        "H3,configurable,,A,,",
        "H4,simple,sku=A,,,",
        "H5,configurable,size=S,,,",
        'H6,grouped,,"A=1.5",,',
        "H7,grouped,,H7,,",
        "H8,bundle,,,,never",
        "H9,grouped,,C,,",
        on_error=OnError.SKIP,
    )
    said = {problem.row: (problem.field, str(problem.message)) for problem in done.rejected}
    assert said == {
        5: ("configurable_variations", "Row 5: there is no product 'NIX'."),
        6: ("configurable_variations", "Row 6: there is no product 'H1'."),
        7: ("associated_skus", "Row 7: H3 is configurable: leave associated_skus empty."),
        8: (
            "configurable_variations",
            "Row 8: H4 is simple: leave configurable_variations empty.",
        ),
        9: (
            "configurable_variations",
            "Row 9: configurable_variations: begin each variation with sku=…, such as "
            "sku=MH01-XS,size=XS.",
        ),
        10: ("associated_skus", "Row 10: A is counted in whole units; 1.5 is a fraction."),
        11: ("associated_skus", "Row 11: there is no product 'H7'."),
        12: (
            "bundle_shipment_type",
            "Row 12: bundle_shipment_type: write together or separately.",
        ),
    }
    assert list(catalog.types_of(database, [f"H{number}" for number in range(1, 10)])) == ["H9"]


def test_a_part_of_a_rejected_row_is_unknown(database: Database, bring_in: Import) -> None:
    with pytest.raises(Refused) as refused:
        bring_in(
            "sku,product_type,qty,associated_skus",
            "A,simple,many,",
            "PACK,grouped,,A",
            allowed_errors=0,
        )
    assert refused.value.problems[0].row == 2
    assert catalog.types_of(database, ["PACK"]) == {}


def test_a_bundle_shipped_together_needs_one_source(
    database: Database, world: World, bring_in: Import
) -> None:
    world.source("berlin")
    world.product("AWAY", berlin=1)
    lines = (
        "sku,product_type,qty,bundle_values,bundle_shipment_type",
        'TIE,bundle,,"name=X,sku=AWAY|name=Y,sku=NEW",together',
        'SEP,bundle,,"name=X,sku=AWAY|name=Y,sku=NEW",separately',
        "NEW,simple,5,,",
    )
    file = io.BytesIO("\n".join(lines).encode())
    checked = check_products(database, "-", standard=file)
    (problem,) = checked.rejected
    done = bring_in(*lines)
    assert done.rejected == (problem,)
    assert (problem.row, problem.kind) == (
        2,
        Kind.BUNDLE_SHIP_TOGETHER_NEEDS_SINGLE_COMMON_SOURCE,
    )
    assert list(catalog.types_of(database, ["TIE", "SEP"])) == ["SEP"]


def test_no_default_row_beside_a_bundle_that_ships_from_elsewhere(
    database: Database, world: World, bring_in: Import, cause: Cause
) -> None:
    world.source("berlin")
    world.product("AWAY", berlin=1)
    world.product("TIE", type="bundle")
    composites.set_bundle(database, "TIE", [BundleOption("X", (Part("AWAY"),))], cause=cause)
    done = bring_in("sku,qty", "AWAY,5")
    (problem,) = done.rejected
    assert problem.kind is Kind.SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS
    assert len(catalog.show(database, "AWAY").items) == 1


def test_types_that_lie_at_sources_may_change_by_file(
    database: Database, bring_in: Import
) -> None:
    bring_in(HEAD, *SIMPLES)
    done = bring_in("sku,product_type", "A,virtual", "B,grouped")
    assert catalog.types_of(database, ["A", "B"]) == {"A": "virtual", "B": "virtual"}
    assert [problem.field for problem in done.rejected] == ["product_type"]


def test_what_is_written_reads_back(database: Database, bring_in: Import) -> None:
    bring_in(HEAD, HOOD, PACK, KIT, *SIMPLES)
    for sku in ("HOOD", "PACK", "KIT"):
        made_of = composites.composition(database, sku)
        kind = ProductType(catalog.types_of(database, [sku])[sku])
        columns = columns_of(kind, made_of)
        cells = ['"' + text.replace('"', '""') + '"' for text in columns.values()]
        again = bring_in(",".join(["sku", *columns]), ",".join([sku, *cells]))
        assert again.receipt.operation is None
