from typing import Any

from fastapi import Request
from scalr_app_server import CallApp, CurrentUser, OutputModel, Routes


class Who(OutputModel):
    kind: str
    caller: str | None
    subject: str
    username: str | None
    request_id: str
    traceparent: str | None


def tell(user: CurrentUser, request: Request) -> Who:
    return Who(
        kind=user.kind,
        caller=user.caller,
        subject=user.subject,
        username=user.username,
        request_id=request.headers["x-request-id"],
        traceparent=request.headers.get("traceparent"),
    )


routes = Routes()


@routes.get("/api/people", access="signed-in", summary="For people")
async def people(user: CurrentUser, request: Request) -> Who:
    return tell(user, request)


@routes.get("/api/desk", access={"apps": ["desk"]}, summary="For desk itself")
async def desk(user: CurrentUser, request: Request) -> Who:
    return tell(user, request)


@routes.get("/api/others", access={"apps": ["vault"]}, summary="For vault itself")
async def others(user: CurrentUser, request: Request) -> Who:
    return tell(user, request)


@routes.get("/api/both", access={"apps": ["desk"], "people": "signed-in"}, summary="For desk itself and for people")
async def both(user: CurrentUser, request: Request) -> Who:
    return tell(user, request)


@routes.get("/api/vault", access="signed-in", summary="Asks vault for the same person")
async def vault(call_app: CallApp) -> Any:
    return (await call_app("vault", "/api/secret", as_="user")).json()
