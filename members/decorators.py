from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from members.permissions import Permission

if TYPE_CHECKING:
    from members.models import User

View = Callable[..., HttpResponseBase]


class AuthedRequest(HttpRequest):
    """A request behind the login: `user` is never anonymous."""

    user: "User"


def requires(permission: Permission) -> Callable[[View], View]:
    """Answers 403 unless the user's role grants `permission`; the view carries it for the tests."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: AuthedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.can(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate
