"""Answers of every kind to the notices that are out."""

from alliances.models import Alliance, Answer, Invitation
from members.models import User

# In turn, what the units said by telephone; every fifth has not answered yet.
ANSWERS = (Answer.ATTEND, Answer.PROXY, Answer.ATTEND, Answer.EXCUSED, "")


def play(alliance: Alliance) -> None:
    sent = Invitation.objects.open().unanswered().filter(meeting__alliance=alliance)
    for place, invitation in enumerate(sent.select_related("meeting__host").order_by("pk")):
        answer, host = ANSWERS[place % len(ANSWERS)], invitation.meeting.host
        clerk = User.objects.filter(organization=host).order_by("pk").first()
        if answer and clerk and invitation.organization_id != host.pk:
            name = "示例代参" if answer == Answer.PROXY else ""
            invitation.reply(answer, by=clerk, seen=invitation.seen, proxy_name=name)
