"""Composite products, invoices, refunds, payments, pickup, alerts, places, shared sources."""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "place",
        sa.Column("id", ID, nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("postcode_key", KEY, nullable=False),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("city_key", KEY, nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("region_key", KEY, nullable=False),
        sa.Column("region_code", KEY, nullable=False),
        sa.Column("latitude", sa.String(length=16), nullable=False),
        sa.Column("longitude", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("place_pkey")),
    )
    op.create_index("place_country_city_key", "place", ["country", "city_key"], unique=False)
    op.create_index(
        "place_country_postcode_key", "place", ["country", "postcode_key"], unique=False
    )
    op.create_index(
        "place_country_region_key", "place", ["country", "region_key"], unique=False
    )
    op.create_index(
        "place_country_region_code", "place", ["country", "region_code"], unique=False
    )
    op.create_table(
        "bundle_option",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("bundle_option_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("bundle_option_pkey")),
    )
    op.create_index("bundle_option_product_id", "bundle_option", ["product_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("channel_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_key", KEY, nullable=False),
        sa.Column("price", sa.String(), server_default="", nullable=False),
        sa.Column("subscribed_at", sa.DateTime(), nullable=False),
        sa.Column("last_sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("met", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("kind in ('stock', 'price', 'low')", name=op.f("alert_kind")),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("alert_channel_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("alert_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_pkey")),
    )
    op.create_index("alert_product_id", "alert", ["product_id"], unique=False)
    op.create_index(
        "alert_subscription",
        "alert",
        ["kind", "product_id", "channel_id", "email_key"],
        unique=True,
    )
    op.create_table(
        "product_part",
        sa.Column("id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("option_id", ID, nullable=True),
        sa.Column("child_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("changeable", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("label", sa.String(), server_default="", nullable=False),
        sa.CheckConstraint(
            "quantity > 0 and product_id <> child_id", name=op.f("product_part_quantity")
        ),
        sa.ForeignKeyConstraint(
            ["child_id"], ["product.id"], name=op.f("product_part_child_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["option_id"], ["bundle_option.id"], name=op.f("product_part_option_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("product_part_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("product_part_pkey")),
        sa.UniqueConstraint(
            "option_id", "child_id", name=op.f("product_part_option_id_child_id_key")
        ),
    )
    op.create_index("product_part_child_id", "product_part", ["child_id"], unique=False)
    op.create_index(
        "product_part_product_id_child_id",
        "product_part",
        ["product_id", "child_id"],
        unique=False,
    )
    op.create_table(
        "alert_delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("alert_id", ID, nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["alert_id"],
            ["alert.id"],
            name=op.f("alert_delivery_alert_id_fkey"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_delivery_pkey")),
        sa.UniqueConstraint("key", name=op.f("alert_delivery_key_key")),
    )
    op.create_index(
        "alert_delivery_waiting",
        "alert_delivery",
        ["id"],
        unique=False,
        sqlite_where=sa.text("sent_at is null"),
        postgresql_where=sa.text("sent_at is null"),
    )
    op.create_table(
        "invoice",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("invoiced_at", sa.DateTime(), nullable=False),
        sa.Column("invoiced_by", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("invoice_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("invoice_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("invoice_pkey")),
    )
    op.create_index("invoice_order_id", "invoice", ["order_id"], unique=False)
    op.create_table(
        "order_bundle",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("price", sa.String(), server_default="", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("order_bundle_quantity")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("order_bundle_order_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("order_bundle_product_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("order_bundle_pkey")),
    )
    op.create_index("order_bundle_order_id", "order_bundle", ["order_id"], unique=False)
    op.create_table(
        "order_event",
        sa.Column("order_id", ID, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("order_event_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("order_event_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("order_id", "key", name=op.f("order_event_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "refund",
        sa.Column("id", ID, nullable=False),
        sa.Column("order_id", ID, nullable=False),
        sa.Column("operation_id", ID, nullable=False),
        sa.Column("refunded_at", sa.DateTime(), nullable=False),
        sa.Column("refunded_by", sa.String(), nullable=False),
        sa.Column("shipping", sa.String(), server_default="", nullable=False),
        sa.Column("adjustment", sa.String(), server_default="", nullable=False),
        sa.Column("fee", sa.String(), server_default="", nullable=False),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["operation_id"], ["operation.id"], name=op.f("refund_operation_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["sales_order.id"], name=op.f("refund_order_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("refund_pkey")),
    )
    op.create_index("refund_order_id", "refund", ["order_id"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("invoice_line_quantity")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("invoice_line_invoice_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("invoice_line_order_line_id_fkey")
        ),
        sa.PrimaryKeyConstraint("invoice_id", "order_line_id", name=op.f("invoice_line_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invoice_taken",
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("invoice_taken_quantity")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("invoice_taken_invoice_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("invoice_taken_order_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("invoice_taken_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "invoice_id", "order_line_id", "source_id", name=op.f("invoice_taken_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "invoice_taken_order_line_id", "invoice_taken", ["order_line_id"], unique=False
    )
    op.create_table(
        "refund_line",
        sa.Column("refund_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unshipped", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome in ('return', 'release', 'write-off')", name=op.f("refund_line_outcome")
        ),
        sa.CheckConstraint(
            "quantity > 0 and unshipped between 0 and quantity",
            name=op.f("refund_line_quantity"),
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("refund_line_order_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refund.id"], name=op.f("refund_line_refund_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "refund_id", "order_line_id", "outcome", name=op.f("refund_line_pkey")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("refund_line_order_line_id", "refund_line", ["order_line_id"], unique=False)
    op.create_table(
        "refund_moved",
        sa.Column("refund_id", ID, nullable=False),
        sa.Column("order_line_id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("refund_moved_order_line_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["refund_id"], ["refund.id"], name=op.f("refund_moved_refund_id_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("refund_moved_source_id_fkey")
        ),
        sa.PrimaryKeyConstraint(
            "refund_id",
            "order_line_id",
            "source_id",
            "quantity",
            name=op.f("refund_moved_pkey"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "refund_moved_order_line_id", "refund_moved", ["order_line_id"], unique=False
    )
    _widen()
    if op.get_bind().dialect.name == "sqlite":
        _rebuild_on_sqlite()
    else:
        _alter_on_postgresql()
    op.create_index("order_line_order_id_product_id", "order_line", ["order_id", "product_id"])
    _carry_over()
    if op.get_bind().dialect.name == "sqlite":
        _index_labels_on_sqlite()
    else:
        _index_labels_on_postgresql()


def _widen() -> None:
    """Columns that both databases add in place."""
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    id, moment = ("integer", "datetime") if on_sqlite else ("bigint", "timestamp")
    for table, column, meaning in (
        ("product", "ship_together", "boolean not null default true"),
        ("source", "own_carriers", "boolean not null default false"),
        ("source", "carriers", "varchar not null default ''"),
        ("sales_order", "customer_group", "varchar not null default ''"),
        ("sales_order", "shipping_method", "varchar not null default ''"),
        ("sales_order", "payment_method", "varchar not null default ''"),
        ("sales_order", "shipping_amount", "varchar not null default ''"),
        ("sales_order", "payment", "varchar(16) not null default ''"),
        ("sales_order", "pickup_source_id", f"{id} references source (id)"),
        ("sales_order", "ready_at", moment),
        ("shipment", "cancelled_by", f"{id} references operation (id)"),
        ("shipment_line", "taken", "bigint not null default 0"),
        ("shipment_line", "let_go", "bigint not null default 0"),
    ):
        op.execute(f"alter table {table} add column {column} {meaning}")
    op.create_index(
        "sales_order_pickup_source_id",
        "sales_order",
        ["pickup_source_id"],
        sqlite_where=sa.text("pickup_source_id is not null"),
        postgresql_where=sa.text("pickup_source_id is not null"),
    )


AMOUNTS = (
    "ordered > 0 and shipped >= 0 and cancelled >= 0 and invoiced >= 0"
    " and released >= 0 and refunded >= released"
    " and shipped + cancelled + released <= ordered and invoiced <= ordered"
)
HELD = "held >= 0 and held <= ordered - shipped - cancelled - released"
BUNDLE = "(per_bundle is null) = (bundle_id is null) and coalesce(per_bundle, 1) > 0"
ON_HAND = "on_hand >= 0 and coverage between 0 and 2 and promised_elsewhere >= 0"
SALABLE = (
    "salable is null or (coverage < 2 and salable = 0) or (coverage = 2"
    " and salable = on_hand + reserved - threshold - promised_elsewhere)"
)


def _alter_on_postgresql() -> None:
    for statement in (
        "alter table order_line add column bundle_id bigint references order_bundle (id)",
        "alter table order_line add column per_bundle bigint",
        "alter table order_line add column chosen_as bigint references product (id)",
        "alter table order_line add column type varchar(16) not null default 'simple'",
        "alter table order_line add column released bigint not null default 0",
        "alter table order_line add column reserves boolean not null default true",
        "alter table order_line drop constraint order_line_order_id_product_id_key",
        "alter table order_line drop constraint order_line_amounts",
        "alter table order_line drop constraint order_line_held",
        f"alter table order_line add constraint order_line_amounts check ({AMOUNTS})",
        f"alter table order_line add constraint order_line_held check ({HELD})",
        f"alter table order_line add constraint order_line_bundle check ({BUNDLE})",
        "alter table stock_level add column promised_elsewhere bigint not null default 0",
        "alter table stock_level drop constraint stock_level_on_hand",
        "alter table stock_level drop constraint stock_level_salable",
        f"alter table stock_level add constraint stock_level_on_hand check ({ON_HAND})",
        f"alter table stock_level add constraint stock_level_salable check ({SALABLE})",
    ):
        op.execute(statement)


def _rebuild_on_sqlite() -> None:
    """SQLite cannot drop a constraint: the two tables are copied into new ones."""
    op.execute(
        f"""
        create table order_line_new (
            id integer not null constraint order_line_pkey primary key,
            order_id integer not null
                constraint order_line_order_id_fkey references sales_order (id),
            position integer not null,
            product_id integer not null
                constraint order_line_product_id_fkey references product (id),
            bundle_id integer
                constraint order_line_bundle_id_fkey references order_bundle (id),
            per_bundle bigint,
            chosen_as integer
                constraint order_line_chosen_as_fkey references product (id),
            type varchar(16) default 'simple' not null,
            name varchar not null,
            price varchar default '' not null,
            managed boolean not null,
            reserves boolean default true not null,
            ordered bigint not null,
            invoiced bigint default 0 not null,
            shipped bigint default 0 not null,
            cancelled bigint default 0 not null,
            refunded bigint default 0 not null,
            released bigint default 0 not null,
            held bigint default 0 not null,
            constraint order_line_amounts check ({AMOUNTS}),
            constraint order_line_held check ({HELD}),
            constraint order_line_bundle check ({BUNDLE})
        )
        """
    )
    op.execute(
        "insert into order_line_new (id, order_id, position, product_id, name, price, managed,"
        " ordered, invoiced, shipped, cancelled, refunded, held)"
        " select id, order_id, position, product_id, name, price, managed,"
        " ordered, invoiced, shipped, cancelled, refunded, held from order_line"
    )
    op.execute("drop table order_line")
    op.execute("alter table order_line_new rename to order_line")
    op.execute(
        "create index order_line_product_id_held on order_line (product_id) where held > 0"
    )
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
            salable bigint,
            coverage smallint not null,
            constraint stock_level_pkey primary key (stock_id, product_id),
            constraint stock_level_on_hand check ({ON_HAND}),
            constraint stock_level_salable check ({SALABLE})
        ) without rowid
        """
    )
    op.execute(
        "insert into stock_level_new"
        " (stock_id, product_id, on_hand, reserved, threshold, salable, coverage)"
        " select stock_id, product_id, on_hand, reserved, threshold, salable, coverage"
        " from stock_level"
    )
    op.execute("drop table stock_level")
    op.execute("alter table stock_level_new rename to stock_level")
    op.execute(
        "create index stock_level_stock_id_salable_product_id"
        " on stock_level (stock_id, salable, product_id)"
    )
    op.execute("create index stock_level_product_id on stock_level (product_id)")


def _carry_over() -> None:
    """Fill in what the new columns would have held, had they been there."""
    op.execute(
        "update order_line set type ="
        " (select type from product where product.id = order_line.product_id)"
    )
    op.execute(
        "update order_line set reserves = exists (select 1 from reservation"
        " where reservation.order_id = order_line.order_id"
        " and reservation.product_id = order_line.product_id"
        " and reservation.event = 'order_placed')"
    )
    op.execute(
        "update shipment_line set taken = quantity where exists (select 1 from shipment"
        " join movement on movement.operation_id = shipment.operation_id"
        " and movement.source_id = shipment.source_id"
        " where shipment.id = shipment_line.shipment_id"
        " and movement.product_id = shipment_line.product_id)"
    )
    op.execute(
        "update shipment_line set let_go = quantity where exists (select 1 from shipment"
        " join reservation on reservation.operation_id = shipment.operation_id"
        " where shipment.id = shipment_line.shipment_id"
        " and reservation.product_id = shipment_line.product_id)"
    )


def _index_labels_on_sqlite() -> None:
    """Every three letters of SKUs and names, kept by the statements that write these."""
    op.execute(
        "create virtual table product_text using fts5"
        " (labels, content = '', detail = none, tokenize = 'trigram case_sensitive 1')"
    )
    op.execute("create virtual table product_trigram using fts5vocab (product_text, row)")
    # blanks at the end of each: two letters that end a label begin three of the index
    before, after = (
        f"{row}.sku_key || '  ' || {row}.name_key || '  '" for row in ("old", "new")
    )
    drop = f"insert into product_text (product_text, rowid, labels) values ('delete', old.id, {before});"
    add = f"insert into product_text (rowid, labels) values (new.id, {after});"
    op.execute(f"create trigger product_text_insert after insert on product begin {add} end")
    op.execute(
        "create trigger product_text_update after update of id, sku_key, name_key on product"
        f" begin {drop} {add} end"
    )
    op.execute(f"create trigger product_text_delete after delete on product begin {drop} end")
    op.execute(
        "insert into product_text (rowid, labels)"
        " select id, sku_key || '  ' || name_key || '  ' from product"
    )


def _index_labels_on_postgresql() -> None:
    """The same as an index over a function: the server's own trigrams are an extension that
    not every server has."""
    op.execute(
        """
        create or replace function product_trigrams(sku_key text, name_key text)
        returns tsvector language plpgsql immutable strict parallel safe as $$
        declare
            labels text := sku_key || '  ' || name_key || '  ';
            trigrams text[];
        begin
            for at in 1 .. length(labels) - 2 loop
                trigrams[at] := substr(labels, at, 3);
            end loop;
            return array_to_tsvector(trigrams);
        end
        $$
        """
    )
    op.execute(
        "create index product_text on product using gin (product_trigrams(sku_key, name_key))"
    )
