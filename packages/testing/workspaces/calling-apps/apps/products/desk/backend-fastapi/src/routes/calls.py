from typing import Any

from scalr_app_server import CallAnswer, CallApp, OutputModel, Routes


class Passed(OutputModel):
    status: int
    body: Any


def passed(answer: CallAnswer) -> Passed:
    return Passed(status=answer.status, body=answer.json())


routes = Routes()


@routes.get("/api/as-user", access="signed-in", summary="Calls for the person")
async def as_user(app: str, path: str, call_app: CallApp) -> Passed:
    return passed(await call_app(app, path, as_="user"))


@routes.get("/api/as-self", access="signed-in", summary="Calls for this app")
async def as_self(app: str, path: str, call_app: CallApp) -> Passed:
    return passed(await call_app(app, path, as_="self"))
