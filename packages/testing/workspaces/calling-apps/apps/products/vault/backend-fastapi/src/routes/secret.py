from pydantic import Field
from scalr_app_server import CurrentUser, OutputModel, Routes


class Secret(OutputModel):
    whom: str | None = Field(serialization_alias="for")
    through: str | None
    groups: list[str]


routes = Routes()


@routes.get("/api/secret", access="signed-in", summary="For staff")
async def secret(user: CurrentUser) -> Secret:
    return Secret(whom=user.username, through=user.caller, groups=list(user.groups))
