from django import forms


class SignatureForm(forms.Form):
    """签署: who signs for the party."""

    use_required_attribute = False

    signatory = forms.CharField(
        label="签字人", max_length=30, error_messages={"required": "请填写签字人姓名。"}
    )
    title = forms.CharField(
        label="签字人职务", max_length=40, error_messages={"required": "请填写签字人职务。"}
    )
