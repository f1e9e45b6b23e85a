from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware

from alliances.decorators import AllianceRequest
from alliances.models import Alliance, Bulletin, BulletinColumn, PublishedQuerySet

NEWEST = 50


class BulletinFeed(Feed):
    """资讯 as Atom: what is public, newest first."""

    feed_type = Atom1Feed

    def get_object(  # type: ignore[override]
        self, request: AllianceRequest
    ) -> tuple[Alliance, BulletinColumn | None]:
        slug = request.GET.get("column", "")
        columns = BulletinColumn.objects.active().filter(alliance=request.alliance, slug=slug)
        column = columns.first() if slug else None
        if slug and column is None:
            raise Http404("no such column")
        return request.alliance, column

    def title(self, source: tuple[Alliance, BulletinColumn | None]) -> str:
        alliance, column = source
        return f"{alliance.short_name} · {column or '资讯'}"

    def link(self, source: tuple[Alliance, BulletinColumn | None]) -> str:
        return reverse("alliances:bulletin_list", args=[source[0].slug])

    def items(self, source: tuple[Alliance, BulletinColumn | None]) -> PublishedQuerySet:
        alliance, column = source
        rows = Bulletin.objects.public(alliance).for_list().order_by("-dated_on", "-pk")
        return (rows.filter(column=column) if column else rows)[:NEWEST]

    def item_title(self, item: Bulletin) -> str:
        return item.title

    def item_description(self, item: Bulletin) -> str:
        return item.summary

    def item_link(self, item: Bulletin) -> str:
        return item.get_public_url()

    def item_pubdate(self, item: Bulletin) -> datetime:
        return item.published_at or make_aware(datetime.combine(item.dated_on, time()))

    def item_categories(self, item: Bulletin) -> list[str]:
        return [item.column.name]
