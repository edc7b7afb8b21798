import os

from models.verses import Verse
from scalr_app_server import Database, InputModel, OutputModel, Routes
from sqlalchemy import select

ANSWER = "as it was"

routes = Routes()


class OneVerse(OutputModel):
    id: int
    text: str


class VerseList(OutputModel):
    items: list[OneVerse]
    pid: int
    answer: str


class NewVerse(InputModel):
    text: str


class Made(OutputModel):
    id: int


@routes.get("/api/verses", access="public", summary="All verses")
async def verses(database: Database) -> VerseList:
    rows = await database.scalars(select(Verse).order_by(Verse.id))
    return VerseList(items=[OneVerse(id=row.id, text=row.text) for row in rows], pid=os.getpid(), answer=ANSWER)


@routes.post("/api/verses", access="public", summary="One more verse", status_code=201)
async def add_verse(body: NewVerse, database: Database) -> Made:
    verse = Verse(text=body.text)
    database.add(verse)
    await database.flush()
    return Made(id=verse.id)
