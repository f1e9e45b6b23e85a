"""What the frame of every page shows. Lazy: a page pays only for the parts that its template draws."""

from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse

from alliance_portal.views.home import ELDER_COOKIE, ELDER_MODES
from alliances.models import Alliance

ONLY_ALLIANCE_KEY, ONLY_ALLIANCE_SECONDS = "only-alliance", 300


class Link(NamedTuple):
    """One entry of a navigation; `current` where the page that is shown belongs to it."""

    label: str
    url: str
    icon: str = ""
    current: bool = False


class Entry(NamedTuple):
    label: str
    page: str  # the URL name it leads to
    icon: str = ""
    under: str = ""  # beginnings of the URL names of the pages below it


ORDERING = "orders:service_list orders:order_new orders:complaint_new orders:order_receipt"
FOLLOWING = "orders:order_track orders:order_story orders:order_act"

NAV = (
    Entry(
        "联盟概况", "alliances:about", under="alliances:community_ alliances:unit_ alliances:reg"
    ),
    Entry("居民点单", "orders:service_list", under=f"{ORDERING} {FOLLOWING}"),
    Entry("共建项目", "projects:project_list", under="projects:project_"),
    Entry("会议公开", "alliances:meeting_list", under="alliances:meeting_"),
    Entry("共建协议", "alliances:agreement_list", under="alliances:agreement_"),
    Entry("资讯", "alliances:bulletin_list", under="alliances:bulletin_"),
    Entry("数据口径", "figures"),
)
TABS = (
    Entry("首页", "alliance_home", "house"),
    Entry("点单", "orders:order_new", "plus-circle", ORDERING),
    Entry("查进度", "orders:order_track", "search", FOLLOWING),
    Entry("项目", "projects:project_list", "kanban", "projects:project_"),
    Entry("资讯", "alliances:bulletin_list", "newspaper", "alliances:bulletin_"),
)
FOOTER = (
    Entry("投诉建议", "orders:complaint_new"),
    Entry("隐私声明", "privacy"),
    Entry("无障碍声明", "accessibility"),
    Entry("数据口径", "figures"),
)
# By the size that is shown: mode, label and icon of those to choose from.
ELDER_LINKS = {
    "": [("large", "长辈版", "zoom-in")],
    "elder": [("larger", "再大些", "zoom-in"), ("off", "标准版", "")],
    "elder-xl": [("large", "小一些", "zoom-out"), ("off", "标准版", "")],
}


class Frame:
    """The frame of one page: whose it is, where it stands, where one can go from here."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def alliance(self) -> Alliance | None:
        """The alliance of the page; on a visitor's page of no alliance (the login) the only one there is."""
        alliance: Alliance | None = getattr(self._request, "alliance", None)
        user = getattr(self._request, "user", None)
        if alliance or user is None or user.is_authenticated:
            return alliance
        return cache.get_or_set(ONLY_ALLIANCE_KEY, _only_alliance, ONLY_ALLIANCE_SECONDS) or None

    @cached_property
    def elder(self) -> str:
        return ELDER_MODES.get(self._request.COOKIES.get(ELDER_COOKIE, ""), "")

    @cached_property
    def elder_links(self) -> list[Link]:
        """Other sizes of letters, each of them leading back to this page."""
        back = urlencode({"next": self._request.get_full_path()})
        return [
            Link(label, f"{reverse('elder_mode', args=[mode])}?{back}", icon)
            for mode, label, icon in ELDER_LINKS[self.elder]
        ]

    @cached_property
    def key(self) -> str:
        """What the parts of the frame that are kept depend on, besides their templates."""
        alliance = self.alliance
        version = f"{alliance.pk}-{alliance.public_version}" if alliance else ""
        return f"{get_script_prefix()} {version} {self._here}"

    @cached_property
    def nav(self) -> list[Link]:
        return self._links(NAV)

    @cached_property
    def tabs(self) -> list[Link]:
        return self._links(TABS)

    @cached_property
    def footer_links(self) -> list[Link]:
        return self._links(FOOTER)

    @cached_property
    def home_url(self) -> str:
        return self._url("alliance_home")

    @cached_property
    def search_url(self) -> str:
        return self._url("search")

    def _url(self, page: str) -> str:
        return _address(page, self.alliance.slug, get_script_prefix()) if self.alliance else ""

    def _links(self, entries: tuple[Entry, ...]) -> list[Link]:
        if self.alliance is None:
            return []
        return [
            Link(entry.label, self._url(entry.page), entry.icon, _is_current(entry, self._here))
            for entry in entries
        ]

    @property
    def _here(self) -> str:
        match = self._request.resolver_match
        return match.view_name if match else ""


def portal(request: HttpRequest) -> dict[str, Frame]:
    return {"portal": Frame(request)}


def _is_current(entry: Entry, here: str) -> bool:
    return here == entry.page or any(here.startswith(start) for start in entry.under.split())


@lru_cache(maxsize=512)
def _address(page: str, slug: str, prefix: str) -> str:
    """`prefix` belongs to the key: the same page has another address where the portal is mounted elsewhere."""
    return reverse(page, args=[slug])


def _only_alliance() -> Alliance | bool:
    """False rather than None, which a cache would take for a miss."""
    found = list(Alliance.objects.order_by("pk")[:2])
    return found[0] if len(found) == 1 else False
