"""The first tables; on PostgreSQL the sealed requests lie in a partition for each month, the unforeseen in one more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    _requests()
    _bodies()
    _notices()
    _outgoing()
    _proofs()


def downgrade() -> None:
    for table in ("login", "audit_head", "counter", "outgoing", "notice", "body", "request"):
        op.drop_table(table)


def _requests() -> None:
    op.create_table(
        "request",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("receipt", sa.String(20), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("lane", sa.String(8), nullable=False),
        sa.Column("catalogue", sa.BigInteger, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(60)),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
        sa.Column("month", sa.Integer, nullable=False),
    )


def _bodies() -> None:
    op.create_table(
        "body",
        sa.Column("month", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("reply_key", sa.LargeBinary(32)),
        postgresql_partition_by="RANGE (month)",
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE body_unforeseen PARTITION OF body DEFAULT")
        # What is sealed does not compress: a try for each request would be wasted.
        op.execute("ALTER TABLE body ALTER COLUMN sealed SET STORAGE EXTERNAL")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "counter",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("of", sa.String(12), primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )


def _outgoing() -> None:
    op.create_table(
        "outgoing",
        sa.Column("number", _NUMBER, primary_key=True, autoincrement=True),
        sa.Column("position", sa.BigInteger),
        sa.Column("kiosk", sa.String(8), nullable=False),
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
    )
    waiting = sa.text("position IS NULL")
    op.create_index("outgoing_position", "outgoing", ["position"], unique=True)
    op.create_index("outgoing_agency", "outgoing", ["agency", "position"])
    op.create_index("outgoing_waiting", "outgoing", ["number"], postgresql_where=waiting, sqlite_where=waiting)


def _proofs() -> None:
    op.create_table(
        "audit_head",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
    )
    op.create_table(
        "login",
        sa.Column("challenge", sa.LargeBinary(32), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("kiosk", sa.String(8), nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
    )
