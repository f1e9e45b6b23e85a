"""Encrypted text columns: what a stolen database file or backup must not tell."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.lookups import Exact

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

# The library takes a while to load and few pages need it: its names are imported where they are used.
VERSION = "v1"
KEY_BYTES = 32
NONCE_BYTES = 12


class DecryptionError(Exception):
    """A stored value cannot be read: its key is missing, or it was changed or moved to another column."""


def new_key() -> str:
    """A fresh entry for DATA_KEYS."""
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def check_keys() -> None:
    """Raise ImproperlyConfigured where DATA_KEYS could not encrypt."""
    _raw_keys()


def blind_index(value: str) -> str:
    """A keyed fingerprint of a value, for a column that finds equal values without showing them.

    Made from the oldest key, so that it survives a rotation that puts a new key in front. "" stays "".
    """
    if not value:
        return ""
    return hmac.new(_index_key(_raw_keys()[-1]), value.encode(), hashlib.sha256).hexdigest()


def encrypt(text: str, *, context: str) -> str:
    key = _raw_keys()[0]
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = nonce + _cipher(key).encrypt(nonce, text.encode(), context.encode())
    return f"{VERSION}:{_key_id(key)}:{base64.b64encode(sealed).decode()}"


def decrypt(stored: str, *, context: str) -> str:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415

    version, _, rest = stored.partition(":")
    key_id, _, body = rest.partition(":")
    if version != VERSION:
        raise DecryptionError(f"{context} 中的内容不是本系统加密的格式。")
    key = {_key_id(key): key for key in _raw_keys()}.get(key_id)
    if key is None:
        raise DecryptionError(f"{context} 用密钥 {key_id} 加密，而 DATA_KEYS 里没有这把密钥。")
    try:
        sealed = base64.b64decode(body, validate=True)
        nonce, secret = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return _cipher(key).decrypt(nonce, secret, context.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error) as error:
        raise DecryptionError(f"{context} 中的内容被改动过，或者来自别的字段。") from error


def _raw_keys() -> tuple[bytes, ...]:
    return _decoded(tuple(settings.DATA_KEYS))


@lru_cache(maxsize=8)
def _decoded(keys: tuple[str, ...]) -> tuple[bytes, ...]:
    try:
        raw = tuple(base64.urlsafe_b64decode(key) for key in keys)
    except (binascii.Error, ValueError) as error:
        raise ImproperlyConfigured("DATA_KEYS holds a key that is not base64url.") from error
    if not raw or any(len(key) != KEY_BYTES for key in raw):
        raise ImproperlyConfigured(f"DATA_KEYS needs at least one key, each of {KEY_BYTES} bytes.")
    return raw


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

    return AESGCM(key)


@lru_cache(maxsize=8)
def _key_id(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()[:8]


@lru_cache(maxsize=8)
def _index_key(key: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), KEY_BYTES, salt=None, info=b"officekit blind index").derive(key)


class EncryptedTextField(models.TextField):
    """Text that the database holds as AES-256-GCM; None and "" stay themselves.

    The column's name is authenticated, so that a value copied into another column is refused; renaming
    the model or the field therefore needs a data migration that reads with the old name and writes with the new.
    Only emptiness can be asked of it in a query: keep a blind_index() beside it to find equal values.
    """

    searchable: ClassVar[frozenset[str]] = frozenset({"exact", "isnull"})

    @property
    def context(self) -> str:
        return f"{self.model._meta.label}.{self.name}"

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        prepared = super().get_db_prep_save(value, connection)
        if isinstance(prepared, str) and prepared:
            return encrypt(prepared, context=self.context)
        return prepared

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return decrypt(value, context=self.context) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in self.searchable:
            raise FieldError(f"{self.context} is encrypted: {lookup_name} cannot search it.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name: str) -> Any:
        raise FieldError(f"{self.context} is encrypted: {lookup_name} cannot be applied to it.")


@EncryptedTextField.register_lookup
class IsEmpty(Exact):
    """exact, for "" alone: two encryptions of one text never look alike."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError(f"{self.lhs.target.context} is encrypted: compare a blind index.")
        return super().get_prep_lookup()
