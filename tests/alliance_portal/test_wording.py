import pytest
from django import forms
from django.core.exceptions import ValidationError

FIELDS = [
    (forms.CharField(), "", "请填写这一项。"),
    (forms.ChoiceField(choices=[("a", "甲")]), "", "请选择一项。"),
    (forms.CharField(max_length=3), "一二三四", "最多 3 个字，现在有 4 个，请删短一些。"),
    (forms.IntegerField(min_value=1), "0", "不能小于 1。"),
    (forms.IntegerField(), "十", "请填整数，例如 12。"),
    (forms.DateField(), "2026-02-30", "请填年月日，例如 2026-11-23。"),
]


@pytest.mark.parametrize(("field", "typed", "told"), FIELDS)
def test_a_mistake_is_told_in_plain_words(field, typed, told):
    with pytest.raises(ValidationError) as error:
        field.clean(typed)

    assert error.value.messages == [told]
