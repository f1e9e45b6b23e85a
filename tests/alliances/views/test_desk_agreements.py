from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from alliances.models import Agreement
from tests.factories import (
    AgreementFactory,
    AgreementTemplateFactory,
    AllianceFactory,
    ClauseFactory,
    DutyFactory,
    PartyFactory,
    ProjectTypeFactory,
    UserFactory,
    community_of,
    unit_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    """An alliance with a community and its unit, each with a login."""
    alliance = AllianceFactory()
    community = community_of(alliance)
    unit = unit_of(alliance, community)
    users = {
        "secretary": UserFactory(organization=community),
        "liaison": UserFactory(organization=unit),
        "clerk": UserFactory(organization=alliance.anchor),
    }
    return {"alliance": alliance, "community": community, "unit": unit, **users}


def draft_of(street, **fields):
    agreement = AgreementFactory(alliance=street["alliance"], host=street["community"], **fields)
    PartyFactory(agreement=agreement, organization=street["community"])
    side = PartyFactory(agreement=agreement, organization=street["unit"], label="乙方", order=1)
    ClauseFactory(agreement=agreement, party=side, rhythm="month")
    return agreement


def sheet(street, kind, **changes):
    return {
        "base": "0",
        "title": "示例协议",
        "starts_on": "2026-01-01",
        "ends_on": "2026-12-31",
        "parties-TOTAL_FORMS": "2",
        "parties-INITIAL_FORMS": "2",
        "parties-0-organization": street["community"].name,
        "parties-0-label": "甲方",
        "parties-1-organization": f"#{street['unit'].pk}",
        "parties-1-label": "乙方",
        "clauses-TOTAL_FORMS": "1",
        "clauses-INITIAL_FORMS": "1",
        "clauses-0-project_type": kind.pk,
        "clauses-0-owner": "1",
        "clauses-0-text": "每月义诊",
        "clauses-0-rhythm": "month",
        **changes,
    }


def test_secretary_drafts_an_agreement_whose_clause_names_its_party(client, street):
    client.force_login(street["secretary"])
    kind = ProjectTypeFactory(alliance=street["alliance"])

    response = client.post(reverse("alliances:agreement_new"), sheet(street, kind))

    agreement = Agreement.objects.get()
    assert response.url == agreement.get_absolute_url()
    assert agreement.clauses.get().party.organization == street["unit"]


def test_adding_a_row_keeps_what_was_typed_and_stores_nothing(client, street):
    client.force_login(street["secretary"])
    kind = ProjectTypeFactory(alliance=street["alliance"])

    page = client.post(
        reverse("alliances:agreement_new"), sheet(street, kind, add="clauses", title="没写完")
    )

    assert len(page.context["sheet"].clauses.forms) == 2
    assert page.context["sheet"].form["title"].value() == "没写完"
    assert Agreement.objects.count() == 0


@pytest.mark.parametrize("field", ["parties-1-organization", "clauses-0-project_type"])
def test_another_alliances_row_is_refused_in_the_form(client, street, field):
    client.force_login(street["secretary"])
    kind, other = ProjectTypeFactory(alliance=street["alliance"]), AllianceFactory()
    foreign = {
        "parties-1-organization": f"#{unit_of(other).pk}",
        "clauses-0-project_type": ProjectTypeFactory(alliance=other).pk,
    }[field]

    page = client.post(reverse("alliances:agreement_new"), sheet(street, kind, **{field: foreign}))

    assert (page.status_code, Agreement.objects.count()) == (422, 0)


def test_second_editor_is_told_and_keeps_the_text(client, street):
    agreement = draft_of(street)
    client.force_login(street["secretary"])
    kind = ProjectTypeFactory(alliance=street["alliance"])
    edit = reverse("alliances:agreement_edit", args=[agreement.pk])
    client.post(edit, sheet(street, kind, title="先保存的"))

    page = client.post(edit, sheet(street, kind, title="后保存的"))

    agreement.refresh_from_db()
    assert (page.status_code, agreement.title) == (409, "先保存的")
    assert page.context["sheet"].form["title"].value() == "后保存的"


def test_another_street_gets_404_everywhere(client, street):
    agreement = draft_of(street)
    client.force_login(UserFactory(organization=AllianceFactory().anchor))
    party = agreement.parties.first()
    names = [("desk_agreement_detail", [agreement.pk]), ("agreement_edit", [agreement.pk])]
    steps = [
        ("agreement_step", [agreement.pk, "send"]),
        ("agreement_renew", [agreement.pk]),
        ("party_confirm", [party.pk]),
        ("party_sign", [party.pk]),
    ]

    got = [client.get(reverse(f"alliances:{n}", args=a)).status_code for n, a in names]
    posted = [client.post(reverse(f"alliances:{n}", args=a)).status_code for n, a in steps]

    assert set(got + posted) == {404}


def test_liaison_does_not_see_a_draft(client, street):
    agreement = draft_of(street)
    client.force_login(street["liaison"])

    assert client.get(agreement.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count(client, street, count, django_assert_num_queries):
    agreements = [draft_of(street) for _ in range(count)]
    client.force_login(street["secretary"])

    with django_assert_num_queries(10):
        page = client.get(reverse("alliances:desk_agreement_list"))

    assert page.context["page"].rows == agreements[::-1]


@pytest.mark.parametrize("count", [1, 3])
def test_detail_query_count(client, street, count, django_assert_num_queries):
    agreement = draft_of(street)
    ClauseFactory.create_batch(count - 1, agreement=agreement)
    client.force_login(street["secretary"])

    with django_assert_num_queries(16):
        page = client.get(agreement.get_absolute_url())

    assert len(page.context["clauses"]) == count


def test_list_leads_to_the_rows_behind_its_first_page(client, street):
    AgreementFactory.create_batch(21, alliance=street["alliance"], host=street["community"])
    client.force_login(street["secretary"])

    first = client.get(reverse("alliances:desk_agreement_list"))
    second = client.get(
        reverse("alliances:desk_agreement_list"), {"after": first.context["page"].next_token}
    )

    assert f"?after={first.context['page'].next_token}" in first.content.decode()
    assert [len(first.context["page"].rows), len(second.context["page"].rows)] == [20, 1]


@pytest.mark.parametrize(
    ("status", "starts", "ends", "offered"),
    [
        ("signed", -1, 30, ["开始履行", "终止"]),
        ("signed", 1, 30, ["终止"]),
        ("in_force", -30, 0, ["终止"]),
        ("in_force", -30, -1, ["到期结束", "终止"]),
    ],
)
def test_a_step_is_offered_when_its_day_has_come(client, street, status, starts, ends, offered):
    today = localdate()
    agreement = draft_of(
        street,
        status=status,
        signed_on=today,
        starts_on=today + timedelta(days=starts),
        ends_on=today + timedelta(days=ends),
    )
    client.force_login(street["secretary"])

    context = client.get(agreement.get_absolute_url()).context

    assert [button.label for button in context["steps"]] == offered
    assert bool(context["hint"]) is (starts > 0)


def test_every_mistake_of_the_page_is_summed_up_with_its_place(client, street):
    client.force_login(street["secretary"])
    kind = ProjectTypeFactory(alliance=street["alliance"])
    wrong = {"title": "", "parties-1-label": "", "clauses-0-quantity": "x", "clauses-0-text": ""}

    page = client.post(reverse("alliances:agreement_new"), sheet(street, kind, **wrong))

    places = [(anchor, place) for anchor, place, _ in page.context["sheet"].complaints()]
    assert places == [
        ("id_title", "名称"),
        ("id_parties-1-label", "第 2 方 称谓"),
        ("id_clauses-0-text", "第 1 条 内容"),
        ("id_clauses-0-quantity", "第 1 条 数量"),
    ]


def test_an_unfinished_page_with_one_more_row_complains_of_nothing(client, street):
    client.force_login(street["secretary"])

    wrong = {"add": "parties", "parties-TOTAL_FORMS": "2", "clauses-TOTAL_FORMS": "1"}
    wrong |= {"clauses-0-quantity": "x"}

    page = client.post(reverse("alliances:agreement_new"), wrong)

    assert (page.status_code, len(page.context["sheet"].parties.forms)) == (200, 3)
    assert "field-error" not in page.text


def test_a_new_draft_begins_with_a_template_of_its_own_alliance(client, street):
    template = AgreementTemplateFactory(alliance=street["alliance"], title="模板里的名称")
    other = AgreementTemplateFactory(alliance=street["alliance"], title="另一个名称")
    AgreementTemplateFactory(alliance=street["alliance"], is_active=False)
    foreign = AgreementTemplateFactory(title="别的街道的")
    client.force_login(street["secretary"])
    url = reverse("alliances:agreement_new")

    pages = {
        asked: client.get(url, {"template": asked} if asked else {})
        for asked in ("", other.pk, foreign.pk, "blank")
    }

    titles = {asked: page.context["sheet"].form["title"].value() for asked, page in pages.items()}
    assert titles == {
        "": "模板里的名称",
        other.pk: "另一个名称",
        foreign.pk: "模板里的名称",
        "blank": "",
    }
    assert pages[""].context["templates"] == [template, other]


def test_what_is_sent_is_stored_as_typed_whatever_the_template_says(client, street):
    AgreementTemplateFactory(alliance=street["alliance"], preamble="模板里的前言")
    client.force_login(street["secretary"])
    kind = ProjectTypeFactory(alliance=street["alliance"])

    client.post(reverse("alliances:agreement_new"), sheet(street, kind, preamble=""))

    agreement = Agreement.objects.get()
    assert (agreement.title, agreement.preamble) == ("示例协议", "")


def test_each_clause_shows_its_duties_as_far_as_the_user_may_open_them(client, street):
    agreement = draft_of(street, in_force=True)
    clause = agreement.clauses.get()
    own = DutyFactory(clause=clause, lead=street["unit"], alliance=street["alliance"])
    other = DutyFactory(clause=clause, due_on=date(2026, 1, 31), alliance=street["alliance"])

    found = {}
    for name in ("clerk", "liaison"):
        client.force_login(street[name])
        (row,) = client.get(agreement.get_absolute_url()).context["clauses"]
        found[name] = (row.shown_duties, row.duties_total)

    assert found == {"clerk": ([other, own], 2), "liaison": ([own], 2)}


def test_whole_text_is_for_its_sides_alone(client, street):
    agreement = draft_of(
        street,
        in_force=True,
        public=True,
        preamble="有事请打 13800000000。",
    )
    paper = reverse("alliances:agreement_paper", args=[agreement.pk, "agreement", "docx"])
    other = UserFactory(organization=unit_of(street["alliance"], street["community"]))
    seen = {}
    for name, user in {**{n: street[n] for n in ("liaison", "clerk")}, "other": other}.items():
        client.force_login(user)
        page = client.get(agreement.get_absolute_url()).content.decode()
        seen[name] = ("13800000000" in page, paper in page, client.get(paper).status_code)

    assert seen == {
        "liaison": (True, True, 200),
        "clerk": (True, True, 200),
        "other": (False, False, 404),
    }
