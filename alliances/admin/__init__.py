from alliances.admin import (
    agreements,
    alliance,
    categories,
    duties,
    meetings,
    memberships,
    publications,
)

__all__ = [
    "agreements",
    "alliance",
    "categories",
    "duties",
    "meetings",
    "memberships",
    "publications",
]
