"""What Amazon's Reports API (2021-06-30) answers, as far as it is read, under Amazon's names.

Amazon's own model is https://github.com/amzn/selling-partner-api-models, `reports_2021-06-30.json`.
"""

from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, SecretStr
from pydantic.alias_generators import to_camel

ReportId = Annotated[str, Field(pattern="^[!-~]{1,120}$")]
DocumentId = Annotated[str, Field(pattern="^[!-~]{1,400}$")]


class _Model(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, strict=True, frozen=True, hide_input_in_errors=True)


class _Success(_Model):
    """An answer that lists no errors."""

    errors: Annotated[list[object], Field(max_length=0)] | None = None


class Report(_Success):
    """A report as Amazon knows it; `report_document_id` is there once `processing_status` is DONE."""

    report_id: ReportId
    report_type: str
    processing_status: str
    created_time: AwareDatetime
    data_start_time: AwareDatetime | None = None
    data_end_time: AwareDatetime | None = None
    report_document_id: DocumentId | None = None


class CreatedReport(_Success):
    """The id of a report that Amazon is to make."""

    report_id: ReportId


class ReportPage(_Success):
    """Some of the reports that match, and the token that brings more of them."""

    reports: tuple[Report, ...]
    next_token: str | None = None


class ReportDocument(_Success):
    """Where a document can be downloaded for five minutes, by whoever knows that address."""

    url: SecretStr
    compression_algorithm: str | None = None

    @property
    def is_gzipped(self) -> bool:
        """Whether the document is compressed with gzip."""
        return self.compression_algorithm == "GZIP"


class Error(_Model):
    """One error; its message, which is left out, may quote what was sent."""

    code: str


class ErrorList(_Model):
    """Why Amazon rejects a request."""

    errors: Annotated[list[Error], Field(min_length=1)]
