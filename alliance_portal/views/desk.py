from django.http import HttpResponse
from django.shortcuts import render

from members.decorators import AuthedRequest, requires
from members.permissions import Permission


@requires(Permission.DESK_VIEW)
def desk(request: AuthedRequest) -> HttpResponse:
    """今日待办."""
    return render(request, "portal/desk.html")
