"""核验: what somebody copies from a printed agreement."""

import re

from django import forms
from django.core.validators import RegexValidator

from alliances.models.agreement_version import CODE_LENGTH

FEWEST_SIGNS = 8
HEX = re.compile(r"[0-9a-f]{8,64}")


class CodeForm(forms.Form):
    """核验码, for whoever cannot scan."""

    use_required_attribute = False

    code = forms.CharField(
        label="核验码",
        max_length=40,
        help_text=f"印在协议末尾二维码下面，{CODE_LENGTH} 位数字和小写字母。",
        error_messages={"required": "请输入印在二维码下面的核验码。"},
        validators=[
            RegexValidator(
                rf"^\s*[0-9A-Za-z]{{{CODE_LENGTH}}}\s*\Z",
                f"核验码是 {CODE_LENGTH} 位数字和字母，请照协议末尾的再输一次。",
            )
        ],
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().lower()


class HashForm(forms.Form):
    """正文校验值, or its beginning."""

    use_required_attribute = False

    value = forms.CharField(
        label="纸上印的正文校验值",
        max_length=200,
        help_text=f"印在协议末尾“正文校验值（SHA-256）”后面，输入前 {FEWEST_SIGNS} 位或更多。",
        error_messages={"required": f"请输入纸上印的正文校验值，至少前 {FEWEST_SIGNS} 位。"},
    )

    def clean_value(self) -> str:
        value = "".join(str(self.cleaned_data["value"]).split()).lower()
        if not HEX.fullmatch(value):
            raise forms.ValidationError(
                f"校验值只有数字和字母 a–f，请输入至少前 {FEWEST_SIGNS} 位，中间不要漏字。"
            )
        return value
