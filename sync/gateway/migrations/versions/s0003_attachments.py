"""What belongs to a request and comes apart, in sealed chunks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
    )
    op.create_table(
        "chunk",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("length", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        # What is sealed does not compress: a try for each chunk would be wasted.
        op.execute("ALTER TABLE chunk ALTER COLUMN sealed SET STORAGE EXTERNAL")


def downgrade() -> None:
    op.drop_table("chunk")
    op.drop_table("attachment")
