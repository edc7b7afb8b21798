from datetime import datetime
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, owner
from sqlalchemy import Index, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class Note(Base):
    __tablename__ = "notes"
    __table_args__ = (Index("notes_by_owner", "owner_id", "created_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    # `<issuer>#<subject>`; the server writes it.
    owner_id: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, server_default="")
    pinned: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.now(), onupdate=func.now()
    )


class NoteInput(InputModel):
    title: str = Field(min_length=1, max_length=200)
    body: str = Field(default="", max_length=10_000)
    pinned: bool = False


entity(Note, access=owner(), input=NoteInput, search=["title", "body"])
