"""Names of the platform around incidents, indicators and metrics."""

from typing import Any


class FileAttachmentType:
    """Where a file that goes with an incident is shown."""

    ATTACHED = "attached_file"


class IncidentStatus:
    """The states of an incident."""

    PENDING = 0
    ACTIVE = 1
    DONE = 2
    ARCHIVE = 3


class IncidentSeverity:
    """How severe an incident is."""

    UNKNOWN = 0
    INFO = 0.5
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class ErrorTypes:
    """The outcomes of requests that metrics count."""

    SUCCESS = "Successful"
    QUOTA_ERROR = "QuotaError"
    GENERAL_ERROR = "GeneralError"
    AUTH_ERROR = "AuthError"
    SERVICE_ERROR = "ServiceError"
    CONNECTION_ERROR = "ConnectionError"
    PROXY_ERROR = "ProxyError"
    SSL_ERROR = "SSLError"
    TIMEOUT_ERROR = "TimeoutError"
    RETRY_ERROR = "RetryError"


class DBotScoreType:
    """The kinds of indicators that have a score."""

    IP = "ip"
    FILE = "file"
    DOMAIN = "domain"
    URL = "url"
    CVE = "cve"
    ACCOUNT = "account"
    CIDR = ("cidr",)  # a tuple, as on the platform
    DOMAINGLOB = "domainglob"
    CERTIFICATE = "certificate"
    CRYPTOCURRENCY = "cryptocurrency"
    EMAIL = "email"
    ATTACKPATTERN = "attackpattern"
    CUSTOM = "custom"

    @classmethod
    def is_valid_type(cls, _type: Any) -> bool:
        """Whether that is one of the kinds."""
        return _type in [value for name, value in vars(cls).items() if name.isupper()]


class DBotScoreReliability:
    """How far a source of scores can be relied on."""

    A_PLUS = "A+ - 3rd party enrichment"
    A = "A - Completely reliable"
    B = "B - Usually reliable"
    C = "C - Fairly reliable"
    D = "D - Not usually reliable"
    E = "E - Unreliable"
    F = "F - Reliability cannot be judged"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        """Whether that is one of the levels."""
        levels = vars(DBotScoreReliability).items()
        return _type in [value for name, value in levels if name.isupper()]

    @staticmethod
    def get_dbot_score_reliability_from_str(reliability_str: str) -> str:
        """The level of that text.

        Raises:
            Exception: If there is none.
        """
        if DBotScoreReliability.is_valid_type(reliability_str):
            return reliability_str
        raise Exception("Please use supported reliability only.")


outputPaths = {
    "file": "File("
    + " || ".join(
        f"val.{name} && val.{name} == obj.{name}"
        for name in ("MD5", "SHA1", "SHA256", "SHA512", "CRC32", "CTPH", "SSDeep")
    )
    + ")",
    "ip": "IP(val.Address && val.Address == obj.Address)",
    "url": "URL(val.Data && val.Data == obj.Data)",
    "domain": "Domain(val.Name && val.Name == obj.Name)",
    "cve": "CVE(val.ID && val.ID == obj.ID)",
    "email": "Account.Email(val.Address && val.Address == obj.Address)",
    "dbotscore": "DBotScore",
}
"""The context paths of the common indicators."""

INDICATOR_TYPE_TO_CONTEXT_KEY = {
    "ip": "Address",
    "email": "Address",
    "url": "Data",
    "domain": "Name",
    "cve": "ID",
    **dict.fromkeys(("md5", "sha1", "sha256", "crc32", "sha512", "ctph", "ssdeep"), "file"),
}
"""The key of an indicator's value in the context, by its kind."""


def scoreToReputation(score: Any) -> str:
    """A score in words."""
    words = {4: "Critical", 3: "Bad", 2: "Suspicious", 1: "Good", 0.5: "Informational", 0: "Unknown"}
    return words.get(score, "None")
