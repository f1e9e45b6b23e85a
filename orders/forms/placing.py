"""我要点单: what a resident fills in, on one page and without an account."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms

from alliances.models import Alliance
from members.forms.guarded import GuardedForm
from members.models import Organization
from officekit.personal import PhoneField
from officekit.redaction import Kind, find_personal
from officekit.uploads import PhotosUploadField
from orders.forms.kept_photos import HINT, LABEL, KeptPhotosForm
from orders.models import AddressHint, OrderCategory, OrderRules, Place, ServiceItem, ServiceOrder
from orders.models.address import communities_of

UNKNOWN = "unknown"
SHORTEST, LONGEST = 5, 1000
TYPED = ("words", "address", "name")


class CategoryTiles(forms.RadioSelect):
    """Radios as large tiles, each with its icon."""

    option_template_name = "orders/_category_tile.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "icon": value.instance.icon}


class OrderForm(KeptPhotosForm, GuardedForm):
    """One order as its resident says it. A complaint goes straight to the street."""

    use_required_attribute = False
    contact_field = "phone"

    item: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "这项服务现在不能点了，请重新选择。"},
    )
    category: forms.ModelChoiceField = forms.ModelChoiceField(
        label="1. 需要哪类服务？",
        queryset=None,
        empty_label=None,
        widget=CategoryTiles,
        error_messages={
            "required": "请选择一类服务，不知道选哪一类就选“其他需求”。",
            "invalid_choice": "这一类现在不能点了，请重新选择。",
        },
    )
    words = forms.CharField(
        label="2. 说说您的情况",
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5}),
        help_text="可以写时间、地点、人数。请不要写身份证号、银行卡号。",
        error_messages={
            "required": "请写下您遇到的情况，一两句话就可以。",
            "min_length": f"写得太短了，请至少写 {SHORTEST} 个字，让社区看得明白。",
            "max_length": f"最多 {LONGEST} 个字，请先写要点，见面或打电话时再细说。",
        },
    )
    community = forms.ChoiceField(
        label="哪个社区",
        error_messages={
            "required": "请选择社区，不清楚就选“不清楚是哪个社区”。",
            "invalid_choice": "请在列出的社区里选择。",
        },
    )
    address = forms.CharField(
        label="具体地址",
        required=False,
        max_length=80,
        help_text="写到能找到的地方，例如：示例巷 11 号院 2 单元门口。",
        error_messages={"max_length": "地址最多 80 个字，请写得简短些。"},
    )
    name = forms.CharField(
        label="怎么称呼您",
        required=False,
        max_length=20,
        help_text="不写也可以，例如：王阿姨。",
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"max_length": "称呼最多 20 个字。"},
    )
    phone = PhoneField(
        label="联系电话",
        error_messages={"required": "请留一个电话，办理的人好联系您。"},
    )
    photos = PhotosUploadField(label=LABEL, help_text=HINT)
    consent = forms.BooleanField(
        label="我已阅读并同意个人信息处理说明",
        error_messages={"required": "请先阅读个人信息处理说明，同意后在这里打勾。"},
    )
    # The version of the notice that the page showed.
    notice = forms.IntegerField(required=False)
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        alliance: Alliance,
        rules: OrderRules,
        categories: list[OrderCategory],
        complaint: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.alliance, self.rules, self.is_complaint = alliance, rules, complaint
        self.asks_category = not complaint or len(categories) > 1
        first = int(self.asks_category)
        self.steps = {"what": first + 1, "where": first + 2, "who": first + 3}
        self._offer(categories)
        self.initial["submission"] = uuid4()

    def _offer(self, categories: list[OrderCategory]) -> None:
        offered = OrderCategory.objects.filter(pk__in=[row.pk for row in categories])
        self.fields["category"].queryset = offered  # type: ignore[attr-defined]
        items = ServiceItem.objects.offered(self.alliance).filter(category__in=offered)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        if self.is_complaint:
            self._ask_less(categories)
        else:
            self.communities = {str(row.pk): row for row in communities_of(self.alliance)}
            named = [(key, row.label) for key, row in self.communities.items()]
            choices = [("", "请选择"), *named, (UNKNOWN, "不清楚是哪个社区")]
            self.fields["community"].choices = choices  # type: ignore[attr-defined]

    def _ask_less(self, categories: list[OrderCategory]) -> None:
        """Of a complaint: the street receives it, wherever it comes from."""
        self.communities = {}
        del self.fields["community"]
        self.fields["address"].label = "与哪里有关"
        self.fields["address"].help_text = "与地方无关就不用写。"
        self.fields["category"].label = "1. 哪一类意见？"
        self.fields["words"].label = f"{self.steps['what']}. 说说您的意见"
        self.initial["category"] = categories[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._refuse_identity(cleaned)
        item: ServiceItem | None = cleaned.get("item")
        if item and item.category != cleaned.get("category"):
            cleaned["item"] = None
        if cleaned.get("community") == UNKNOWN and not cleaned.get("address"):
            self.add_error("address", "不清楚是哪个社区的话，请写下地址，我们来找。")
        if cleaned.get("consent") and cleaned.get("notice") != self.rules.privacy_version:
            self.add_error("consent", "个人信息处理说明刚刚更新，请再看一遍，同意后再提交。")
        return cleaned

    def clean_submission(self) -> UUID:
        return self.cleaned_data["submission"] or uuid4()

    def _refuse_identity(self, cleaned: dict[str, Any]) -> None:
        """Never needed, and not ours to keep (N17)."""
        for name in TYPED:
            for finding in find_personal(cleaned.get(name) or ""):
                if finding.kind is Kind.IDENTITY:
                    advice = f"“{finding.found}”像是身份证号码，办理用不着，请删去后再提交。"
                    self.add_error(name, advice)

    # --- what it means ---

    @cached_property
    def place(self) -> Place:
        return AddressHint.objects.place_at(self.alliance, self.cleaned_data["address"])

    @property
    def by_address(self) -> Organization | None:
        """The community that the address belongs to, where that is known."""
        return self.communities.get(str(self.place.community))

    @property
    def cautions(self) -> list[str]:
        """What looks as if it were better left out; whoever typed it knows."""
        typed = " ".join(self.cleaned_data[name] for name in TYPED)
        found = [finding.found for finding in find_personal(typed) if finding.kind is Kind.CARD]
        return [f"“{number}”像是银行卡号，如果是，请返回删去。" for number in found]

    @property
    def chosen_item(self) -> ServiceItem | None:
        """The service of the menu that the page was opened with."""
        try:
            return self.fields["item"].clean(self["item"].value())  # type: ignore[no-any-return]
        except forms.ValidationError:
            return None

    @property
    def chosen(self) -> Organization | None:
        return self.communities.get(self.cleaned_data.get("community", ""))

    @property
    def better(self) -> Organization | None:
        """Another community than the chosen one, by the address."""
        return self.by_address if self.chosen and self.by_address != self.chosen else None

    @property
    def host(self) -> Organization:
        return self.chosen or self.by_address or self.alliance.anchor

    def facts(self) -> dict[str, Any]:
        """As place() takes them."""
        own = ("category", "item", "words", "name", "phone", "address")
        return {
            "alliance": self.alliance,
            "host": self.host,
            "area": self.place.area,
            **{name: self.cleaned_data[name] for name in own},
        }

    def placed_before(self) -> ServiceOrder | None:
        """What this very form has placed already: a second click leads to the same receipt."""
        try:
            known = UUID(self.data.get("submission", ""))
        except ValueError:
            return None
        rows = ServiceOrder.objects.filter(alliance=self.alliance, submission=known)
        return rows.select_related("alliance").first()

    # --- for the preview ---

    def carried(self) -> list[forms.BoundField]:
        """What a preview sends on, besides the guard's own fields."""
        names = (*self.facts(), "community", "consent", "submission")
        return [self[name] for name in names if name in self.fields]
