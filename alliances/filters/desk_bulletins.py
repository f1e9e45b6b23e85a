"""The filters of the desk's bulletin list."""

from typing import Any

import django_filters as filters

from alliances.models import Bulletin, BulletinColumn, Publication
from members.models import User
from officekit.filters import SearchFilter, YearFilter, choose


class DeskBulletinFilter(filters.FilterSet):
    """栏目、公开状态、年份、关键词."""

    q = SearchFilter(placeholder="标题、正文或拼音首字母")
    column = filters.ModelChoiceFilter(label="栏目", queryset=None, empty_label="全部栏目")
    publication = filters.ChoiceFilter(
        label="公开状态", choices=Publication.choices, empty_label="全部"
    )
    year = YearFilter(field_name="dated_on")

    class Meta:
        model = Bulletin
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "column", BulletinColumn.objects.of_user(user))
