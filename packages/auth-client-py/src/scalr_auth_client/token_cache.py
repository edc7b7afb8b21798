"""Least recently used tokens whose signature was checked."""

from .user import VerifiedToken


class TokenCache:
    """What can change since is checked by its user at every hit."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._tokens: dict[str, VerifiedToken] = {}

    def get(self, raw: str) -> VerifiedToken | None:
        token = self._tokens.pop(raw, None)
        if token is not None:
            self._tokens[raw] = token
        return token

    def set(self, raw: str, token: VerifiedToken) -> None:
        if self._size == 0:
            return
        if len(self._tokens) >= self._size:
            del self._tokens[next(iter(self._tokens))]
        self._tokens[raw] = token

    def delete(self, raw: str) -> None:
        self._tokens.pop(raw, None)
