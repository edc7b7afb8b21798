"""A JWS in compact form (RFC 7515 §3.1), taken apart strictly."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.algorithms import RSAAlgorithm

from .auth_failure import token_invalid
from .claims import Claims

MAX_LENGTH = 16 * 1024
MAX_DEPTH = 64
"""Objects and lists inside each other."""
_SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# A key that a token brings along, and extensions nobody here understands, are never looked at (RFC 8725 §3.5, §3.10).
_REFUSED_PARAMETERS = ("jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc", "cty")
_RS256 = RSAAlgorithm(RSAAlgorithm.SHA256)
# Longer integers have no exact place in JSON (RFC 8259 §6); as text they would cost quadratic time.
_MAX_INTEGER_DIGITS = 16


@dataclass(frozen=True, slots=True)
class CompactToken:
    """Taken apart and not yet believed."""

    raw: str
    header: Mapping[str, Any]
    kid: str | None
    claims: Claims
    signature: bytes


def parse_compact_token(raw: str) -> CompactToken:
    """Raises 401 for anything but a canonical RS256 JWS with an object inside."""
    if len(raw) > MAX_LENGTH or _SHAPE.fullmatch(raw) is None:
        raise token_invalid("it is malformed")
    header_part, claims_part, signature_part = raw.split(".")
    header, claims = _read_object(header_part), _read_object(claims_part)
    signature = _decode(signature_part)
    if header.get("alg") != "RS256":
        raise token_invalid("its algorithm is not RS256")
    for name in _REFUSED_PARAMETERS:
        if name in header:
            raise token_invalid(f'its header holds "{name}"')
    kid = header.get("kid")
    if "kid" in header and (not isinstance(kid, str) or len(kid) > 256):
        raise token_invalid("its key id is malformed")
    return CompactToken(raw, header, kid, claims, signature)


def check_signature(token: CompactToken, key: RSAPublicKey) -> None:
    """Raises 401 unless the key signed exactly this token with RS256."""
    signed = token.raw[: token.raw.rindex(".")].encode("ascii")
    if not _RS256.verify(signed, key, token.signature):
        raise token_invalid("its signature does not match")


def _read_object(part: str) -> Claims:
    try:
        value = json.loads(_decode(part).decode("utf-8"), parse_constant=_refuse, parse_int=_integer)
    except (ValueError, RecursionError):
        # Same answer as for any other malformed token.
        raise token_invalid("it is malformed") from None
    if not isinstance(value, dict) or not _is_flat_enough(value, MAX_DEPTH):
        raise token_invalid("it is malformed")
    return value


def _is_flat_enough(value: Any, depth: int) -> bool:
    """Parsers of different languages end at different depths; all of ours end at the same."""
    if not isinstance(value, dict | list):
        return True
    inner = value.values() if isinstance(value, dict) else value
    return depth > 0 and all(_is_flat_enough(one, depth - 1) for one in inner)


def _decode(part: str) -> bytes:
    """RFC 4648 §3.5: two texts for one token would defeat caches and revocation lists."""
    if len(part) % 4 == 1:
        raise token_invalid("it is malformed")
    data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if urlsafe_b64encode(data).rstrip(b"=") != part.encode("ascii"):
        raise token_invalid("it is malformed")
    return data


def _integer(text: str) -> int | float:
    return int(text) if len(text) <= _MAX_INTEGER_DIGITS else float(text)


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
