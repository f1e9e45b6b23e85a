"""代录: what staff fill in for somebody on the phone, at the counter or at home."""

from __future__ import annotations

import unicodedata
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.timezone import now

from alliances.models import Alliance
from members.models import Organization, User
from members.permissions import Role
from officekit.personal import PhoneField
from officekit.redaction import Kind, find_personal
from officekit.uploads import PhotosUploadField
from orders.forms.kept_photos import HINT, LABEL, KeptPhotosForm
from orders.forms.placing import LONGEST, SHORTEST
from orders.forms.titles import check_title
from orders.models import AddressHint, Channel, OrderCategory, ServiceItem, ServiceOrder, Urgency
from orders.models.address import communities_of
from orders.proof import TAIL_LENGTH

BY_STAFF = [choice for choice in Channel.choices if choice[0] != Channel.WEB]
TITLE_HELP = "可不填，不填就取服务名称或者开头几个字。不要写姓名、电话和门牌。"


def hosts_for(user: User, alliance: Alliance) -> dict[str, Organization]:
    """By number, who may receive what this user takes down: one's own community; any, and the street, for the street."""
    communities = communities_of(alliance)
    own = user.organization.path
    if user.role is not Role.STREET:
        communities = [
            one for one in communities if one.path.startswith(own) or own.startswith(one.path)
        ]
        return {str(one.pk): one for one in communities}
    return {str(one.pk): one for one in [*communities, alliance.anchor]}


class RecordForm(KeptPhotosForm):
    """One order in the words of whoever tells it."""

    use_required_attribute = False
    field_order = ("channel", "words", "item", "category", "urgency", "title")

    channel = forms.ChoiceField(label="怎么说的", choices=BY_STAFF, widget=forms.RadioSelect)
    words = forms.CharField(
        label="居民的原话",
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 5, "maxlength": LONGEST}),
        help_text="照居民说的记。不要记身份证号、银行卡号。",
    )
    item: forms.ModelChoiceField = forms.ModelChoiceField(
        label="服务菜单里的哪一项", queryset=None, required=False, empty_label="不在菜单里"
    )
    category: forms.ModelChoiceField = forms.ModelChoiceField(
        label="服务类别",
        queryset=None,
        required=False,
        empty_label="请选择",
        help_text="选了菜单里的服务，可以不选。投诉建议交街道办理。",
    )
    urgency = forms.ChoiceField(
        label="紧急程度",
        choices=[("", "按这一类平常的"), *Urgency.choices],
        required=False,
        help_text="漏水、停电、伤人的隐患选突发。火灾、伤病请居民直接打 119、120。",
    )
    title = forms.CharField(label="事项", max_length=60, required=False, help_text=TITLE_HELP)
    host = forms.ChoiceField(label="受理社区")
    address = forms.CharField(
        label="具体地址", required=False, max_length=80, help_text="写到能找到的地方。"
    )
    name = forms.CharField(label="称呼", required=False, max_length=20, help_text="例如：王阿姨。")
    phone = PhoneField(
        label="联系电话", required=False, help_text="本人或者家人的手机、座机都可以。"
    )
    follow_number = forms.CharField(
        label="查询数字",
        required=False,
        max_length=20,
        help_text=f"没有电话的才填：和居民商定 {TAIL_LENGTH} 位数字，查进度时用它代替电话后四位。",
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    photos = PhotosUploadField(label=LABEL, help_text=HINT)
    consent = forms.BooleanField(
        label="已口头告知个人信息处理说明，居民同意",
        error_messages={"required": "请先告诉居民：为什么登记、谁能看到、保存多久，同意后再打勾。"},
    )
    submission = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, alliance: Alliance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.alliance, self.hosts = alliance, hosts_for(user, alliance)
        self.initial["submission"] = uuid4()
        categories: Any = self.fields["category"]
        categories.queryset = OrderCategory.objects.active().filter(alliance=alliance)
        items: Any = self.fields["item"]
        items.queryset = ServiceItem.objects.offered(alliance)
        host: Any = self.fields["host"]
        named = [(key, place.label) for key, place in self.hosts.items()]
        host.choices = named if len(named) == 1 else [("", "请选择"), *named]

    def clean_submission(self) -> UUID:
        return self.cleaned_data["submission"] or uuid4()

    def clean_follow_number(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["follow_number"])
        number = "".join(typed.split())
        if number and not (len(number) == TAIL_LENGTH and number.isascii() and number.isdecimal()):
            raise forms.ValidationError(f"请填 {TAIL_LENGTH} 位数字，例如 2468。")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        item: ServiceItem | None = cleaned.get("item")
        if item:
            cleaned["category"] = item.category
        elif not cleaned.get("category") and "category" not in self.errors:
            self.add_error("category", "请选择一类服务，或者选菜单里的一项。")
        self._check_contact(cleaned)
        self._check_personal(cleaned)
        return cleaned

    def _check_contact(self, cleaned: dict[str, Any]) -> None:
        """One contact (N17), and four digits to follow it by."""
        if cleaned.get("phone"):
            cleaned["follow_number"] = ""
            return
        if "phone" in self.errors or "follow_number" in self.errors:
            return
        if not cleaned.get("follow_number"):
            self.add_error("phone", "请填电话；居民没有电话的，填下面的查询数字。")
        elif not cleaned.get("address"):
            self.add_error("address", "没有电话的，请写下地址，办理的人好上门找到。")

    def _check_personal(self, cleaned: dict[str, Any]) -> None:
        for name in ("words", "address", "name"):
            for finding in find_personal(cleaned.get(name) or ""):
                if finding.kind is Kind.IDENTITY:
                    self.add_error(name, f"“{finding.found}”像是身份证号码，办理用不着，请删去。")
        known = {name: cleaned.get(name) or "" for name in ("name", "address")}
        try:
            check_title(cleaned.get("title") or "", **known)
        except forms.ValidationError as error:
            self.add_error("title", error)

    # --- what it means ---

    def facts(self) -> dict[str, Any]:
        """As place() takes them. A complaint is the street's, whoever has taken it down."""
        cleaned = self.cleaned_data
        own = ("channel", "words", "item", "category", "title", "address", "name", "phone")
        is_complaint = cleaned["category"].is_complaint
        return {
            "alliance": self.alliance,
            "host": self.alliance.anchor if is_complaint else self.hosts[cleaned["host"]],
            "area": AddressHint.objects.place_at(self.alliance, cleaned["address"]).area,
            "urgency": cleaned["urgency"],
            "follow_number": cleaned["follow_number"],
            **{name: cleaned[name] for name in own},
        }

    def draft(self) -> ServiceOrder:
        """What it would be, to look for what is alike."""
        facts = self.facts()
        return ServiceOrder(**facts | {"created_at": now(), "title": facts["title"] or ""})

    def placed_before(self) -> ServiceOrder | None:
        """What this very form has placed already: a second click leads to the same receipt."""
        try:
            known = UUID(self.data.get("submission", ""))
        except ValueError:
            return None
        return ServiceOrder.objects.filter(alliance=self.alliance, submission=known).first()
