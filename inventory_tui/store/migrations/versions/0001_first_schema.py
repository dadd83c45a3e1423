"""The first schema: sources, stocks, products, orders, shipments, history."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "operation",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("login", sa.String(), server_default="", nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("summary", sa.Text(), server_default="", nullable=False),
        sa.Column("units", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("counts", sa.Text(), server_default="{}", nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("undoes", ID, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["undoes"], ["operation.id"], name=op.f("operation_undoes_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["operation.id"], name=op.f("operation_undone_by_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("operation_pkey")),
        sqlite_autoincrement=True,
    )
    op.create_index("operation_actor_id", "operation", ["actor", "id"], unique=False)
    op.create_index("operation_at", "operation", ["at"], unique=False)
    op.create_index("operation_deed_id", "operation", ["deed", "id"], unique=False)
    op.create_index("operation_order_id", "operation", ["order_id"], unique=False)
    op.create_table(
        "saved_view",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("list", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("saved_view_pkey")),
        sa.UniqueConstraint(
            "owner", "list", "name_key", name=op.f("saved_view_owner_list_name_key_key")
        ),
    )
    op.create_table(
        "source",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("code_key", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.String(length=16), nullable=True),
        sa.Column("longitude", sa.String(length=16), nullable=True),
        sa.Column("pickup", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("contact", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.Column("phone", sa.String(), server_default="", nullable=False),
        sa.Column("fax", sa.String(), server_default="", nullable=False),
        sa.Column("country", sa.String(), server_default="", nullable=False),
        sa.Column("region", sa.String(), server_default="", nullable=False),
        sa.Column("city", sa.String(), server_default="", nullable=False),
        sa.Column("street", sa.String(), server_default="", nullable=False),
        sa.Column("postcode", sa.String(), server_default="", nullable=False),
        sa.Column("frontend_name", sa.String(), server_default="", nullable=False),
        sa.Column("frontend_description", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "id <> 1 or (enabled and not pickup)", name=op.f("source_default_source")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("source_pkey")),
        sa.UniqueConstraint("code_key", name=op.f("source_code_key_key")),
        sa.UniqueConstraint("name_key", name=op.f("source_name_key_key")),
    )
    op.create_table(
        "change",
        sa.Column("id", ID, nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("field", sa.String(length=64), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("change_operation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("change_pkey")),
    )
    op.create_index("change_kind_subject_id", "change", ["kind", "subject_id"], unique=False)
    op.create_index("change_operation_id", "change", ["operation_id"], unique=False)
    op.create_table(
        "movement",
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("quantity_before", sa.BigInteger(), nullable=True),
        sa.Column("quantity_after", sa.BigInteger(), nullable=True),
        sa.Column("in_stock_before", sa.Boolean(), nullable=True),
        sa.Column("in_stock_after", sa.Boolean(), nullable=True),
        sa.Column("notify_before", sa.BigInteger(), nullable=True),
        sa.Column("notify_after", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("movement_operation_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "operation_id", "product_id", "source_id", name=op.f("movement_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "movement_product_id_operation_id",
        "movement",
        ["product_id", "operation_id"],
        unique=False,
    )
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("sku_key", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("attribute_set", sa.String(), server_default="", nullable=False),
        sa.Column("price", sa.String(), server_default="", nullable=False),
        sa.Column("visibility", sa.String(), server_default="", nullable=False),
        sa.Column("websites", sa.String(), server_default="", nullable=False),
        sa.Column("weight", sa.String(), server_default="", nullable=False),
        sa.Column("enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("parent_in_stock", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("manage_stock", sa.Boolean(), nullable=True),
        sa.Column("backorders", sa.String(length=8), nullable=True),
        sa.Column("threshold", sa.BigInteger(), nullable=True),
        sa.Column("min_cart_qty", sa.BigInteger(), nullable=True),
        sa.Column("max_cart_qty", sa.BigInteger(), nullable=True),
        sa.Column("notify_below", sa.BigInteger(), nullable=True),
        sa.Column("increments_enabled", sa.Boolean(), nullable=True),
        sa.Column("increment", sa.BigInteger(), nullable=True),
        sa.Column("decimals", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("multiple_boxes", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_by", ID, nullable=True),
        sa.CheckConstraint(
            "backorders in ('no', 'yes', 'notify')", name=op.f("product_backorders")
        ),
        sa.CheckConstraint(
            "type in ('simple', 'virtual', 'downloadable', 'configurable', 'grouped', 'bundle')",
            name=op.f("product_type"),
        ),
        sa.CheckConstraint(
            "increment > 0 and min_cart_qty > 0 and max_cart_qty > 0",
            name=op.f("product_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by"], ["operation.id"], name=op.f("product_deleted_by_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_pkey")),
    )
    op.create_index(
        "product_name_key_alive",
        "product",
        ["name_key", "sku_key"],
        unique=False,
        sqlite_where=sa.text("deleted_by is null"),
        postgresql_where=sa.text("deleted_by is null"),
    )
    op.create_index(
        "product_sku_key_alive",
        "product",
        ["sku_key"],
        unique=True,
        sqlite_where=sa.text("deleted_by is null"),
        postgresql_where=sa.text("deleted_by is null"),
    )
    op.create_table(
        "stock",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_by", ID, nullable=True),
        sa.CheckConstraint("id <> 1 or deleted_by is null", name=op.f("stock_default_stock")),
        sa.ForeignKeyConstraint(
            ["deleted_by"], ["operation.id"], name=op.f("stock_deleted_by_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("stock_pkey")),
    )
    op.create_index(
        "stock_name_key_alive",
        "stock",
        ["name_key"],
        unique=True,
        sqlite_where=sa.text("deleted_by is null"),
        postgresql_where=sa.text("deleted_by is null"),
    )
    op.create_table(
        "channel",
        sa.Column("id", ID, nullable=False),
        sa.Column("type", sa.String(length=16), server_default="website", nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("code_key", KEY, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("stock_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_by", ID, nullable=True),
        sa.CheckConstraint(
            "id <> 1 or deleted_by is null", name=op.f("channel_default_channel")
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by"], ["operation.id"], name=op.f("channel_deleted_by_fkey")
        ),
        sa.ForeignKeyConstraint(["stock_id"], ["stock.id"], name=op.f("channel_stock_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("channel_pkey")),
    )
    op.create_index("channel_stock_id", "channel", ["stock_id"], unique=False)
    op.create_index(
        "channel_type_code_key_alive",
        "channel",
        ["type", "code_key"],
        unique=True,
        sqlite_where=sa.text("deleted_by is null"),
        postgresql_where=sa.text("deleted_by is null"),
    )
    op.create_table(
        "source_item",
        sa.Column("product_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("in_stock", sa.Boolean(), nullable=False),
        sa.Column("notify_below", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.CheckConstraint(
            "quantity between 0 and 999999999999", name=op.f("source_item_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("source_item_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("source_item_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("product_id", "source_id", name=op.f("source_item_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_level",
        sa.Column("stock_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("on_hand", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("threshold", sa.BigInteger(), nullable=False),
        sa.Column("salable", sa.BigInteger(), nullable=True),
        sa.Column("coverage", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint(
            "on_hand >= 0 and coverage between 0 and 2", name=op.f("stock_level_on_hand")
        ),
        sa.CheckConstraint(
            "salable is null or (coverage = 2 and salable = on_hand + reserved - threshold) or (coverage < 2 and salable = 0)",
            name=op.f("stock_level_salable"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("stock_level_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["stock.id"], name=op.f("stock_level_stock_id_fkey")
        ),
        sa.PrimaryKeyConstraint("stock_id", "product_id", name=op.f("stock_level_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("stock_level_product_id", "stock_level", ["product_id"], unique=False)
    op.create_index(
        "stock_level_stock_id_salable_product_id",
        "stock_level",
        ["stock_id", "salable", "product_id"],
        unique=False,
    )
    op.create_table(
        "stock_source",
        sa.Column("stock_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(stock_id = 1) = (source_id = 1)", name=op.f("stock_source_default_link")
        ),
        sa.CheckConstraint("priority > 0", name=op.f("stock_source_priority")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("stock_source_source_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["stock.id"], name=op.f("stock_source_stock_id_fkey")
        ),
        sa.PrimaryKeyConstraint("stock_id", "source_id", name=op.f("stock_source_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("stock_source_source_id", "stock_source", ["source_id"], unique=False)
    op.create_table(
        "sales_order",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("number_key", KEY, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("stock_id", ID, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("customer_name", sa.String(), server_default="", nullable=False),
        sa.Column("customer_email", sa.String(), server_default="", nullable=False),
        sa.Column("customer_key", KEY, server_default="", nullable=False),
        sa.Column("street", sa.String(), server_default="", nullable=False),
        sa.Column("city", sa.String(), server_default="", nullable=False),
        sa.Column("region", sa.String(), server_default="", nullable=False),
        sa.Column("postcode", sa.String(), server_default="", nullable=False),
        sa.Column("country", sa.String(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("sales_order_channel_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("sales_order_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["stock.id"], name=op.f("sales_order_stock_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("sales_order_pkey")),
        sa.UniqueConstraint("number_key", name=op.f("sales_order_number_key_key")),
    )
    op.create_index("sales_order_channel_id", "sales_order", ["channel_id"], unique=False)
    op.create_index("sales_order_status_id", "sales_order", ["status", "id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel_id", ID, nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("setting_channel_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("setting_pkey")),
        sa.UniqueConstraint("key", "channel_id", name=op.f("setting_key_channel_id_key")),
    )
    op.create_index(
        "setting_key_global",
        "setting",
        ["key"],
        unique=True,
        sqlite_where=sa.text("channel_id is null"),
        postgresql_where=sa.text("channel_id is null"),
    )
    op.create_table(
        "order_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("price", sa.String(), server_default="", nullable=False),
        sa.Column("managed", sa.Boolean(), nullable=False),
        sa.Column("ordered", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("shipped", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("cancelled", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("refunded", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.CheckConstraint(
            "held between 0 and ordered - shipped - cancelled", name=op.f("order_line_held")
        ),
        sa.CheckConstraint(
            "ordered > 0 and shipped >= 0 and cancelled >= 0 and shipped + cancelled <= ordered",
            name=op.f("order_line_amounts"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("order_line_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("order_line_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("order_line_pkey")),
        sa.UniqueConstraint(
            "order_id", "product_id", name=op.f("order_line_order_id_product_id_key")
        ),
    )
    op.create_index(
        "order_line_product_id_held",
        "order_line",
        ["product_id"],
        unique=False,
        sqlite_where=sa.text("held > 0"),
        postgresql_where=sa.text("held > 0"),
    )
    op.create_table(
        "reservation",
        sa.Column("id", ID, nullable=False),
        sa.Column("stock_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("order_id", ID, nullable=True),
        sa.Column("operation_id", ID, nullable=False),
        sa.CheckConstraint("quantity <> 0", name=op.f("reservation_quantity")),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("reservation_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("reservation_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("reservation_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["stock_id"], ["stock.id"], name=op.f("reservation_stock_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("reservation_pkey")),
    )
    op.create_index("reservation_order_id", "reservation", ["order_id"], unique=False)
    op.create_index(
        "reservation_product_id_operation_id",
        "reservation",
        ["product_id", "operation_id"],
        unique=False,
    )
    op.create_table(
        "shipment",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("shipped_at", sa.DateTime(), nullable=False),
        sa.Column("shipped_by", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("shipment_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("shipment_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("shipment_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("shipment_pkey")),
    )
    op.create_index("shipment_order_id", "shipment", ["order_id"], unique=False)
    op.create_table(
        "shipment_line",
        sa.Column("shipment_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("shipment_line_quantity")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("shipment_line_order_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("shipment_line_product_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("shipment_line_shipment_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "shipment_id", "order_line_id", name=op.f("shipment_line_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tracking",
        sa.Column("id", ID, nullable=False),
        sa.Column("shipment_id", ID, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shipment_id"], ["shipment.id"], name=op.f("tracking_shipment_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("tracking_pkey")),
    )
    op.create_index("tracking_shipment_id", "tracking", ["shipment_id"], unique=False)
    _seed()


def _seed() -> None:
    """A new database has exactly: source ``default``, stock 1, channel ``base`` (spec 1.5)."""
    op.execute(
        "insert into source (code, code_key, name, name_key, enabled, country, postcode)"
        " values ('default', 'default', 'Default Source', 'default source', true, 'US', '00000')"
    )
    op.execute("insert into stock (name, name_key) values ('Default Stock', 'default stock')")
    op.execute("insert into stock_source (stock_id, source_id, priority) values (1, 1, 1)")
    op.execute(
        "insert into channel (code, code_key, name, stock_id)"
        " values ('base', 'base', 'Main Website', 1)"
    )
