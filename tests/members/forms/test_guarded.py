import re
from datetime import datetime, timedelta, timezone

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.test import Client
from django.urls import path

from alliance_portal.urls import urlpatterns as own_patterns
from alliances.decorators import public_page
from members.forms.guarded import ANSWER, TOKEN, TRAP, GuardedForm
from members.guard import AGAIN, ASKED, SAVING, WRONG, Guard, Guarded, riddle_of
from members.models import Organization
from tests.factories import AllianceFactory
from tests.members.test_guard import refuse

ORDER = Guarded("order", by_address=4, by_contact=2)
ADDRESS = "203.0.113.1"


class OrderForm(GuardedForm):
    contact_field = "phone"

    words = forms.CharField(label="什么事")
    phone = forms.CharField(label="电话", required=False)


class UnitForm(GuardedForm, forms.ModelForm):
    class Meta:
        model = Organization
        fields = ["phone"]


@public_page
def order_new(request):
    guard = Guard(request, ORDER)
    form = OrderForm(request.POST or None, guard=guard)
    if form.is_valid() and form.count():
        return HttpResponse("收到")
    token = f'<input name="csrfmiddlewaretoken" value="{get_token(request)}">'
    return guard.answer(HttpResponse(f"{form}{token}"))


urlpatterns = [path("<slug:slug>/guarded/", order_new), *own_patterns]


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(datetime(2026, 11, 26, 8, tzinfo=timezone(timedelta(hours=8))), tick=False)
    return time_machine


@pytest.fixture
def shown(rf, clock):
    token = filled(rf, None).guard.token
    clock.shift(30)
    return token


def filled(rf, data, form=OrderForm):
    return form(data, guard=Guard(rf.post("/", REMOTE_ADDR=ADDRESS), ORDER))


def typed(shown, **others):
    return {"words": "楼道灯不亮", "phone": "13800000000", TOKEN: shown} | others


def test_fields_of_the_guard_are_drawn_and_read_by_people_as_none(rf):
    form = filled(rf, None)
    html = str(form)

    assert f'<input type="hidden" name="{TOKEN}" value="{form.guard.token}"' in html
    trap = re.search(r'<div class="field-spare" aria-hidden="true">.*?</div>', html, re.DOTALL)[0]
    assert "请留空" in trap
    assert re.search(rf'<input [^>]*name="{TRAP}"[^>]*tabindex="-1" autocomplete="off"', trap)
    assert ANSWER not in html
    assert "必填" not in trap


def test_what_comes_out_is_the_forms_own(rf, shown):
    form = filled(rf, typed(shown))

    assert form.is_valid()
    assert form.cleaned_data == {"words": "楼道灯不亮", "phone": "13800000000"}
    assert form.count()
    assert form.guard.status_code == 200


def test_a_model_form_is_guarded_too(rf, shown):
    assert filled(rf, {"phone": "1", TOKEN: shown}, UnitForm).is_valid()
    assert not filled(rf, {"phone": "1"}, UnitForm).is_valid()


def test_a_caught_form_keeps_what_was_typed_and_shows_the_trap_empty(rf, shown):
    form = filled(rf, typed(shown, **{TRAP: "spam"}))

    assert form.non_field_errors() == [AGAIN]
    html = str(form)
    assert "楼道灯不亮" in html
    assert "spam" not in html
    assert shown in html


def test_another_mistake_keeps_the_token_and_is_422(rf, shown):
    form = filled(rf, typed(shown, words=""))

    assert list(form.errors) == ["words"]
    assert (form.guard.status_code, form.guard.token) == (422, shown)


def test_a_sending_too_many_is_told_in_the_form(rf, clock):
    for _ in range(2):
        token = filled(rf, None).guard.token
        clock.shift(30)
        form = filled(rf, typed(token))
        assert form.is_valid()
        assert form.count()

    early = filled(rf, typed(filled(rf, None).guard.token))
    clock.shift(30)
    late = filled(rf, typed(early.guard.token))

    assert not late.is_valid()
    assert "这个联系方式近来提交得太多" in late.non_field_errors()[0]
    assert late.guard.status_code == 429


def test_who_comes_second_with_one_form_is_told_among_the_errors(rf, shown):
    first, second = (filled(rf, typed(shown)) for _ in range(2))
    assert first.is_valid()
    assert second.is_valid()

    assert (first.count(), second.count()) == (True, False)
    assert second.non_field_errors() == [SAVING]
    assert f'value="{shown}"' in str(second)


def test_a_second_click_leads_where_the_first_has_led(rf, shown):
    first = filled(rf, typed(shown, csrfmiddlewaretoken="a"))
    assert first.stored_before() == ""
    assert first.is_valid()
    assert first.count()

    first.stored("/receipt/")

    assert filled(rf, typed(shown, csrfmiddlewaretoken="b")).stored_before() == "/receipt/"
    assert filled(rf, typed(shown, words="另一件")).stored_before() == ""
    assert filled(rf, None).stored_before() == ""


