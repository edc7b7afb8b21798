from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, group, owner, public_read, shared
from sqlalchemy import Text
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column


class TextInput(InputModel):
    text: str = Field(min_length=1)


class Post(Base):
    """Read by all, changed by whoever wrote it; managers may remove it."""

    __tablename__ = "posts"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sql("gen_random_uuid()"))
    owner_id: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


entity(Post, access={"read": shared(), "write": owner(), "delete": [owner(), group("managers")]}, input=TextInput)


class Announcement(Base):
    __tablename__ = "announcements"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sql("gen_random_uuid()"))
    text: Mapped[str] = mapped_column(Text)


entity(Announcement, access={"read": public_read(), "write": group("managers")}, input=TextInput)


class Salary(Base):
    __tablename__ = "salaries"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=sql("gen_random_uuid()"))
    text: Mapped[str] = mapped_column(Text)


entity(Salary, access=group("managers"), input=TextInput, name="Salary")
