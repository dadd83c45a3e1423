"""Refusals: what a user should read when something could not be done.

Every refusal is one or more `Problem`: a stable ``kind`` for programs, a sentence for
people, and what it concerns.  All kinds are listed once, in `Kind`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from inventory_tui.wording import tr


class Kind(StrEnum):
    """Stable names of what can go wrong; the words scripts and other programs rely on."""

    # what was typed or read from a file
    WRONG_USAGE = "wrong_usage"
    VALIDATION_FAILED = "validation_failed"
    EMPTY = "empty"
    CONTAINS_WHITESPACE = "contains_whitespace"
    OUTER_SPACES = "outer_spaces"
    SPECIAL_CHARACTERS = "special_characters"
    NOT_NUMERIC = "not_numeric"
    NOT_POSITIVE = "not_positive"
    UNKNOWN_STATUS = "unknown_status"
    CARRIER_LINKS_NEED_OWN_CONFIG = "carrier_links_need_own_config"
    UNKNOWN_FIELD = "unknown_field"
    NOT_UNIQUE = "not_unique"
    LOCKED_FIELD = "locked_field"
    DUPLICATE_ROW = "duplicate_row"
    BAD_FILE = "bad_file"
    BAD_FILTER = "bad_filter"
    TOO_MANY_REJECTED = "too_many_rejected"
    REASON_REQUIRED = "reason_required"
    NOTHING_GIVEN = "nothing_given"
    # no such thing
    UNKNOWN_PRODUCT = "unknown_product"
    UNKNOWN_SOURCE = "unknown_source"
    UNKNOWN_ORIGIN_SOURCE = "unknown_origin_source"
    UNKNOWN_DESTINATION_SOURCE = "unknown_destination_source"
    UNKNOWN_STOCK = "unknown_stock"
    UNKNOWN_PICKUP_LOCATION = "unknown_pickup_location"
    UNKNOWN_WEBSITE = "unknown_website"
    UNKNOWN_SOURCE_ITEM = "unknown_source_item"
    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_INCOMING = "unknown_incoming"
    UNKNOWN_TRANSFER = "unknown_transfer"
    UNKNOWN_SHIPMENT = "unknown_shipment"
    UNKNOWN_CONSIGNMENT = "unknown_consignment"
    UNKNOWN_CONSIGNMENT_ROW = "unknown_consignment_row"
    UNKNOWN_SETTING = "unknown_setting"
    UNKNOWN_OPERATION = "unknown_operation"
    UNKNOWN_ALGORITHM = "unknown_algorithm"
    UNKNOWN_GEOCODER = "unknown_geocoder"
    UNKNOWN_PLACE = "unknown_place"
    AMBIGUOUS_PLACE = "ambiguous_place"
    NO_DESTINATION = "no_destination"
    PLUGIN_FAILED = "plugin_failed"
    UNKNOWN_ALERT = "unknown_alert"
    UNKNOWN_ESTIMATE = "unknown_estimate"
    UNKNOWN_VIEW = "unknown_view"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_PERMISSION = "unknown_permission"
    UNKNOWN_UNIT = "unknown_unit"
    UNIT_REQUIRED = "unit_required"
    # built-in things stay as they are
    DEFAULT_STOCK_PROTECTED = "default_stock_protected"
    DEFAULT_SOURCE_PROTECTED = "default_source_protected"
    DEFAULT_LINK_PROTECTED = "default_link_protected"
    DEFAULT_CHANNEL_PROTECTED = "default_channel_protected"
    BUILT_IN_ROLE_PROTECTED = "built_in_role_protected"
    LAST_ADMIN_PROTECTED = "last_admin_protected"
    ROLE_IN_USE = "role_in_use"
    # what was asked cannot be had
    TYPE_HAS_NO_SOURCE_ITEMS = "type_has_no_source_items"
    SKU_NOT_ASSIGNED_TO_STOCK = "sku_not_assigned_to_stock"
    PRODUCT_DISABLED = "product_disabled"
    PRODUCT_DRAFT = "product_draft"
    PRODUCT_EXPIRED = "product_expired"
    PRODUCT_SCHEDULED = "product_scheduled"
    PRODUCT_NOT_PURCHASABLE = "product_not_purchasable"
    PRODUCT_IS_PARENT = "product_is_parent"
    PRODUCT_NOT_AVAILABLE = "product_not_available"
    MIN_SALE_QTY = "min_sale_qty"
    MAX_SALE_QTY = "max_sale_qty"
    QTY_INCREMENT = "qty_increment"
    QTY_NOT_ALLOWED = "qty_not_allowed"
    QTY_DECIMAL = "qty_decimal"
    NO_SOURCE_ITEMS_IN_STOCK = "no_source_items_in_stock"
    BACKORDERS_DISABLED = "backorders_disabled"
    MANAGE_STOCK_ENABLED = "manage_stock_enabled"
    NOT_ENOUGH_QTY = "not_enough_qty"
    BACKORDERED = "backordered"
    NOT_ENOUGH_IN_SOURCE = "not_enough_in_source"
    SAFETY_STOCK = "safety_stock"
    NOT_FOR_SALE = "not_for_sale"
    NOT_EXPECTED = "not_expected"
    MORE_THAN_ON_THE_ROAD = "more_than_on_the_road"
    TRANSFER_SOURCE_TO_ITSELF = "transfer_source_to_itself"
    NOT_COMPENSATING = "not_compensating"
    OPEN_RESERVATIONS = "open_reservations"
    OPEN_ORDERS = "open_orders"
    SOURCE_IN_USE = "source_in_use"
    SOURCE_ARCHIVED = "source_archived"
    NO_LOCATION = "no_location"
    BLOCKED = "blocked"
    BUNDLE_SHIP_TOGETHER_NEEDS_SINGLE_COMMON_SOURCE = (
        "bundle_ship_together_needs_single_common_source"
    )
    SOURCE_NOT_SHARED_BY_BUNDLE_SELECTIONS = "source_not_shared_by_bundle_selections"
    PART_OF_PRODUCT = "part_of_product"
    UNIT_NOT_FOR_SALE = "unit_not_for_sale"
    UNIT_DIFFERS = "unit_differs"
    NOT_CONVERTIBLE = "not_convertible"
    # orders and shipments
    ORDER_EXISTS = "order_exists"
    CANNOT_UPDATE_RESERVATION = "cannot_update_reservation"
    ORDER_STATUS = "order_status"
    MORE_THAN_OUTSTANDING = "more_than_outstanding"
    NOT_SHIPPABLE = "not_shippable"
    ORDER_NOT_READY_FOR_PICKUP = "order_not_ready_for_pickup"
    PICKUP_NOT_AVAILABLE = "pickup_not_available"
    NOT_INVOICED = "not_invoiced"
    EVENT_REUSED = "event_reused"
    SOURCE_NOT_LISTED = "source_not_listed"
    SOURCE_NOT_ELIGIBLE = "source_not_eligible"
    CONSIGNMENT_STATUS = "consignment_status"
    MIXED_ACCOUNTS = "mixed_accounts"
    ROW_WITHOUT_SOURCE = "row_without_source"
    ROW_WITHOUT_QUANTITY = "row_without_quantity"
    # undo, other people, the database
    NOT_ALLOWED = "not_allowed"
    NOT_UNDOABLE = "not_undoable"
    ALREADY_UNDONE = "already_undone"
    CHANGED_ELSEWHERE = "changed_elsewhere"
    STOPPED = "stopped"
    STORE_BUSY = "store_busy"
    STORE_UNREACHABLE = "store_unreachable"
    STORE_READ_ONLY = "store_read_only"
    STORE_FULL = "store_full"
    STORE_CORRUPT = "store_corrupt"
    SCHEMA_NEWER = "schema_newer"
    NOT_A_BACKUP = "not_a_backup"
    WOULD_OVERWRITE = "would_overwrite"
    UNSUITABLE_TERMINAL = "unsuitable_terminal"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and what it concerns."""

    kind: Kind
    message: str
    """A sentence that says what is wrong and what to do."""
    field: str | None = None
    sku: str | None = None
    order: str | None = None
    row: int | None = None
    """Line of the file it stands on, the heading being line 1."""
    source: str | None = None
    channel: str | None = None
    rule: Kind | None = None
    """Of ``validation_failed``: which rule of one field is broken, where it has a name."""


