from scalr_app_server import Base, anyone, entity
from sqlalchemy import Identity
from sqlalchemy.orm import Mapped, mapped_column


class Verse(Base):
    __tablename__ = "verses"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    text: Mapped[str]


entity(Verse, access=anyone(), routes=[])
