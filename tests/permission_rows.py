"""The kinds of rows of tests/test_permissions_matrix.py."""

from collections.abc import Callable
from dataclasses import dataclass, field

ALL = frozenset({"supervisor", "street", "community", "unit"})
STREET = frozenset({"street"})
STAFF = frozenset({"street", "community"})
MEMBERS = STAFF | {"unit"}
ANSWERED = {200, 302, 400, 409, 422}


@dataclass(frozen=True)
class Row:
    """`own`: who of the owning street is answered. `to`: the arguments, made from the world of records."""

    own: frozenset = ALL
    to: Callable = field(default=lambda world: [])
    method: str = "get"


def public(to=lambda world: [world.alliance.slug]):
    """Open to anybody; a record of one alliance under another's address is 404."""
    return Row(frozenset({"anybody"}), to)


def listing(own=ALL):
    """Everybody with the permission has a list of their own."""
    return Row(own, lambda world: [])


def record(name, own=ALL, *more, method="get"):
    return Row(own, lambda world: [getattr(world, name).pk, *more], method)


def record_pair(name, other, own=ALL):
    return Row(own, lambda world: [getattr(world, name).pk, getattr(world, other).pk])


def public_record(name):
    return public(lambda world: [world.alliance.slug, getattr(world, name).pk])


def public_code(*more, method="get"):
    """A page of one order: whoever brings no proof is asked for it, whether there is such an order or not."""
    to = lambda world: [world.alliance.slug, world.order.code, *more]  # noqa: E731
    return Row(frozenset({"anybody"}), to, method)
