import asyncio

from scalr_app_server import OutputModel, Routes, conflict


class Answer(OutputModel):
    ok: bool


routes = Routes()


@routes.get("/api/open", access="public", summary="For everybody")
async def open_to_all() -> Answer:
    return Answer(ok=True)


@routes.get("/api/boom", access="public", summary="Breaks")
async def boom() -> Answer:
    raise RuntimeError("secret inner detail")


@routes.get("/api/taken", access="public", summary="Refuses")
async def taken() -> Answer:
    raise conflict("This is taken.")


@routes.get("/api/slow", access="public", summary="Takes a while")
async def slow() -> Answer:
    await asyncio.sleep(0.3)
    return Answer(ok=True)


@routes.get(
    "/api/for-apps",
    access={"apps": ["billing"], "people": {"groups": ["managers"]}},
    summary="For apps",
)
async def for_apps() -> Answer:
    return Answer(ok=True)


@routes.get("/api/forgotten", summary="No access rule")
async def forgotten() -> Answer:
    return Answer(ok=True)
