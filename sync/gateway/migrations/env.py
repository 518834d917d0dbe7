"""Where alembic runs a step: on the connection that `sync.gateway.schema` has opened and locked."""

from __future__ import annotations

from alembic import context

from sync.gateway.tables import TABLES

context.configure(connection=context.config.attributes["connection"], target_metadata=TABLES)
context.run_migrations()
