"""What may come of asking Amazon, other than an answer. None of these holds a secret or an address that is one."""


class AmazonSilent(RuntimeError):
    """Amazon gave no answer that is of use; the word says why."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Away(AmazonSilent):
    """Amazon was not reached, so nothing was asked of it."""


class Unsure(AmazonSilent):
    """The line was cut, or Amazon failed: what was asked may have been done or not."""


class Denied(AmazonSilent):
    """Amazon does not take the credentials."""


class Refused(AmazonSilent):
    """Amazon refuses this request, and has done nothing of it."""

    def __init__(self, status: int, word: str) -> None:
        super().__init__(word)
        self.status = status


class Expired(AmazonSilent):
    """The token is no longer taken, so nothing was done; with a new one it may be asked again."""


class Throttled(AmazonSilent):
    """Amazon was asked too often, and has done nothing; it may be asked again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("QuotaExceeded")
        self.seconds = seconds
