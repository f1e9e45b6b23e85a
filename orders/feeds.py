from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import Http404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from alliances.decorators import AllianceRequest
from alliances.models import Alliance
from officekit.text import excerpt
from orders.models import OrderCategory, OrderResult

NEWEST = 50
SUMMARY_LENGTH = 200


class OrderFeed(Feed):
    """晒单 as Atom: published results, of all categories or one, the newest first."""

    feed_type = Atom1Feed

    def get_object(  # type: ignore[override]
        self, request: AllianceRequest
    ) -> tuple[Alliance, OrderCategory | None]:
        asked = request.GET.get("category", "")
        categories = OrderCategory.objects.filter(alliance=request.alliance)
        category = categories.filter(pk=asked).first() if asked.isdecimal() else None
        if asked and category is None:
            raise Http404("no such category")
        return request.alliance, category

    def title(self, source: tuple[Alliance, OrderCategory | None]) -> str:
        alliance, category = source
        return f"{alliance.short_name} · {category or '晒单'}"

    def link(self, source: tuple[Alliance, OrderCategory | None]) -> str:
        return reverse("orders:order_list", args=[source[0].slug])

    def items(self, source: tuple[Alliance, OrderCategory | None]) -> list[OrderResult]:
        alliance, category = source
        rows = OrderResult.objects.public(alliance).for_list().order_by("-pk")
        return list((rows.filter(order__category=category) if category else rows)[:NEWEST])

    def item_title(self, item: OrderResult) -> str:
        return item.title

    def item_description(self, item: OrderResult) -> str:
        return excerpt(item.done, SUMMARY_LENGTH)

    def item_link(self, item: OrderResult) -> str:
        return item.get_public_url()

    def item_pubdate(self, item: OrderResult) -> datetime | None:
        return item.published_at

    def item_categories(self, item: OrderResult) -> list[str]:
        return [item.order.category.name]
