"""The rules of a visit and the one command line.

Session, pages as data, services and forms, receipts, faults, readiness.
No Qt, no hardware, no network, no SQL.
"""
