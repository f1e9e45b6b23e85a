"""Answers to broken requests; 403, 404 and 500 are Django's own views with our templates."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


@login_not_required
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Bare on purpose: a page with a context would read the broken request once more."""
    return HttpResponse(render_to_string("400.html"), status=400)


@login_not_required
def too_large(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("413.html"), status=413)


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """An address that is there for a button was opened by hand; htmx gets the words alone."""
    template = "_405.html" if "HX-Request" in request.headers else "405.html"
    answer = render(request, template, status=405)
    answer["Allow"] = allowed
    return answer


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form came without its key: an old page, or cookies are off."""
    return render(request, "403_csrf.html", status=403)
