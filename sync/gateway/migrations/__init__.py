"""The steps that build the ledger's tables (alembic), each forward and one back; run by `sync.gateway.schema`."""
