"""The public page of an agreement: the redacted text that was signed, what was done, the chain of terms."""

import pytest

from alliances.models import Duty
from tests.alliances.agreements import Street
from tests.factories import AgreementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    return Street()


def published(street, **fields):
    agreement = street.signed(**fields)
    type(agreement).objects.filter(pk=agreement.pk).update(
        publication="published",
        approved_by=street.clerk,
        approved_at="2026-01-01T00:00Z",
        published_at="2026-01-01T00:00Z",
    )
    return agreement


def test_residents_read_the_signed_text_without_phones_and_signatures(client, street):
    agreement = published(street, preamble="联系电话 13800001234。")
    agreement.clauses.update(text="后来改的行")
    name = street.unit.name
    type(street.unit).objects.filter(pk=street.unit.pk).update(name="改了名的单位")

    page = client.get(agreement.get_public_url())

    assert "138****1234" in page.text
    for hidden in ("13800001234", "示例甲", "后来改的行", "改了名的单位"):
        assert hidden not in page.text
    assert name in page.text
    assert page.context["types"] == [agreement.clauses.get().project_type.name]
    assert agreement.text_hash in page.text


def test_residents_see_what_was_done_under_each_clause(client, street):
    agreement = published(street)
    Duty.objects.update(
        status="verified",
        done_at="2026-01-01T00:00Z",
        verified_at="2026-01-01T00:00Z",
        verified_by=street.clerk,
        done_by=street.liaison,
    )

    ((_, clause),) = client.get(agreement.get_public_url()).context["rows"]

    assert (clause.duties_total, clause.duties_verified) == (1, 1)


def test_the_chain_of_terms_is_shown_as_far_as_it_is_public(client, street):
    old = published(street)
    own = {"alliance": street.alliance, "in_force": True}
    AgreementFactory(**own, renews=AgreementFactory(**own, public=True))
    new = AgreementFactory(**own, public=True, renews=old)
    private = AgreementFactory(**own, renews=new)

    first, second = (client.get(row.get_public_url()) for row in (old, new))

    assert (first.context["earlier"], first.context["later"]) == (None, new)
    assert (second.context["earlier"], second.context["later"]) == (old, None)
    assert private.get_public_url() not in second.text
