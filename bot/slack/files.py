"""A file as Slack describes it, and whether it may be a report.

In a direct message every file is answered. In a channel only what may be a report is, by its name, or by Slack's type
of it where the name does not say: a picture of the cat, a video and a PDF hear nothing, nor does a pasted snippet. An
archive and a workbook do, because people pack and open reports, and can be told what to do instead.
"""

import re
import unicodedata

from pydantic import BaseModel

from bot.slack.blocks import cut

NAME_LIMIT = 80
"""Characters of a file's name that are shown and kept."""

ENDINGS = frozenset(("txt", "csv", "tsv", "tab", "json", "xml", "zip", "gz", "xls", "xlsx"))
TYPES = frozenset(
    (
        "text/plain",
        "text/csv",
        "text/tab-separated-values",
        "text/xml",
        "application/xml",
        "application/json",
        "application/zip",
        "application/gzip",
    )
)
SNIPPET = "snippet"

_ENDING = re.compile(r"\.([a-z]{1,5})$")


class SlackFile(BaseModel):
    """What Slack tells of a file; right after it was dropped, or shared from another company, that is its id alone."""

    id: str
    name: str | None = None
    mimetype: str | None = None
    mode: str | None = None
    size: int | None = None
    url_private: str | None = None
    url_private_download: str | None = None

    @property
    def called(self) -> str:
        """Its name in one line, if it has one, without what cannot be seen or turns the writing around."""
        seen = "".join(" " if unicodedata.category(each)[0] == "C" else each for each in self.name or "")
        return cut(" ".join(seen.split()), NAME_LIMIT)

    @property
    def is_web_page(self) -> bool:
        """Whether it is one by Slack's own word."""
        return "html" in (self.mimetype or "")


def is_answered(file: SlackFile, channel: str) -> bool:
    """Whether a file in a channel is one that we say something to; one of which nothing is known yet may be."""
    if channel.startswith("D"):
        return True
    if file.mode == SNIPPET:
        return False
    if ending := _ENDING.search((file.name or "").strip().lower()):
        return ending[1] in ENDINGS
    return file.mimetype is None or file.mimetype in TYPES
