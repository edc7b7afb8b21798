from contextlib import suppress
from uuid import UUID

from models.posts import Announcement, Post
from models.projects import Project
from scalr_app_server import CurrentUser, Database, InputModel, OutputModel, Routes
from sqlalchemy import CursorResult, delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError


class Titles(OutputModel):
    titles: list[str]
    count: int


class Done(OutputModel):
    rows: int


class Whoever(InputModel):
    owner_id: str


class Statement(InputModel):
    text: str


class Guard(InputModel):
    is_guarded: bool


# Every one of them forgets to ask who the person is.
routes = Routes()


@routes.get("/api/hand/titles", access="signed-in", summary="Titles")
async def titles(database: Database) -> Titles:
    rows = list(await database.scalars(select(Project.title).order_by(Project.title)))
    return Titles(titles=rows, count=await database.scalar(select(func.count()).select_from(Project)) or 0)


@routes.get("/api/hand/public-titles", access="public", summary="Titles")
async def public_titles(database: Database) -> Titles:
    rows = list(await database.scalars(select(Project.title)))
    return Titles(titles=rows, count=len(rows))


@routes.delete("/api/hand/projects", access="signed-in", summary="Removes", status_code=200)
async def remove(database: Database) -> Done:
    return Done(rows=rows_of(await database.execute(delete(Project))))


@routes.post("/api/hand/projects", access="signed-in", summary="For whomever")
async def for_whomever(body: Whoever, database: Database) -> Done:
    made = insert(Project).values(owner_id=body.owner_id, title="By hand", color="red")
    return Done(rows=rows_of(await database.execute(made)))


@routes.post("/api/hand/sql", access="signed-in", summary="Whatever")
async def whatever(body: Statement, database: Database) -> Done:
    return Done(rows=max(rows_of(await database.execute(text(body.text.replace(":", r"\:")))), 0))


@routes.post("/api/hand/thrown", access="signed-in", summary="Writes and fails")
async def thrown(user: CurrentUser, database: Database) -> Done:
    database.add(Project(owner_id=user.id, title="Half", color="red"))
    await database.flush()
    raise RuntimeError("after the write")


@routes.post("/api/hand/caught", access="signed-in", summary="Fails inside")
async def caught(body: Guard, user: CurrentUser, database: Database) -> Done:
    twice = insert(Project).values(owner_id=user.id, title="Twice", color="red")
    await database.execute(twice)
    with suppress(IntegrityError):
        if body.is_guarded:
            async with database.begin_nested():
                await database.execute(twice)
        else:
            await database.execute(twice)
    return Done(rows=1)


@routes.patch("/api/hand/posts/{id}", access="signed-in", summary="Changes whatever can be read")
async def shout(id: UUID, database: Database) -> Done:
    row = await database.get_one(Post, id)
    row.text = row.text.upper()
    await database.flush()
    return Done(rows=1)


@routes.delete("/api/hand/posts/{id}", access="signed-in", summary="Removes whatever can be read", status_code=200)
async def forget(id: UUID, database: Database) -> Done:
    await database.delete(await database.get_one(Post, id))
    return Done(rows=1)


# In the place of a generated one.
@routes.get("/api/announcements/{name}", access="public", summary="By hand")
async def by_name(name: str, database: Database) -> Done:
    return Done(rows=await database.scalar(select(func.count()).select_from(Announcement)) or 0)


def rows_of(result: object) -> int:
    return result.rowcount if isinstance(result, CursorResult) else 0
