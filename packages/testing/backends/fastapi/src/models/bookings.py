from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import model_validator
from scalr_app_server import Base, FieldError, InputModel, IsoDateTime, entity, shared
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class RoomBooking(Base):
    __tablename__ = "room_bookings"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    room_id: Mapped[UUID]
    starts_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3))
    ends_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3))


class RoomBookingInput(InputModel):
    room_id: UUID
    starts_at: IsoDateTime
    ends_at: IsoDateTime

    @model_validator(mode="after")
    def in_order(self) -> Self:
        if self.starts_at >= self.ends_at:
            raise FieldError("ends_at", "It ends before it begins.")
        return self


entity(
    RoomBooking,
    access=shared(),
    input=RoomBookingInput,
    no_overlap={"key": ["room_id"], "from": "starts_at", "to": "ends_at"},
)
