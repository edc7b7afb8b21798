from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, optional, owner
from sqlalchemy import ForeignKey, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

Status = Literal["draft", "sent", "done"]


class Task(Base):
    __tablename__ = "tasks"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    person_id: Mapped[str] = mapped_column(Text)
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("tasks.id"))
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[Status] = mapped_column(server_default="draft")
    changed_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.now(), onupdate=func.now()
    )


class TaskInput(InputModel):
    title: str = Field(min_length=1)
    project_id: UUID
    parent_id: UUID | None = None
    status: Status = optional()


entity(
    Task,
    access=owner("person_id"),
    input=TaskInput,
    transitions={"status": {"": ["draft"], "draft": ["sent"], "sent": ["done", "draft"]}},
    if_match="required",
    sort="title",
)
