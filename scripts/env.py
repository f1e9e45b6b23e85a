"""Writes a .env with random keys, and never touches one that is there."""

import base64
import os
import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def random_keys() -> dict[str, str]:
    """Fresh values for the settings that have no default."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATA_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
    }


def main() -> None:
    lines = "".join(f"{name}={value}\n" for name, value in random_keys().items())
    try:
        # Closed to others from the first byte on; O_EXCL: an existing file stays as it is.
        file = os.open(ENV_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        print(".env is there already and was left as it is.")
        return
    with os.fdopen(file, "w") as output:
        output.write(lines)
    print(
        "Wrote .env with random keys. Back it up: personal data cannot be read without DATA_KEYS."
    )


if __name__ == "__main__":
    main()
