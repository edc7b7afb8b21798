from datetime import datetime
from uuid import UUID

from scalr_app_server import Base, entity, group, owner
from sqlalchemy import func, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column


class Note(Base):
    __tablename__ = "notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, server_default=text("gen_random_uuid()"))
    owner_id: Mapped[str]
    title: Mapped[str] = mapped_column(unique=True)
    is_done: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(TIMESTAMP(timezone=True, precision=3), server_default=func.now())


# Its routes are written by hand: what they answer is what is compared.
entity(Note, access=[owner(), group("managers")], routes=[])
