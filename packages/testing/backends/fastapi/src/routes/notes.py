from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from models.notes import Note as NoteRow
from pydantic import Field
from scalr_app_server import (
    CurrentUser,
    Database,
    InputModel,
    IsoDateTime,
    OutputModel,
    Routes,
    changes,
    not_found,
    patch_of,
)
from sqlalchemy import delete, select


class Note(OutputModel):
    id: UUID
    title: str
    is_done: bool
    created_at: IsoDateTime


class NoteList(OutputModel):
    items: list[Note]
    next_cursor: str | None


class Place(InputModel):
    city: str = Field(min_length=1)


class NoteFields(InputModel):
    title: str = Field(min_length=1, max_length=20)
    is_done: bool = False


class NewNote(NoteFields):
    odd: int = Field(default_factory=int, alias="a/b~c")
    place: Place = Field(default_factory=lambda: Place(city="Bern"))


NotePatch = patch_of(NoteFields, "NotePatch")

routes = Routes()


@routes.get("/api/notes", access="signed-in", summary="My notes")
async def my_notes(user: CurrentUser, database: Database, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> NoteList:
    mine = select(NoteRow).where(NoteRow.owner_id == user.id).order_by(NoteRow.title).limit(limit)
    return NoteList(items=[Note.model_validate(row) for row in await database.scalars(mine)], next_cursor=None)


@routes.get("/api/notes/{id}", access="signed-in", summary="One note")
async def one_note(id: UUID, user: CurrentUser, database: Database) -> Note:
    return Note.model_validate(await find(id, user, database))


@routes.post("/api/notes", access="signed-in", summary="A new note", status_code=201)
async def new_note(body: NewNote, user: CurrentUser, database: Database, response: Response) -> Note:
    row = NoteRow(title=body.title, is_done=body.is_done, owner_id=user.id)
    database.add(row)
    await database.flush()
    await database.refresh(row)
    response.headers["location"] = f"/api/notes/{row.id}"
    return Note.model_validate(row)


@routes.patch("/api/notes/{id}", access="signed-in", summary="Changes a note")
async def change_note(id: UUID, body: NotePatch, user: CurrentUser, database: Database) -> Note:
    row = await find(id, user, database)
    for name, value in changes(body).items():
        setattr(row, name, value)
    await database.flush()
    return Note.model_validate(row)


@routes.delete("/api/notes", access={"groups": ["managers"]}, summary="Forgets everything")
async def forget_everything(database: Database) -> None:
    await database.execute(delete(NoteRow))


async def find(id: UUID, user: CurrentUser, database: Database) -> NoteRow:
    row = await database.scalar(select(NoteRow).where(NoteRow.id == id, NoteRow.owner_id == user.id))
    if row is None:
        raise not_found("No such note.")
    return row
