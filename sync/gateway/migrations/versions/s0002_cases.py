"""How a request goes on after it was accepted: its case, the steps of it, and what agencies have asked for already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("notice", sa.Column("due", sa.String(40)))
    op.add_column("notice", sa.Column("reference", sa.String(24), nullable=False, server_default=""))
    _cases()
    _indexes()
    _steps()


def downgrade() -> None:
    for table in ("agency_call", "case_step", "case_file"):
        op.drop_table(table)
    op.drop_column("notice", "reference")
    op.drop_column("notice", "due")


def _cases() -> None:
    op.create_table(
        "case_file",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("receipt", sa.String(20), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("agency", sa.String(80), nullable=False),
        sa.Column("created", sa.String(40), nullable=False),
        sa.Column("received", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("due", sa.String(40), nullable=False),
        sa.Column("extendable", sa.Boolean, nullable=False),
        sa.Column("extended", sa.Boolean, nullable=False),
        sa.Column("overdue", sa.Boolean, nullable=False),
        sa.Column("lease", sa.String(32)),
        sa.Column("lease_until", sa.String(40)),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("reference", sa.String(24), nullable=False),
        sa.Column("steps", sa.Integer, nullable=False),
        sa.Column("notice", sa.BigInteger, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("ask_at", sa.String(40)),
    )


def _indexes() -> None:
    is_open = "stage IN ('received', 'in_work')"
    _partial("case_open", ["agency", "received"], is_open)
    _partial("case_due", ["due"], f"{is_open} AND NOT overdue")
    _partial("case_lease", ["lease_until"], "lease_until IS NOT NULL")
    _partial("case_ask", ["ask_at"], "ask_at IS NOT NULL")
    _partial("case_told", ["kiosk", "notice"], "stage IN ('resolved', 'rejected')")


def _steps() -> None:
    op.create_table(
        "case_step",
        sa.Column("kiosk", sa.String(8), primary_key=True),
        sa.Column("id", sa.LargeBinary(16), primary_key=True),
        sa.Column("step", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stage", sa.String(12), nullable=False),
        sa.Column("role", sa.String(12), nullable=False),
        sa.Column("caller", sa.String(80), nullable=False),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )
    op.create_table(
        "agency_call",
        sa.Column("caller", sa.String(80), primary_key=True),
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("digest", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
    )


def _partial(name: str, columns: list[str], where: str) -> None:
    given = sa.text(where)
    op.create_index(name, "case_file", columns, postgresql_where=given, sqlite_where=given)
