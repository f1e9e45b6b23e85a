import factory

from members.models import Delivery, Message, MessageAddress
from tests.factories.members import UserFactory

__all__ = ["DeliveryFactory", "MessageAddressFactory", "MessageFactory"]


class MessageFactory(factory.django.DjangoModelFactory):
    """Unread, on the desk alone."""

    class Meta:
        model = Message

    user = factory.SubFactory(UserFactory)
    sender = factory.SelfAttribute("user.organization")
    kind = "duty"
    key = factory.Sequence(lambda n: f"example:{n}")
    title = factory.Sequence(lambda n: f"示例消息{n}")
    url = "/desk/"


class MessageAddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = MessageAddress

    user = factory.SubFactory(UserFactory)
    channel = "email"
    address = "shili@example.cn"


class DeliveryFactory(factory.django.DjangoModelFactory):
    """A mail that waits to be sent."""

    class Meta:
        model = Delivery

    message = factory.SubFactory(MessageFactory)
    user = factory.SelfAttribute("message.user")
    channel = "email"
