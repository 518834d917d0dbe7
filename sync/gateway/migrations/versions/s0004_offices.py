"""Agencies and operators with their keys, and what was last heard of each kiosk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "office",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("public", sa.LargeBinary(32), nullable=False),
        sa.Column("since", sa.String(40), nullable=False),
        sa.Column("revoked", sa.String(40)),
    )
    op.create_table(
        "kiosk_seen",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("seen", sa.String(40), nullable=False),
        sa.Column("clock_seconds", sa.Float),
        sa.Column("waiting", sa.BigInteger),
        sa.Column("audit", sa.BigInteger),
    )
    where = sa.text("stage IN ('received', 'in_work')")
    op.create_index("case_kiosk", "case_file", ["kiosk"], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    op.drop_index("case_kiosk", "case_file")
    op.drop_table("kiosk_seen")
    op.drop_table("office")
