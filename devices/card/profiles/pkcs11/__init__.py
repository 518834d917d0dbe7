"""Closed cards, spoken to by their vendor's PKCS#11 module (OASIS PKCS #11 2.40).

Such a module is C code that runs inside whoever loads it, so it runs in a process of its own:
`bridge` is what a log-in knows, `process` starts and ends the child, `protocol` is the wire
between both, `child` is the process, and `cryptoki`, inside it, is what knows the module.
"""
