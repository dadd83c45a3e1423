"""The warehouse half: states of goods, units, goods that are coming, low stock, people."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")

ON_HAND = (
    "on_hand >= 0 and coverage between 0 and 2 and promised_elsewhere >= 0 and set_aside >= 0"
)
SALABLE = (
    "salable is null or (coverage < 2 and salable = 0) or (coverage = 2"
    " and salable = on_hand - set_aside + reserved - threshold - promised_elsewhere)"
)


def upgrade() -> None:
    _create()
    _widen()
    _index()
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_on_sqlite()
    else:
        _alter_on_postgresql()
    _carry_over()


def _create() -> None:
    op.create_table(
        "estimate",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("title_key", KEY, nullable=False),
        sa.Column("priority", sa.String(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("estimate_pkey")),
        sa.UniqueConstraint("title_key", name=op.f("estimate_title_key_key")),
    )
    op.create_table(
        "role",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("built_in", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("role_pkey")),
        sa.UniqueConstraint("name_key", name=op.f("role_name_key_key")),
    )
    op.create_table(
        "translation",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("field", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "kind", "subject_id", "field", "language", name=op.f("translation_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "aside_movement",
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("aside_movement_operation_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "operation_id", "product_id", "source_id", "kind", name=op.f("aside_movement_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "aside_movement_product_id_operation_id",
        "aside_movement",
        ["product_id", "operation_id"],
        unique=False,
    )
    op.create_table(
        "consignment",
        sa.Column("id", ID, nullable=False),
        sa.Column("erc", sa.String(length=75), nullable=False),
        sa.Column("erc_key", KEY, nullable=False),
        sa.Column("account", sa.String(), server_default="", nullable=False),
        sa.Column("account_key", KEY, server_default="", nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("carrier", sa.String(), server_default="", nullable=False),
        sa.Column("tracking_number", sa.String(), server_default="", nullable=False),
        sa.Column("tracking_url", sa.String(), server_default="", nullable=False),
        sa.Column("shipping_method", sa.String(), server_default="", nullable=False),
        sa.Column("ship_on", sa.String(length=10), server_default="", nullable=False),
        sa.Column("deliver_on", sa.String(length=10), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "status in ('processing', 'ready', 'shipped', 'delivered', 'cancelled')",
            name=op.f("consignment_status"),
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("consignment_operation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("consignment_pkey")),
        sa.UniqueConstraint("erc_key", name=op.f("consignment_erc_key_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("consignment_status_id", "consignment", ["status", "id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("login_key", KEY, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("role_id", ID, nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("person_role_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("person_pkey")),
        sa.UniqueConstraint("login_key", name=op.f("person_login_key_key")),
    )
    op.create_index("person_role_id", "person", ["role_id"], unique=False)
    op.create_table(
        "role_permission",
        sa.Column("role_id", ID, nullable=False),
        sa.Column("permission", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["role.id"], name=op.f("role_permission_role_id_fkey")
        ),
        sa.PrimaryKeyConstraint("role_id", "permission", name=op.f("role_permission_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "source_audience",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value_key", KEY, nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "kind in ('account', 'group', 'order_type')", name=op.f("source_audience_kind")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("source_audience_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "source_id", "kind", "value_key", name=op.f("source_audience_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transfer",
        sa.Column("id", ID, nullable=False),
        sa.Column("origin_id", ID, nullable=False),
        sa.Column("destination_id", ID, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=False),
        sa.Column("expected_on", sa.String(length=10), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "status in ('sent', 'received', 'cancelled')", name=op.f("transfer_status")
        ),
        sa.CheckConstraint("origin_id <> destination_id", name=op.f("transfer_ends")),
        sa.ForeignKeyConstraint(
            ["destination_id"], ["source.id"], name=op.f("transfer_destination_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("transfer_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["source.id"], name=op.f("transfer_origin_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("transfer_pkey")),
    )
    op.create_index("transfer_status_id", "transfer", ["status", "id"], unique=False)
    op.create_table(
        "incoming",
        sa.Column("id", ID, nullable=False),
        sa.Column("erc", sa.String(length=75), nullable=False),
        sa.Column("erc_key", KEY, nullable=False),
        sa.Column("delivery", sa.String(length=64), server_default="", nullable=False),
        sa.Column("delivery_key", KEY, server_default="", nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("damaged", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("short", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("expected_on", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("draft", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("closed_by", ID, nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and received >= 0 and short >= 0 and damaged between 0 and received",
            name=op.f("incoming_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["operation.id"], name=op.f("incoming_closed_by_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("incoming_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("incoming_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("incoming_pkey")),
        sa.UniqueConstraint("erc_key", name=op.f("incoming_erc_key_key")),
    )
    op.create_index("incoming_delivery_key", "incoming", ["delivery_key"], unique=False)
    op.create_index(
        "incoming_product_id_open",
        "incoming",
        ["product_id"],
        unique=False,
        sqlite_where=sa.text("closed_by is null"),
        postgresql_where=sa.text("closed_by is null"),
    )
    op.create_table(
        "item_reference",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("erc", sa.String(length=75), nullable=False),
        sa.Column("erc_key", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("item_reference_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("item_reference_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "source_id", name=op.f("item_reference_pkey")),
        sa.UniqueConstraint("erc_key", name=op.f("item_reference_erc_key_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "low_crossing",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("low_crossing_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("low_crossing_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("low_crossing_pkey")),
    )
    op.create_index("low_crossing_product_id", "low_crossing", ["product_id"], unique=False)
    op.create_index(
        "low_crossing_waiting",
        "low_crossing",
        ["id"],
        unique=False,
        sqlite_where=sa.text("done_at is null"),
        postgresql_where=sa.text("done_at is null"),
    )
    op.create_table(
        "low_watch",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("armed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("low_watch_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", name=op.f("low_watch_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("product_id", ID, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("operation_id", ID, nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("read_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("notice_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("notice_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("notice_pkey")),
    )
    op.create_index(
        "notice_unread",
        "notice",
        ["id"],
        unique=False,
        sqlite_where=sa.text("read_at is null"),
        postgresql_where=sa.text("read_at is null"),
    )
    op.create_table(
        "person_source",
        sa.Column("person_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("person_source_person_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("person_source_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("person_id", "source_id", name=op.f("person_source_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "set_aside",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind in ('safety', 'damaged', 'quality_check')", name=op.f("set_aside_kind")
        ),
        sa.CheckConstraint(
            "quantity between 1 and 999999999999", name=op.f("set_aside_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("set_aside_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("set_aside_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "source_id", "kind", name=op.f("set_aside_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transfer_line",
        sa.Column("transfer_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("damaged", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("short", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("lost", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("returned", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "sent > 0 and received >= 0 and short >= 0 and lost >= 0 and returned >= 0 and damaged between 0 and received and received + short + lost + returned <= sent",
            name=op.f("transfer_line_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("transfer_line_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfer.id"], name=op.f("transfer_line_transfer_id_fkey")
        ),
        sa.PrimaryKeyConstraint("transfer_id", "product_id", name=op.f("transfer_line_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("transfer_line_product_id", "transfer_line", ["product_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", ID, nullable=False),
        sa.Column("base_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("key", sa.String(length=75), nullable=False),
        sa.Column("key_key", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("precision", sa.SmallInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("increment", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(), server_default="1", nullable=False),
        sa.Column("priority", sa.String(), server_default="0", nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("purchasable", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("pricing_quantity", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "precision between 0 and 4 and increment > 0", name=op.f("unit_amounts")
        ),
        sa.ForeignKeyConstraint(["base_id"], ["product.id"], name=op.f("unit_base_id_fkey")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("unit_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("unit_pkey")),
        sa.UniqueConstraint("base_id", "key_key", name=op.f("unit_base_id_key_key_key")),
        sa.UniqueConstraint("product_id", name=op.f("unit_product_id_key")),
    )
    op.create_table(
        "product_option",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=True),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("product_option_channel_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_option_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_option_pkey")),
        sa.UniqueConstraint(
            "product_id",
            "key",
            "channel_id",
            name=op.f("product_option_product_id_key_channel_id_key"),
        ),
    )
    op.create_index(
        "product_option_key_value", "product_option", ["key", "value"], unique=False
    )
    op.create_index(
        "product_option_product_id_key_everywhere",
        "product_option",
        ["product_id", "key"],
        unique=True,
        sqlite_where=sa.text("channel_id is null"),
        postgresql_where=sa.text("channel_id is null"),
    )
    op.create_index(
        "product_option_gtin",
        "product_option",
        [sa.text("ltrim(value, '0')")],
        unique=True,
        sqlite_where=sa.text("key = 'gtin'"),
        postgresql_where=sa.text("key = 'gtin'"),
    )
    op.create_table(
        "source_channel",
        sa.Column("source_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("source_channel_channel_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("source_channel_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("source_id", "channel_id", name=op.f("source_channel_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("source_channel_channel_id", "source_channel", ["channel_id"], unique=False)
    op.create_table(
        "consignment_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("consignment_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("erc", sa.String(length=75), nullable=False),
        sa.Column("erc_key", KEY, nullable=False),
        sa.Column("source_id", ID, nullable=True),
        sa.Column("quantity", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("shipment_id", ID, nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("consignment_line_quantity")),
        sa.ForeignKeyConstraint(
            ["consignment_id"],
            ["consignment.id"],
            name=op.f("consignment_line_consignment_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"],
            ["order_line.id"],
            name=op.f("consignment_line_order_line_id_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("consignment_line_shipment_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("consignment_line_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("consignment_line_pkey")),
        sa.UniqueConstraint("erc_key", name=op.f("consignment_line_erc_key_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "consignment_line_consignment_id", "consignment_line", ["consignment_id"], unique=False
    )
    op.create_index(
        "consignment_line_order_line_id", "consignment_line", ["order_line_id"], unique=False
    )


def _widen() -> None:
    """Columns that both databases add in place."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    id, moment = ("integer", "datetime") if on_sqlite else ("bigint", "timestamp")
    key = "varchar" if on_sqlite else 'varchar collate "C"'
    for table, column, meaning in (
        ("source", "erc", "varchar(75) not null default ''"),
        ("source", "erc_key", f"{key} not null default ''"),
        ("source", "type", "varchar(75) not null default ''"),
        ("source", "street2", "varchar not null default ''"),
        ("source", "street3", "varchar not null default ''"),
        ("source", "eligibility", "varchar(8) not null default 'all'"),
        ("source", "archived", "boolean not null default false"),
        ("stock_source", "counts", "boolean not null default true"),
        ("channel", "erc", "varchar(75) not null default ''"),
        ("channel", "erc_key", f"{key} not null default ''"),
        ("channel", "currency", "varchar(3) not null default ''"),
        ("product", "precision", "smallint"),
        ("product", "unit_of", f"{id} constraint product_unit_of_fkey references product (id)"),
        ("product", "display_at", moment),
        ("product", "expires_at", moment),
        ("product", "status", "varchar(16) not null default 'approved'"),
        ("sales_order", "account", "varchar not null default ''"),
        ("sales_order", "account_key", f"{key} not null default ''"),
        ("sales_order", "order_type", "varchar not null default ''"),
        ("sales_order", "expires_at", moment),
        (
            "shipment",
            "consignment_id",
            f"{id} constraint shipment_consignment_id_fkey references consignment (id)",
        ),
        ("tracking", "url", "varchar not null default ''"),
        ("change", "product_id", id),
    ):
        op.execute(f"alter table {table} add column {column} {meaning}")


