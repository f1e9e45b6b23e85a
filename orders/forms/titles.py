from django import forms

from officekit.redaction import find_personal


def check_title(title: str, *, name: str, address: str) -> None:
    """Names of orders stand in lists and messages: what tells of a person is refused, and what to write is said."""
    if found := find_personal(title, names=[name], addresses=[address]):
        raise forms.ValidationError([finding.advice for finding in found])