class RuleBroken(ValueError):
    """A text breaks a rule that has a name; says so in a sentence like any `ValueError`."""

    def __init__(self, rule: Kind, sentence: str) -> None:
        super().__init__(sentence)
        self.rule = rule

    source: str | None = None


class InventoryError(Exception):
    """A refusal the user should read: ``title`` heads the dialog, ``str()`` explains."""

    title = tr("That could not be done")

    def __init__(self, kind: Kind, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.problems: tuple[Problem, ...] = (Problem(kind, message, field),)

    @property
    def kind(self) -> Kind:
        """The kind of the first problem."""
        return self.problems[0].kind


class Refused(InventoryError):
    """A rule says no; nothing was changed."""

    @classmethod
    def because(cls, problems: Iterable[Problem]) -> Refused:
        """A refusal with a reason for each thing it concerns (at least one)."""
        several = tuple(problems)
        refusal = cls(several[0].kind, "\n".join(problem.message for problem in several))
        refusal.problems = several
        return refusal


class InvalidInput(InventoryError):
    """What was typed does not make sense."""

    title = tr("Please check the form")

    def __init__(
        self, problems: Mapping[str, str], kind: Kind = Kind.VALIDATION_FAILED
    ) -> None:
        super().__init__(kind, "\n".join(problems.values()))
        self.problems = tuple(
            Problem(kind, message, field) for field, message in problems.items()
        )

    @classmethod
    def because(cls, problems: Iterable[Problem]) -> InvalidInput:
        """What is wrong, several things about one field among it (at least one)."""
        several = tuple(problems)
        invalid = cls({"": "\n".join(problem.message for problem in several)})
        invalid.problems = several
        return invalid


class ChangedElsewhere(InventoryError):
    """Someone else changed it after the user saw it; nothing was written."""

    title = tr("Changed elsewhere")

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(Kind.CHANGED_ELSEWHERE, message, field=field)


class Stopped(InventoryError):
    """The user stopped a long deed; nothing of it was kept."""

    title = tr("Stopped")

    def __init__(self, message: str = tr("Stopped; nothing was changed.")) -> None:
        super().__init__(Kind.STOPPED, message)


class StoreError(InventoryError):
    """The database could not be reached, opened or written (exit status 3)."""

    title = tr("The database cannot be used")


class StoreBusy(StoreError):
    """Another program held the database longer than the patience."""

    title = tr("The database is busy")

    def __init__(
        self, message: str = tr("Another terminal is writing. Please try again.")
    ) -> None:
        super().__init__(Kind.STORE_BUSY, message)