def _index() -> None:
    op.create_index(
        "change_product_id",
        "change",
        ["product_id"],
        unique=False,
        sqlite_where=sa.text("product_id is not null"),
        postgresql_where=sa.text("product_id is not null"),
    )
    op.create_index(
        "channel_erc_key",
        "channel",
        ["erc_key"],
        unique=True,
        sqlite_where=sa.text("erc_key <> ''"),
        postgresql_where=sa.text("erc_key <> ''"),
    )
    op.create_index(
        "product_display_at",
        "product",
        ["display_at"],
        unique=False,
        sqlite_where=sa.text("display_at is not null"),
        postgresql_where=sa.text("display_at is not null"),
    )
    op.create_index(
        "product_expires_at",
        "product",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at is not null"),
        postgresql_where=sa.text("expires_at is not null"),
    )
    op.create_index(
        "product_status",
        "product",
        ["status"],
        unique=False,
        sqlite_where=sa.text("status <> 'approved'"),
        postgresql_where=sa.text("status <> 'approved'"),
    )
    op.create_index(
        "product_unit_of",
        "product",
        ["unit_of"],
        unique=False,
        sqlite_where=sa.text("unit_of is not null"),
        postgresql_where=sa.text("unit_of is not null"),
    )
    op.create_index(
        "sales_order_expires_at",
        "sales_order",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("expires_at is not null"),
        postgresql_where=sa.text("expires_at is not null"),
    )
    op.create_index(
        "shipment_consignment_id",
        "shipment",
        ["consignment_id"],
        unique=False,
        sqlite_where=sa.text("consignment_id is not null"),
        postgresql_where=sa.text("consignment_id is not null"),
    )
    op.create_index(
        "source_erc_key",
        "source",
        ["erc_key"],
        unique=True,
        sqlite_where=sa.text("erc_key <> ''"),
        postgresql_where=sa.text("erc_key <> ''"),
    )
    op.create_index(
        "source_specific",
        "source",
        ["id"],
        unique=False,
        sqlite_where=sa.text("eligibility <> 'all'"),
        postgresql_where=sa.text("eligibility <> 'all'"),
    )


