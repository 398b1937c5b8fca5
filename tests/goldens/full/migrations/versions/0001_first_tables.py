"""The first tables.

Revision 0001. It is history: what changes later is a revision of its own, which
`groundplan update` writes, or `uv run alembic revision --autogenerate -m "..."`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXACT = sa.Numeric().with_variant(sa.String(), "sqlite")
KEY_TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "receipts",
        sa.Column("name", KEY_TEXT, nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_receipts"),
    )
    op.create_index("ix_receipts_kept_at", "receipts", ["kept_at"])
    op.create_table(
        "catalog_products",
        sa.Column("sku", KEY_TEXT, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("price_amount", EXACT, nullable=False),
        sa.Column("price_currency", sa.String(), nullable=False),
        sa.Column("stock", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sku", name="pk_catalog_products"),
    )
    op.create_index("ix_catalog_products_state", "catalog_products", ["state", "sku"])
    op.create_table(
        "catalog_product_photos",
        sa.Column("product", KEY_TEXT, nullable=False),
        sa.Column("file", KEY_TEXT, nullable=False),
        sa.Column("caption", sa.String(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("product", "file", name="pk_catalog_product_photos"),
        sa.ForeignKeyConstraint(
            ["product"],
            ["catalog_products.sku"],
            name="fk_catalog_product_photos_product",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "ordering_orders",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("total_amount", EXACT, nullable=False),
        sa.Column("total_currency", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ordering_orders"),
    )
    op.create_table(
        "ordering_order_lines",
        sa.Column("order", sa.Uuid(), nullable=False),
        sa.Column("sku", KEY_TEXT, nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_amount", EXACT, nullable=False),
        sa.Column("unit_price_currency", sa.String(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("order", "sku", name="pk_ordering_order_lines"),
        sa.ForeignKeyConstraint(
            ["order"],
            ["ordering_orders.id"],
            name="fk_ordering_order_lines_order",
            ondelete="CASCADE",
        ),
    )
    op.create_table(
        "billing_payments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("order", sa.Uuid(), nullable=False),
        sa.Column("amount_amount", EXACT, nullable=False),
        sa.Column("amount_currency", sa.String(), nullable=False),
        sa.Column("refunded_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_billing_payments"),
    )
    op.create_index("ix_billing_payments_order", "billing_payments", ["order", "id"])


def downgrade() -> None:
    """Drop them."""
    op.drop_table("billing_payments")
    op.drop_table("ordering_order_lines")
    op.drop_table("ordering_orders")
    op.drop_table("catalog_product_photos")
    op.drop_table("catalog_products")
    op.drop_table("receipts")
