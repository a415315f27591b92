"""What every request of Slack's tells, whatever its kind: which installation it is for, and who acts."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator


def _is_true(told: object) -> bool:
    return told is True or told == "true"


Flag = Annotated[bool, BeforeValidator(_is_true)]
"""A yes of Slack's, which forms spell `true`; anything else is no."""


class Malformed(Exception):
    """A signed request without what Slack always sends: which fields are wrong, and nothing of what they hold."""

    def __init__(self, payload: str, unlike: ValidationError) -> None:
        fields = {".".join(map(str, error["loc"])) for error in unlike.errors(include_url=False, include_input=False)}
        super().__init__(f"{payload}: {', '.join(sorted(fields))}"[:200])


class Payload(BaseModel):
    """A request of Slack's.

    `team_id` is the workspace in which Headroom is installed, and whose data the request is about. `user_team_id` is
    that of the acting person: on Enterprise Grid perhaps the organisation's `E…` id, in a channel of Slack Connect
    perhaps another company's, None where Slack does not say. `enterprise_id` is the organisation of the installation,
    and `is_enterprise_install` whether all of its workspaces share it.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    team_id: str
    user_team_id: str | None = None
    enterprise_id: str | None = None
    is_enterprise_install: Flag = False

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> Self:
        """The payload in the body of a request. Raises Malformed."""
        try:
            return cls.model_validate(body)
        except ValidationError as unlike:
            raise Malformed(cls.__name__, unlike) from unlike


class JsonPayload(Payload):
    """A request whose body is a JSON document, in which each kind has its identities at places of its own."""

    @model_validator(mode="before")
    @classmethod
    def _identify(cls, body: dict[str, Any]) -> dict[str, Any]:
        return {**body, **cls._identities(body)}

    @classmethod
    def _identities(cls, body: dict[str, Any]) -> dict[str, object]:
        """The fields of `Payload`, out of the body."""
        raise NotImplementedError


Place = tuple[str | int, ...]
"""A place in a JSON document: the names and positions that lead to it."""


def first_of(body: object, *places: Place) -> object:
    """What stands at the first of these places that holds anything."""
    return next((found for place in places if (found := at(body, place)) is not None), None)


def at(document: object, place: Place) -> object:
    """What stands at a place; None where there is no such place."""
    for step in place:
        if isinstance(document, dict):
            document = document.get(step)
        elif isinstance(document, list) and isinstance(step, int) and step < len(document):
            document = document[step]
        else:
            return None
    return document
