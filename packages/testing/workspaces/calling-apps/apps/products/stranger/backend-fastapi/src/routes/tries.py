from typing import Any

from scalr_app_server import CallApp, Routes

routes = Routes()


@routes.get("/api/tries", access="signed-in", summary="Calls what its manifest does not list")
async def tries(call_app: CallApp) -> Any:
    return (await call_app("billing", "/api/people", as_="user")).json()
