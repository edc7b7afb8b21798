"""What every request passes before FastAPI sees it: request id, access, limits; and what every answer passes after."""

import logging
import re
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from scalr_auth_client import CALLER_REQUEST_ID, USER_KEY, User, Verifier, user_of
from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answer_problem import answer_problem
from .constraint_fields import ConstraintFields
from .log import request_id
from .problem import HttpProblem
from .request_body import FORM_TYPES, JSON_TYPES, MAX_BODY_BYTES, PATCH_TYPES, read_body, replay
from .routes import Access, requirement_of

_REQUEST_ID = re.compile(r"[\w.:-]{8,128}", re.ASCII)
_MAX_HEADER_BYTES = 16 * 1024
_MAX_FORM_BYTES = 32 * 1024


@dataclass(frozen=True, slots=True)
class MountedRoute:
    route: BaseRoute
    access: Access
    takes_form: bool = False


class Gate:
    """Nothing is open that was not declared so, and nobody unknown learns which addresses exist."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        mounted: Sequence[MountedRoute],
        verifier: Verifier | None,
        realm: str,
        log: logging.Logger,
        fields: ConstraintFields | None = None,
    ) -> None:
        self._app = app
        self._mounted = mounted
        self._verifier = verifier
        self._realm = realm
        self._log = log
        self._fields = fields

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Nothing declares who may use one, so nobody may.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._serve(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        own_id = given if _REQUEST_ID.fullmatch(given) else str(uuid.uuid4())
        request_id.set(own_id)
        # As in `find_route`.
        scope = {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answered = MutableHeaders(raw=message["headers"])
                answered["x-request-id"] = own_id
                if status == 204:
                    del answered["content-type"]
                elif answered.get("content-type") == "application/json":
                    answered["content-type"] = "application/json; charset=utf-8"
            await send(message)

        found = find_route(self._mounted, scope)
        access: Access = "signed-in" if found is None else found.access
        user: User | None = None
        try:
            if sum(len(name) + len(value) + 4 for name, value in scope["headers"]) > _MAX_HEADER_BYTES:
                raise HttpProblem(431, "BAD_REQUEST", "The request cannot be understood.")
            user = await self._authorize(scope, found)
            scope[USER_KEY] = user
            if found is not None and scope["method"] not in ("GET", "OPTIONS"):
                types, limit = _body_rules(found, scope["method"])
                receive = replay(await read_body(receive, headers, types, limit), receive)
            await self._app(scope, receive, answer)
        except Exception as error:
            if status != 0:
                # Half an answer cannot be taken back: the connection ends.
                self._log.error("an answer broke off", exc_info=error)
                raise
            await answer_problem(error, own_id, self._realm, self._log, self._fields)(scope, receive, answer)
        finally:
            self._tell(scope, access, user, status, time.perf_counter() - began)

    async def _authorize(self, scope: Scope, found: MountedRoute | None) -> User | None:
        """401 before 404."""
        access: Access = "signed-in" if found is None else found.access
        if access == "public":
            return None
        if self._verifier is None:
            if found is None:
                return None
            raise HttpProblem(403, "NO_SIGN_IN", "Nobody can sign in to this app.")
        need = requirement_of(access)
        return await user_of(self._verifier, scope["headers"], need.groups, apps=need.apps, people=need.people)

    def _tell(self, scope: Scope, access: Access, user: User | None, status: int, seconds: float) -> None:
        level = logging.ERROR if status >= 500 else logging.DEBUG if access == "public" else logging.INFO
        facts: dict[str, object] = {
            "method": scope["method"],
            # Without its query, which may hold what must not be logged.
            "path": scope["path"],
            "status": status,
            "ms": round(seconds * 1_000, 1),
        }
        if user is not None:
            facts |= {"subject": user.subject, **_caller_notes(scope, user)}
        self._log.log(level, "request", extra=facts)


def find_route(mounted: Sequence[MountedRoute], scope: Scope) -> MountedRoute | None:
    """The route that will answer. None: nobody has this address."""
    # RFC 9110 §9.3.2: HEAD is GET without the body, which the server leaves out.
    asked = {**scope, "method": "GET" if scope["method"] == "HEAD" else scope["method"]}
    return next((one for one in mounted if one.route.matches(asked)[0] is Match.FULL), None)


def _caller_notes(scope: Scope, user: User) -> dict[str, str]:
    """Which app called, and in which of its requests: only of callers that showed who they are."""
    if user.caller is None:
        return {}
    given = Headers(scope=scope).get(CALLER_REQUEST_ID, "")
    return {"caller": user.caller} | ({"callerRequestId": given} if _REQUEST_ID.fullmatch(given) else {})


def _body_rules(found: MountedRoute, method: str) -> tuple[frozenset[str], int]:
    if found.takes_form:
        return FORM_TYPES, _MAX_FORM_BYTES
    return (PATCH_TYPES if method == "PATCH" else JSON_TYPES), MAX_BODY_BYTES
