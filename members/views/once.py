"""What is sent twice is stored once: a double click, or the page again by the back button."""

import hashlib

from django.core.cache import cache

from members.decorators import AuthedRequest
from members.models import StepError

# So long the very same words, sent to the same page by the same user, are the same record.
SECONDS = 10 * 60


class Once:
    """One sending of a form. The shared cache keeps where the same was stored before."""

    def __init__(self, request: AuthedRequest) -> None:
        typed = [(name, values) for name, values in request.POST.lists() if name[:4] != "csrf"]
        files = [(file.name, file.size) for _, sent in request.FILES.lists() for file in sent]
        words = repr((request.get_full_path(), sorted(typed), files))
        self._key = f"once-{request.user.pk}-{hashlib.sha256(words.encode()).hexdigest()}"

    def begin(self) -> None:
        """Before something new is stored; the second to come is refused."""
        if not cache.add(self._key, "", SECONDS):
            raise StepError("同样的内容刚才已经提交过，没有再存一份。请到列表里看已保存的那一份。")

    def stored(self, url: str) -> None:
        cache.set(self._key, url, SECONDS)

    def stored_before(self) -> str:
        """Where the same was stored by an earlier click; "" where it was not."""
        return str(cache.get(self._key, ""))
