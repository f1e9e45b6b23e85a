"""What a new draft begins with: a template of the alliance, or nearly nothing."""

from datetime import date

import pytest
from django.db import IntegrityError

from alliances.forms.agreement_starts import chosen_template, first_rows, new_agreement
from tests.factories import AgreementTemplateFactory, ProjectTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def template():
    template = AgreementTemplateFactory(preamble="前言", months=6)
    kind = ProjectTypeFactory(alliance=template.alliance)
    template.sides.create(label="乙方", obligations="派人。")
    template.clauses.create(
        project_type=kind, side="丙方", text="巡防", quantity=1, unit="次", rhythm="month"
    )
    template.clauses.create(project_type=kind, order=1, text="过节")
    return template


def test_a_template_fills_in_the_text_and_the_term(template):
    host = template.alliance.anchor

    agreement = new_agreement(template.alliance, host, template, date(2026, 8, 31))

    assert (agreement.title, agreement.preamble) == ("示例模板里的协议", "前言")
    assert (agreement.starts_on, agreement.ends_on) == (date(2026, 8, 31), date(2027, 2, 27))
    assert (agreement.host, agreement.pk) == (host, None)


def test_a_template_has_as_many_sides_as_its_clauses_name(template):
    host = template.alliance.anchor

    parties, clauses = first_rows(host, template)

    kind = template.clauses.first().project_type_id
    assert parties == [
        {"label": "甲方", "organization": host.pk},
        {"label": "乙方", "rights": "", "obligations": "派人。"},
        {"label": "丙方"},
    ]
    assert clauses == [
        {
            "project_type": kind,
            "owner": "2",
            "text": "巡防",
            "quantity": 1,
            "unit": "次",
            "rhythm": "month",
        },
        {
            "project_type": kind,
            "owner": "",
            "text": "过节",
            "quantity": None,
            "unit": "",
            "rhythm": "",
        },
    ]


@pytest.mark.parametrize("with_template", [True, False])
def test_without_clauses_there_are_two_sides_and_one_clause_to_fill_in(with_template):
    template = AgreementTemplateFactory()

    parties, clauses = first_rows(template.alliance.anchor, template if with_template else None)

    assert [party["label"] for party in parties] == ["甲方", "乙方"]
    assert clauses == [{}]


def test_the_first_template_is_taken_unless_the_address_names_another(template):
    other = AgreementTemplateFactory(alliance=template.alliance)
    offered = [template, other]

    found = {asked: chosen_template(asked, offered) for asked in ("", str(other.pk), "x", "blank")}

    assert found == {"": template, str(other.pk): other, "x": template, "blank": None}
    assert chosen_template("", []) is None


def test_a_term_is_at_least_a_month():
    with pytest.raises(IntegrityError):
        AgreementTemplateFactory(months=0)


def test_a_side_stands_once_in_a_template(template):
    with pytest.raises(IntegrityError):
        template.sides.create(label="乙方")


def test_rows_of_a_template_are_named_by_their_words(template):
    assert [str(template.sides.first()), str(template.clauses.first())] == ["乙方", "巡防"]