def test_another_photo_is_another_sending(rf, shown):
    def with_photo(name):
        request = rf.post("/", typed(shown, photo=SimpleUploadedFile(name, b"x")))
        return OrderForm(request.POST, request.FILES, guard=Guard(request, ORDER))

    first = with_photo("a.jpg")
    assert first.is_valid()
    first.count()
    first.stored("/receipt/")

    assert [with_photo(name).stored_before() for name in ("a.jpg", "b.jpg")] == ["/receipt/", ""]


def test_what_could_not_be_stored_is_told_and_may_be_sent_again(rf, shown):
    form = filled(rf, typed(shown))
    assert form.is_valid()
    assert form.count()

    form.not_stored("这一类暂停受理，请选别的。")

    assert "还没有办好，您填的内容都还在" in " ".join(str(form).split())
    assert form.guard.status_code == 422
    assert filled(rf, typed(form.guard.token)).is_valid()


# --- the question ---


def test_a_suspicious_visitor_is_asked_in_words_and_the_answer_is_kept(rf, shown):
    refuse(rf)
    question, answer = riddle_of(shown).question, next(iter(riddle_of(shown).answers))

    asked = filled(rf, typed(shown))
    kept = filled(rf, typed(shown, words="", **{ANSWER: answer}))

    assert asked.errors == {ANSWER: [ASKED]}
    assert f"请回答：{question}" in str(asked)
    assert f'name="{ANSWER}" value="{answer}"' in str(kept)
    assert filled(rf, typed(shown, **{ANSWER: answer})).is_valid()


def test_a_wrong_answer_gets_another_question(rf, shown):
    refuse(rf)
    form = filled(rf, typed(shown, **{ANSWER: "一百"}))

    assert form.errors == {ANSWER: [WRONG]}
    html = str(form)
    assert f"请回答：{riddle_of(form.guard.token).question}" in html
    assert 'value="一百"' not in html
    assert form.guard.token != shown


def test_an_answer_as_long_as_a_book_is_told_so(rf, shown):
    refuse(rf)

    assert list(filled(rf, typed(shown, **{ANSWER: "五" * 5000})).errors) == [ANSWER]


def test_whom_this_very_sending_makes_suspicious_is_asked_at_once(rf, shown):
    refuse(rf, times=5)

    form = filled(rf, typed(shown, **{TRAP: "spam"}))

    assert form.non_field_errors() == [AGAIN]
    assert f"请回答：{riddle_of(shown).question}" in str(form)


def test_a_page_lays_out_the_same_fields_itself_and_carries_them_over_a_preview(rf, shown):
    refuse(rf)
    answer = next(iter(riddle_of(shown).answers))
    form = filled(rf, typed(shown, **{ANSWER: answer}))

    page = render(rf.get("/"), "components/guard.html", {"form": form}).content.decode()
    preview = render(rf.get("/"), "components/guard_hidden.html", {"form": form}).content.decode()

    assert [page.count(f'name="{name}"') for name in (TOKEN, TRAP, ANSWER)] == [1, 1, 1]
    assert re.findall(r'type="hidden" name="(\w+)"', preview) == [TOKEN, ANSWER]
    assert (shown in preview, f'value="{answer}"' in preview) == (True, True)
    assert 'type="hidden"' not in preview.replace('type="hidden"', "", 2)


def test_without_a_question_a_preview_carries_the_token_alone(rf, shown):
    form = filled(rf, typed(shown))

    preview = render(rf.get("/"), "components/guard_hidden.html", {"form": form}).content.decode()

    assert re.findall(r'name="(\w+)"', preview) == [TOKEN]


# --- among the kept pages of visitors ---


def value_of(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page.content.decode())[1]


@pytest.mark.django_db
@pytest.mark.urls(__name__)
def test_each_visitor_gets_a_form_of_their_own_and_can_send_it(clock):
    address = f"/{AllianceFactory().slug}/guarded/"
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    pages = [first.get(address), second.get(address)]
    clock.shift(30)

    assert value_of(pages[0], TOKEN) != value_of(pages[1], TOKEN)
    assert [page["Cache-Control"] for page in pages] == ["private, no-cache"] * 2
    assert "ETag" not in pages[0] or pages[0]["ETag"] != pages[1]["ETag"]
    for visitor, page in zip((first, second), pages, strict=True):
        secret = {"csrfmiddlewaretoken": value_of(page, "csrfmiddlewaretoken")}
        answer = visitor.post(address, typed(value_of(page, TOKEN)) | secret)
        assert answer.content.decode() == "收到"
    assert second.post(address, typed(value_of(pages[0], TOKEN))).status_code == 403
