"""Random agreements, in batches."""

from datetime import timedelta

from alliance_portal.demo.street import Street
from alliances.models import Agreement, Clause, Party


def make_agreements(street: Street, count: int) -> None:
    agreements = [_agreement(street) for _ in range(count)]
    Agreement.objects.bulk_create(agreements)
    parties = [
        Party(agreement=agreement, organization=organization, order=order, label=label)
        for agreement in agreements
        for order, (label, organization) in enumerate(
            zip(("甲方", "乙方"), (agreement.host, street.rng.choice(street.units)), strict=True)
        )
    ]
    Party.objects.bulk_create(parties)
    Clause.objects.bulk_create(
        Clause(
            agreement=party.agreement,
            order=order,
            party=party,
            project_type=kind,
            text="每季度共同开展一次活动",
            rhythm="quarter",
        )
        for party in parties[1::2]
        for order, kind in enumerate(street.types)
    )


def _agreement(street: Street) -> Agreement:
    day = street.day()
    return Agreement(
        alliance=street.alliance,
        host=street.host(),
        title=f"{street.title()}共驻共建协议书",
        starts_on=day,
        ends_on=day + timedelta(days=365),
        status=street.rng.choice(["in_force", "in_force", "expired"]),
        signed_on=day - timedelta(days=9),
        **street.published(day),
    )
