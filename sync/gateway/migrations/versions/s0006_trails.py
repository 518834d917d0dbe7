"""The lines of the kiosks' audit trails, and how far each trail is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "audit_trail",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("gaps", sa.BigInteger, nullable=False),
        sa.Column("conflict", sa.BigInteger),
        sa.Column("conflict_since", sa.String(40)),
    )
    op.create_table(
        "audit_line",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("actor", sa.String(12), nullable=False),
        sa.Column("cause", sa.String(60), nullable=False),
        sa.Column("subject", sa.LargeBinary(16), nullable=False),
        sa.Column("previous", sa.LargeBinary(32), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("audit_line")
    op.drop_table("audit_trail")
