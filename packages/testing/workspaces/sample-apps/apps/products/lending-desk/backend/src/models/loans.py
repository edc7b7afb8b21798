from datetime import date, datetime
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, entity, shared
from sqlalchemy import ForeignKey, Index, Text, func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class Loan(Base):
    __tablename__ = "loans"
    # A tool is with one person at a time, whoever is quicker.
    __table_args__ = (Index("loans_out_once", "tool_id", unique=True, postgresql_where=text("NOT is_back")),)

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    tool_id: Mapped[UUID] = mapped_column(ForeignKey("tools.id"))
    borrower: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date]
    is_back: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3), server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(
        TIMESTAMP(timezone=True, precision=3), server_default=func.now(), onupdate=func.now()
    )


class LoanInput(InputModel):
    tool_id: UUID
    borrower: str = Field(min_length=1, max_length=200)
    due_on: date
    is_back: bool = False


entity(Loan, access=shared(), input=LoanInput, search=["borrower"], sort="due_on")
