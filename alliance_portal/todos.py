"""What waits for a user, gathered from all apps."""

from alliances import todos as alliances
from members import todos as members
from members.models import User
from officekit.figures import Todo, TodoSource, add_up
from projects import todos as projects


def sources_for(user: User) -> list[TodoSource]:
    return [*members.sources(user), *alliances.sources(user), *projects.sources(user)]


def todos_for(user: User) -> list[Todo]:
    """By due date; one query for each source, and a bounded number from each."""
    return sorted(todo for source in sources_for(user) for todo in source.todos())


def counts_for(user: User) -> dict[str, int]:
    """How many wait in each section of the desk, in one query."""
    return add_up([source.counted() for source in sources_for(user)])
