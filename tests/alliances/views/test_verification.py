"""核验: what whoever holds a printed agreement is told, and what nobody is."""

import pytest
from django.urls import reverse

from alliances.models import Agreement, AgreementVersion
from tests.alliances.agreements import Street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


def ask(client, version, value=None):
    return client.get(version.get_verify_path(), {} if value is None else {"value": value})


def test_the_beginning_of_the_right_hash_is_the_signed_text(client, street):
    version = street.signed(preamble="没有公开的前言").versions.get()
    shown = " ".join([version.text_hash[:4], version.text_hash[4:12].upper()])

    page = ask(client, version, shown)

    assert (page.status_code, page.context["answer"], page.context["warning"]) == (200, True, "")
    assert "与签订文本一致" in page.text
    for told in (version.terms.number, street.unit.name, version.terms.term, "已签订"):
        assert told in page.text
    for hidden in ("没有公开的前言", "每月义诊", "示例甲", version.text_hash):
        assert hidden not in page.text


def test_another_hash_is_not_the_signed_text(client, street):
    version = street.signed().versions.get()

    page = ask(client, version, "0" * 12)

    assert page.context["answer"] is False
    assert "与签订文本不一致" in page.text


@pytest.mark.parametrize("value", ["", "1234567", "不是校验值的文字", "g" * 12, "0" * 65])
def test_what_is_no_hash_is_told_and_stays(client, street, value):
    version = street.signed().versions.get()

    page = ask(client, version, value)

    assert (page.status_code, page.context["answer"]) == (422, None)
    assert page.context["form"]["value"].value() == value
    assert page.context["form"].errors["value"]


def test_a_text_that_is_only_being_confirmed_is_not_called_signed(client, street):
    version = street.sent().versions.get()

    page = ask(client, version, version.text_hash)

    assert "还没有签订" in page.context["warning"]
    assert "但它不是签订的文本" in page.text
    assert "<b>与签订文本一致" not in page.text


def test_a_replaced_version_says_so(client, street):
    agreement = street.sent()
    agreement.revise(by=street.secretary, note="改")
    agreement.title = "改过的协议"
    agreement.save()
    agreement.send(by=street.secretary)
    first, second = agreement.versions.all()

    pages = [ask(client, row, row.text_hash) for row in (first, second)]

    assert pages[0].context["warning"] == "第 1 版已被收回，由后来的文本代替，不是签订的文本。"
    assert pages[0].context["same"] == "与第 1 版存档文本一致，但它不是签订的文本"
    assert ask(client, second, first.text_hash).context["answer"] is False


@pytest.mark.parametrize(
    ("state", "words"),
    [("terminated", "终止，不再履行"), ("expired", "到期"), ("renewed", "协议已续签")],
)
def test_an_agreement_that_is_over_says_so(client, street, state, words):
    agreement = street.signed()
    if state == "terminated":
        agreement.terminate(by=street.secretary, note="单位迁出")
    else:
        Agreement.objects.update(status=state)

    page = ask(client, agreement.versions.get(), agreement.text_hash)

    assert words in page.context["warning"]
    assert page.context["answer"] is True


def test_an_altered_archive_verifies_nothing(client, street):
    version = street.signed().versions.get()
    AgreementVersion.objects.update(text="改过的")

    page = ask(client, version, version.text_hash)

    assert (page.context["answer"], "存档的正文与校验值不符" in page.text) == (False, True)


def test_a_code_is_not_found_under_another_alliance_or_by_guessing(client, street):
    version = street.signed().versions.get()
    other = Street().alliance.slug
    wrong = [[other, version.code], [street.alliance.slug, "2" * 16]]

    codes = [
        client.get(reverse("alliances:agreement_verify", args=args)).status_code for args in wrong
    ]

    assert codes == [404, 404]


def test_who_cannot_scan_types_the_code(client, street):
    version = street.signed().versions.get()
    start = reverse("alliances:agreement_verify_start", args=[street.alliance.slug])

    blank = client.get(start)
    right = client.get(start, {"code": f" {version.code.upper()} "})
    wrong = [client.get(start, {"code": code}) for code in ("", "abc", "2" * 16)]

    assert (blank.status_code, right.url) == (200, version.get_verify_path())
    assert [page.status_code for page in wrong] == [422, 422, 422]
    assert "没有这个核验码" in wrong[2].text


@pytest.mark.time_machine("2026-11-25 09:00:00+08:00", tick=False)  # all in one minute
def test_guessing_is_slowed_down_by_address(client, street):
    version = street.signed().versions.get()

    codes = [ask(client, version, "0" * 8).status_code for _ in range(31)]
    elsewhere = client.get(version.get_verify_path(), REMOTE_ADDR="203.0.113.9")

    assert (codes[:30], codes[30]) == ([200] * 30, 429)
    assert elsewhere.status_code == 200


def test_the_answer_is_of_this_moment_and_not_indexed(client, street):
    agreement = street.signed()
    version = agreement.versions.get()
    first = ask(client, version)
    agreement.terminate(by=street.secretary, note="单位迁出")

    second = ask(client, version)

    assert (first.context["warning"], bool(second.context["warning"])) == ("", True)
    assert (second["Cache-Control"], second["X-Robots-Tag"]) == ("no-store", "noindex")


def test_a_published_agreement_is_linked_to_compare(client, street):
    agreement = street.signed()
    version = agreement.versions.get()
    private = ask(client, version)
    Agreement.objects.update(
        publication="published",
        approved_by=street.clerk,
        approved_at="2026-01-01T00:00Z",
        published_at="2026-01-01T00:00Z",
    )

    public = ask(client, version)

    assert agreement.get_public_url() not in private.text
    assert agreement.get_public_url() in public.text


def test_the_desk_page_shows_the_code_to_those_it_is_between(client, street):
    agreement = street.sent()
    path = agreement.versions.get().get_verify_path()
    client.force_login(street.liaison)

    page = client.get(agreement.get_absolute_url())

    assert page.context["qr"].startswith("data:image/svg+xml")
    assert path in page.text


def test_query_count(client, street, django_assert_num_queries):
    version = street.signed().versions.get()

    with django_assert_num_queries(4):
        ask(client, version, version.text_hash)
