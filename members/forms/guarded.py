"""A form that anybody may send without a login: see members/guard.py."""

import hashlib
from operator import itemgetter
from typing import Any, ClassVar

from django import forms
from django.utils.functional import lazy

from members.guard import ASKED, Guard, Sent

TOKEN, TRAP, ANSWER = "guard_token", "memo", "guard_answer"


class GuardedForm(forms.Form):
    """Draws the guard's fields after its own and asks it after its own checks; goes before `ModelForm` too.

    `{{ form }}` draws them, or `components/guard.html` where a page lays out its fields itself;
    `components/guard_hidden.html` carries them over a preview.
    """

    contact_field: ClassVar[str] = ""

    def __init__(self, *args: Any, guard: Guard, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.guard = guard
        self.fields[TRAP] = _Trap()
        self.fields[TOKEN] = _Token(guard)
        self._ask_if_suspicious()

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            return
        cleaned = self.cleaned_data
        token, trap, answer = (str(cleaned.pop(name, "")) for name in (TOKEN, TRAP, ANSWER))
        sent = Sent(token, trap, answer, self._contact, self._words)
        if problem := self.guard.problem(sent):
            self.add_error(None, problem)
        elif ANSWER in self.fields and ANSWER not in self.errors:
            self._add(ANSWER, self.guard.riddle_problem(sent))
        if self.errors:
            self.guard.fail()
        self._ask_if_suspicious()

    def count(self) -> bool:
        """Counts this sending, right before it is stored; False, with what stands against it among the errors."""
        problem = self.guard.count(self._contact, self._words)
        self._add(None, problem)
        self._ask_if_suspicious()
        return not problem

    def stored(self, url: str) -> None:
        """Where this sending led, for a second click on it."""
        self.guard.stored(self._words, url)

    def not_stored(self, problem: str) -> None:
        """Storing it failed: what stood in the way, and the form as it was typed."""
        self.add_error(None, problem)
        self.guard.release()

    def stored_before(self) -> str:
        """Where an earlier click on the very same led; "" where there was none. Asked before `is_valid`."""
        token = str(self.data.get(self.add_prefix(TOKEN), ""))
        return self.guard.stored_before(token, self._words) if self.is_bound else ""

    @property
    def _words(self) -> str:
        data = {name: values for name, values in dict(self.data).items() if name[:4] != "csrf"}
        sent = (sorted(data.items()), sorted(dict(self.files).items(), key=itemgetter(0)))
        return hashlib.sha256(repr(sent).encode()).hexdigest()

    @property
    def _contact(self) -> str:
        return str(self.cleaned_data.get(self.contact_field) or "")

    def _add(self, field: str | None, problem: str) -> None:
        if problem:
            self.add_error(field, problem)

    def _ask_if_suspicious(self) -> None:
        if self.guard.is_suspicious and ANSWER not in self.fields:
            self.fields[ANSWER] = _Answer(self.guard)


class _Trap(forms.CharField):
    """Filled in by programs only; shown empty again, so that nobody is caught twice by an overeager browser."""

    def __init__(self) -> None:
        attrs = {"tabindex": "-1", "autocomplete": "off"}
        super().__init__(label="请留空", required=False, widget=forms.TextInput(attrs))
        self.template_name = "components/guard_trap.html"

    def bound_data(self, data: Any, initial: Any) -> Any:
        return ""


class _Token(forms.CharField):
    """The guard's, whatever was sent."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(required=False, widget=forms.HiddenInput(), initial=lambda: guard.token)
        self.guard = guard

    def bound_data(self, data: Any, initial: Any) -> Any:
        return self.guard.token


class _Answer(forms.CharField):
    """To a question that changes with the token; an answer to an older one is not shown."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(
            label=lazy(lambda: f"请回答：{guard.riddle.question}", str)(),
            max_length=20,
            help_text="提交的人太多时才问，用来分清是人还是程序。数字写成 5 或五都可以。",
            error_messages={"required": ASKED},
            widget=forms.TextInput({"autocomplete": "off"}),
        )
        self.guard = guard

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if self.guard.riddle.is_answered_by(data or "") else ""
