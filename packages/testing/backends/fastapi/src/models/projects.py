from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, optional, owner
from sqlalchemy import CheckConstraint, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class Project(Base):
    __tablename__ = "projects"
    __table_args__ = (
        UniqueConstraint("owner_id", "title", name="projects_title"),
        CheckConstraint("budget_cents <= 1000000", name="projects_budget"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    owner_id: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    budget_cents: Mapped[int] = mapped_column(server_default="0")
    is_open: Mapped[bool] = mapped_column(server_default=text("true"))
    color: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    details: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    secret: Mapped[str] = mapped_column(Text, server_default="never told")
    # Six digits: more than an answer tells.
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True), server_default=func.now())


class ProjectInput(InputModel):
    title: str = Field(min_length=1, max_length=40)
    note: str | None = Field(default=None, max_length=200)
    budget_cents: int = optional(ge=0)
    is_open: bool = True
    color: Literal["red", "blue"] = "red"
    due_on: date | None = None
    details: dict[str, Any] | None = None


entity(Project, access=owner(), input=ProjectInput, search=["title", "note"], hidden=["secret"])
