from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

GetResponse = Callable[[HttpRequest], HttpResponse]


def refuse_malformed(get_response: GetResponse) -> GetResponse:
    """Answers 400 to what no form of ours sends: NUL bytes, undecodable parameters, another charset than UTF-8."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _is_malformed(request):
            return HttpResponse(render_to_string("400.html"), status=400)
        return get_response(request)

    return middleware


def _is_malformed(request: HttpRequest) -> bool:
    target = request.META.get("QUERY_STRING", "") + request.path
    if "\x00" in target or "%00" in target or "\ufffd" in request.path:
        return True
    charset = request.content_params.get("charset", "utf-8") if request.content_params else "utf-8"
    return charset.lower() not in {"utf-8", "utf8"}
