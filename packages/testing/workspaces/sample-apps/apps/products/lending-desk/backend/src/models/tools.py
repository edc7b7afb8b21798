from datetime import datetime
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, shared
from sqlalchemy import Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class Tool(Base):
    __tablename__ = "tools"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    name: Mapped[str] = mapped_column(Text)
    notes: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.now(), onupdate=func.now()
    )


class ToolInput(InputModel):
    name: str = Field(min_length=1, max_length=200)
    notes: str | None = Field(default=None, max_length=10_000)


entity(Tool, access=shared(), input=ToolInput, search=["name", "notes"])
