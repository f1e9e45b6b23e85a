"""A page that makes a new record makes one, however often it is sent: a double click, or the back button and again."""

import hashlib
import re
import uuid

from django.core.cache import cache

from members.decorators import AuthedRequest
from members.models import StepError

SECONDS = 24 * 60 * 60
TOKEN = re.compile(r"[0-9a-f]{32}")


class Once:
    """One rendering of such a page: `token` is its hidden field `once`.

    The shared cache keeps, by that field, what was sent and where it was stored.
    """

    def __init__(self, request: AuthedRequest) -> None:
        sent = request.POST.get("once", "")
        self.token = sent if TOKEN.fullmatch(sent) else uuid.uuid4().hex
        self._key = f"once-{request.user.pk}-{self.token}"
        self._digest = _digest(request)

    def begin(self) -> None:
        """Takes the page's only turn."""
        if not cache.add(self._key, ("", ""), SECONDS):
            raise StepError(
                "这一页刚才已经保存过，没有再存一份。请到列表里打开已保存的那一份修改。"
            )

    def stored(self, url: str) -> None:
        cache.set(self._key, (self._digest, url), SECONDS)

    def stored_same(self) -> str:
        """Where exactly this was stored by an earlier click; "" where there was none."""
        digest, url = cache.get(self._key, ("", ""))
        return str(url) if digest == self._digest else ""


def _digest(request: AuthedRequest) -> str:
    typed = [(name, values) for name, values in request.POST.lists() if name[:4] != "csrf"]
    files = [(name, file.name, file.size) for name, sent in request.FILES.lists() for file in sent]
    return hashlib.sha256(repr((sorted(typed), sorted(files))).encode()).hexdigest()
