"""A resident at the form of 我要点单."""

import re
from datetime import UTC, datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from tests.factories import OrderCategoryFactory, community_of

# A Monday.
MOMENT = datetime(2026, 11, 23, 2, 12, tzinfo=UTC)
WORDS = "楼道灯坏了一周，老人晚上上下楼不安全。"
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')


def a_photo(name="示例.jpg"):
    out = BytesIO()
    Image.new("RGB", (300, 200), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


class Resident:
    """Opens the page, reads what it hides, and sends the rest."""

    def __init__(self, client, clock, alliance, page="orders:order_new"):
        self.client, self.clock = client, clock
        self.url = reverse(page, args=[alliance.slug])
        self.community = community_of(alliance, short_name="示例社区")
        self.category = OrderCategoryFactory(alliance=alliance, name="维修改造")
        self.hidden = {}

    def open(self, query=""):
        response = self.client.get(f"{self.url}{query}")
        self.read(response)
        self.clock.shift(10)
        return response

    def read(self, response):
        pairs = HIDDEN.findall(response.text)
        self.hidden = {name: value for name, value in pairs if name != "csrfmiddlewaretoken"}
        self.kept = [value for name, value in pairs if name == "kept"]

    def send(self, *buttons, **changes):
        """Sends the form; what is changed to None is left out."""
        typed = {
            "category": self.category.pk,
            "words": WORDS,
            "community": self.community.pk,
            "address": "示例巷 11 号院 2 单元",
            "name": "示例阿姨",
            "phone": "138 0000 1234",
            "consent": "on",
        }
        data = typed | self.hidden | changes | dict.fromkeys(buttons, "")
        data = {name: value for name, value in data.items() if value is not None}
        return self.client.post(self.url, data)

    def place(self, **changes):
        """The whole way: the form, the preview, the sending."""
        self.open()
        self.read(self.send("preview", **changes))
        return self.send("send", **changes)


def errors_of(response):
    return {name: list(texts) for name, texts in response.context["form"].errors.items()}
