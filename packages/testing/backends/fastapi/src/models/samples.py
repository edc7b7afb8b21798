import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import Field
from scalr_app_server import Base, InputModel, anyone, entity
from sqlalchemy import BigInteger, Enum, Numeric, SmallInteger, String, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, DOUBLE_PRECISION
from sqlalchemy.orm import Mapped, mapped_column

Mood = Literal["glad", "sad"]


class Sample(Base):
    """One column of every type that JSON can tell."""

    __tablename__ = "samples"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    ratio: Mapped[float | None] = mapped_column(DOUBLE_PRECISION)
    small: Mapped[int | None] = mapped_column(SmallInteger)
    big: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime.time | None]
    code: Mapped[str | None] = mapped_column(String(5))
    mood: Mapped[Mood | None] = mapped_column(Enum("glad", "sad", name="mood"))
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")


class SampleInput(InputModel):
    amount: str = Field(pattern=r"^\d{1,12}(\.\d{1,2})?$")
    ratio: float | None = None
    small: int | None = None
    big: int | None = None
    at: str | None = Field(default=None, pattern=r"^\d\d:\d\d(:\d\d)?$")
    code: str | None = None
    mood: Mood | None = None
    tags: list[str] = Field(default=[], max_length=3)


entity(Sample, access=anyone(), input=SampleInput, routes=["list", "create", "read", "update"], sort="-amount")
