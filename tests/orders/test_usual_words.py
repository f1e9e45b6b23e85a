"""The street's usual words: offered where a resident is written to, and filled in for the order."""

from datetime import UTC, datetime

import pytest

from orders.forms.dispatch import DispatchForm, VerifyForm
from orders.forms.turn import AnswerForm
from orders.forms.usual import usual_words
from orders.forms.work import FinishForm, PauseForm, ProgressForm
from orders.models import ServiceOrder
from tests.factories import AnswerTemplateFactory, OrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def order(alliance):
    due = datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    order = OrderFactory(alliance=alliance, working=True, resolve_due=due)
    return ServiceOrder.objects.for_desk().get(pk=order.pk)


@pytest.fixture
def words(alliance):
    """words(occasion, …): in the order in which the street has put them."""

    def put(occasion, *texts):
        for place, text in enumerate(texts):
            AnswerTemplateFactory(
                alliance=alliance, occasion=occasion, words=text, order=10 - place
            )

    return put


def test_all_of_an_occasion_are_offered_in_the_streets_order(order, words, alliance):
    words("accept", "第二句。", "{期限}前办好。")
    AnswerTemplateFactory(alliance=alliance, occasion="accept", words="停用的", is_active=False)
    AnswerTemplateFactory(occasion="accept", words="别的街道的")

    assert usual_words(order) == {"accept": ["12月2日前办好。", "第二句。"]}


@pytest.mark.parametrize(
    ("form", "occasion", "field"),
    [(PauseForm, "pause", "answer"), (FinishForm, "finish", "result")],
)
def test_first_stand_ready_and_the_others_are_offered(order, words, form, occasion, field):
    words(occasion, "第二句。", "第一句。")

    bound = form(order=order, words=usual_words(order))[field]

    assert bound.value() == "第一句。"
    assert bound.field.usual() == ["第一句。", "第二句。"]
    assert bound.as_field_group().count('data-words="') == 2


def test_of_one_there_is_nothing_to_choose(order, words):
    words("finish", "已办好。")

    html = str(FinishForm(order=order, words=usual_words(order)))

    assert "已办好。</textarea>" in html
    assert "data-words" not in html


def test_no_words_to_the_resident_stand_ready_where_a_note_may_be_meant(order, words):
    words("progress", "正在办理。")

    bound = ProgressForm(order=order, words=usual_words(order))["answer"]

    assert not bound.value()
    assert bound.field.usual() == ["正在办理。"]


@pytest.mark.parametrize(
    ("form", "more"),
    [
        (DispatchForm, {"occasion": "dispatch"}),
        (VerifyForm, {"occasion": "verify"}),
        (AnswerForm, {"occasion": "undertake"}),
    ],
)
def test_the_receiving_side_is_offered_them_too(order, words, form, more):
    words(more["occasion"], "第二句。", "第一句。")

    facts = more if form is AnswerForm else {}
    bound = form(order=order, **facts)["answer"]

    assert (bound.value(), bound.field.usual()) == ("第一句。", ["第一句。", "第二句。"])


def test_words_are_escaped(order, words):
    words("finish", "一", '"><script>alert(1)</script>')

    html = str(FinishForm(order=order, words=usual_words(order)))

    assert "<script>" not in html


def test_sent_form_looks_at_them_only_where_it_is_shown_again(
    order, words, django_assert_num_queries
):
    words("finish", "第二句。", "第一句。")

    with django_assert_num_queries(0):
        form = FinishForm({"turn": order.turn}, order=order, words=usual_words(order))
        form.is_valid()
    with django_assert_num_queries(1):
        html = str(form)

    assert html.count('data-words="') == 2
    assert "第一句。</textarea>" not in html
