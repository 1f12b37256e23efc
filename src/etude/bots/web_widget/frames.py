"""The frames that a widget or a terminal sends: JSON, one object a WebSocket message."""

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, Field, TypeAdapter

from etude.conversations.messages import Incoming, LocationIn, Opened, Tap, TextIn

ClientId: TypeAlias = Annotated[str, Field(min_length=1, max_length=64)]
HIGHEST_SEQ = 2**31 - 1


class Hello(BaseModel):
    """The first frame: who is there, and what they have seen already."""

    type: Literal["hello"]
    site: str | None = Field(None, max_length=64)
    visitor: str | None = Field(None, max_length=128)
    key: str | None = Field(None, max_length=128)
    as_: str | None = Field(None, alias="as", max_length=64)
    locale: str = Field("en", max_length=35)
    zone: str = Field("UTC", max_length=64)
    after: int = Field(0, ge=0)


class TextFrame(BaseModel):
    type: Literal["text"]
    id: ClientId
    text: str = Field(max_length=20_000)

    def incoming(self) -> Incoming:
        return TextIn(self.text)


class TapFrame(BaseModel):
    type: Literal["tap"]
    id: ClientId
    message: str = Field(max_length=64)
    button: int

    def incoming(self) -> Incoming:
        return Tap(self.message, self.button)


class LocationFrame(BaseModel):
    type: Literal["location"]
    id: ClientId
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)

    def incoming(self) -> Incoming:
        return LocationIn(self.lat, self.lon)


class OpenFrame(BaseModel):
    type: Literal["open"]
    id: ClientId
    payload: str = Field("", max_length=128)

    def incoming(self) -> Incoming:
        return Opened(self.payload)


class SeenFrame(BaseModel):
    """Everything up to `seq` has been on the screen."""

    type: Literal["seen"]
    seq: int = Field(ge=0, le=HIGHEST_SEQ)


Saying: TypeAlias = TextFrame | TapFrame | LocationFrame | OpenFrame
Frame: TypeAlias = Annotated[Hello | Saying | SeenFrame, Field(discriminator="type")]
frames: TypeAdapter[Frame] = TypeAdapter(Frame)
