"""Routes that call another app."""

from datetime import date
from typing import Any

from pydantic import Field

from scalr_app_server import CallApp, InputModel, OutputModel, Routes


class NewOrder(InputModel):
    ordered_on: date
    in_cents: int = Field(ge=0)


class Passed(OutputModel):
    status: int
    body: Any


routes = Routes()


@routes.get("/api/for-person/{id}", access="signed-in", summary="Calls for the person")
async def for_person(id: str, call_app: CallApp) -> Passed:
    answer = await call_app("billing", f"/api/people/{id}", as_="user")
    return Passed(status=answer.status, body=answer.json())


@routes.post("/api/orders", access="public", summary="Calls for this app, with a model")
async def order(body: NewOrder, call_app: CallApp) -> Passed:
    answer = await call_app("billing", "/api/orders", as_="self", method="POST", body=body, headers={"X-Own": "1"})
    return Passed(status=answer.status, body=answer.json())


@routes.get("/api/undeclared", access="public", summary="Calls whom it may not")
async def undeclared(call_app: CallApp) -> Passed:
    await call_app("vault", "/api/secret", as_="self")
    return Passed(status=0, body=None)


@routes.get("/api/breaks", access="public", summary="Breaks")
async def breaks() -> Passed:
    raise RuntimeError("a secret detail")
