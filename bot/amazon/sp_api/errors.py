"""Why a request to Amazon brought nothing of use. No error holds a secret or the pre-signed address of a document."""


class AmazonError(RuntimeError):
    """A request that brought nothing of use; `code` is Amazon's code for it, or names what happened on the way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Away(AmazonError):
    """Amazon was not reached, so it has done nothing."""


class Unsure(AmazonError):
    """The connection broke, or Amazon failed: it may or may not have done what was requested."""


class Denied(AmazonError):
    """Amazon does not accept the credentials."""


class Refused(AmazonError):
    """Amazon rejects this request and has done nothing; `status` is that of HTTP."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status


class Expired(AmazonError):
    """The access token is no longer valid, so nothing was done; the request may be repeated with a new one."""


class Throttled(AmazonError):
    """Too many requests, so nothing was done; this one may be repeated in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__("QuotaExceeded")
        self.seconds = seconds
