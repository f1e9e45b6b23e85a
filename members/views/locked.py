"""The page instead of the login form, while django-axes keeps a login locked."""

from datetime import datetime
from typing import Any

from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from members.addresses import client_address
from members.models import Organization


def locked(
    request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None
) -> HttpResponse:
    """Says until when, and whom to call; the same words whether the account exists or not."""
    until = _locked_until(request, credentials)
    context = {"until": until, "streets": Organization.objects.to_call()[:5]}
    answer = render(request, "account/locked.html", context, status=429)
    answer["Retry-After"] = str(max(1, int((until - now()).total_seconds())))
    return answer


def _locked_until(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime:
    attempts = AccessAttempt.objects.filter(
        username=get_client_username(request, credentials), ip_address=client_address(request)
    )
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    until: datetime = (last or now()) + get_cool_off(request)
    return until
