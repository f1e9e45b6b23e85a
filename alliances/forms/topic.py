"""提议题, and what the convener does with one."""

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db import models

from alliances.models import Meeting, Topic
from alliances.models.meeting_status import OPEN_AGENDA
from members.models import Organization
from officekit.uploads import DocumentUploadField

DETAIL_LENGTH = 2000
REASON_LENGTH = 200


class TopicForm(forms.ModelForm):
    """提议题: to whom, what, and why."""

    use_required_attribute = False
    file = DocumentUploadField(
        label="附件", required=False, help_text="可不传。PDF、DOCX、XLSX、JPG、PNG，不超过 10 MB。"
    )

    class Meta:
        model = Topic
        fields = ["body", "title", "fourfold", "detail", "file"]
        widgets = {"detail": forms.Textarea(attrs={"rows": 4, "maxlength": DETAIL_LENGTH})}
        help_texts = {"detail": "什么事、为什么要议、希望怎么办。可不填。"}

    def __init__(self, *args: Any, bodies: models.QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["body"]
        body.queryset, body.empty_label = bodies, "请选择"
        self.fields["detail"].validators.append(MaxLengthValidator(DETAIL_LENGTH))

    def clean(self) -> dict[str, Any]:
        """A second click, or the back button, proposes nothing twice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        same = {"body": cleaned.get("body"), "title": cleaned.get("title")}
        if all(same.values()) and Topic.objects.waits_already(self.instance.proposer, **same):
            raise forms.ValidationError("同样的议题已经提过，正在等待受理。")
        return cleaned


class AcceptForm(forms.Form):
    """列入议程: of which meeting."""

    meeting = forms.ModelChoiceField(
        label="列入哪次会议", queryset=Meeting.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        planned = Meeting.objects.filter(host=topic.body, status__in=OPEN_AGENDA)
        field: Any = self.fields["meeting"]
        field.queryset = planned.order_by("starts_at", "pk")


class MergeForm(forms.Form):
    """并入另一议题 of the same body."""

    target = forms.ModelChoiceField(
        label="并入哪个议题", queryset=Topic.objects.none(), empty_label="请选择"
    )

    def __init__(self, *args: Any, topic: Topic, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = Topic.objects.mergeable_with(topic)


class MoveForm(forms.Form):
    """提交上级会议 or 转下级组织, with the reason."""

    target = forms.ModelChoiceField(
        label="转给", queryset=Organization.objects.none(), empty_label=None
    )
    reason = forms.CharField(
        label="理由",
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请填写理由。"},
    )
    # Where the topic lay when the page was opened: a second click must not send it one level further.
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, topic: Topic, targets: models.QuerySet[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = topic.body_id
        field: Any = self.fields["target"]
        field.queryset = targets
        self.topic = topic

    def clean_seen(self) -> int:
        seen: int = self.cleaned_data["seen"]
        if seen != self.topic.body_id:
            raise forms.ValidationError(f"这个议题刚刚已转给{self.topic.body}，没有再转一次。")
        return seen
