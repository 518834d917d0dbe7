"""Whether the authorities above a certificate may vouch for its name at all.

Answers for name constraints on directory names (RFC 5280, 4.2.1.10 and
6.1.3). The verifier of `cryptography` refuses them where they are critical,
and does not hold them against a subject where they are not (measured with
50.0); the other forms of names it checks itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from cryptography import x509


def may_be_named(chain: tuple[x509.Certificate, ...]) -> bool:
    """Say whether every certificate of *chain*, the leaf first, bears names that all above it may vouch for."""
    return all(
        _within(constraints, _directory_names(below))
        for place, authority in enumerate(chain)
        if (constraints := constraints_of(authority)) is not None
        for below in _judged(chain[:place])
    )


def _judged(below: tuple[x509.Certificate, ...]) -> Iterable[x509.Certificate]:
    """Leave out what issued itself on the way, unless it is the leaf (6.1.3 b and c)."""
    return (one for place, one in enumerate(below) if place == 0 or one.subject != one.issuer)


def _within(constraints: x509.NameConstraints, names: list[x509.Name]) -> bool:
    permitted = _directories(constraints.permitted_subtrees)
    excluded = _directories(constraints.excluded_subtrees)
    return not any(_is_below(name, tree) for name in names for tree in excluded) and (
        not permitted or all(any(_is_below(name, tree) for tree in permitted) for name in names)
    )


def has_directories(constraints: x509.NameConstraints) -> bool:
    """Say whether directory names are among what is constrained."""
    return bool(_directories(constraints.permitted_subtrees) or _directories(constraints.excluded_subtrees))


def _directories(trees: Iterable[x509.GeneralName] | None) -> list[x509.Name]:
    return [tree.value for tree in trees or () if isinstance(tree, x509.DirectoryName)]


def _directory_names(certificate: x509.Certificate) -> list[x509.Name]:
    names = [certificate.subject] if list(certificate.subject) else []
    try:
        alternative = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return names
    return [*names, *alternative.get_values_for_type(x509.DirectoryName)]


def _is_below(name: x509.Name, tree: x509.Name) -> bool:
    """Say whether *name* begins with the parts of *tree*, letters of either case (7.1)."""
    parts, begin = _folded(name), _folded(tree)
    return parts[: len(begin)] == begin


def _folded(name: x509.Name) -> list[frozenset[tuple[str, str]]]:
    return [
        frozenset((part.oid.dotted_string, " ".join(str(part.value).split()).casefold()) for part in relative)
        for relative in name.rdns
    ]


def constraints_of(authority: x509.Certificate) -> x509.NameConstraints | None:
    """Return the name constraints of *authority*, None without any."""
    try:
        return authority.extensions.get_extension_for_class(x509.NameConstraints).value
    except x509.ExtensionNotFound:
        return None