def _alter_on_postgresql() -> None:
    for statement in (
        "alter table stock_level add column set_aside bigint not null default 0",
        "alter table stock_level drop constraint stock_level_on_hand",
        "alter table stock_level drop constraint stock_level_salable",
        f"alter table stock_level add constraint stock_level_on_hand check ({ON_HAND})",
        f"alter table stock_level add constraint stock_level_salable check ({SALABLE})",
    ):
        op.execute(statement)


def _rebuild_on_sqlite() -> None:
    """SQLite cannot drop a constraint: the table is copied into a new one."""
    op.execute(
        f"""
        create table stock_level_new (
            stock_id integer not null
                constraint stock_level_stock_id_fkey references stock (id),
            product_id integer not null
                constraint stock_level_product_id_fkey references product (id),
            on_hand bigint not null,
            reserved bigint not null,
            threshold bigint not null,
            promised_elsewhere bigint default 0 not null,
            set_aside bigint default 0 not null,
            salable bigint,
            coverage smallint not null,
            constraint stock_level_pkey primary key (stock_id, product_id),
            constraint stock_level_on_hand check ({ON_HAND}),
            constraint stock_level_salable check ({SALABLE})
        ) without rowid
        """
    )
    columns = "stock_id, product_id, on_hand, reserved, threshold, promised_elsewhere, salable, coverage"
    op.execute(f"insert into stock_level_new ({columns}) select {columns} from stock_level")
    op.execute("drop table stock_level")
    op.execute("alter table stock_level_new rename to stock_level")
    op.execute(
        "create index stock_level_stock_id_salable_product_id"
        " on stock_level (stock_id, salable, product_id)"
    )
    op.execute("create index stock_level_product_id on stock_level (product_id)")


def _carry_over() -> None:
    """Names for other systems, the roles and the estimates everybody starts with."""
    execute = op.get_bind().execute
    for table in ("source", "channel"):
        for (id,) in execute(sa.text(f"select id from {table} order by id")).all():
            erc = str(uuid4())
            execute(
                sa.text(f"update {table} set erc = :erc, erc_key = :erc where id = :id"),
                {"erc": erc, "id": id},
            )
    for name in ("viewer", "picker", "clerk", "manager", "admin"):
        op.execute(
            f"insert into role (name, name_key, built_in) values ('{name}', '{name}', true)"
        )
    for days, priority in (("1-2 days", 1), ("3-5 days", 2), ("5-7 days", 3)):
        op.execute(
            "insert into estimate (title, title_key, priority)"
            f" values ('{days}', '{days}', '{priority}')"
        )
