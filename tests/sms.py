"""Text messages of tests: kept, not sent. `SMS_BACKEND` names it in every test (conftest.py)."""

SENT = []


class MemoryBackend:
    def send(self, phone, text):
        SENT.append((phone, text))
