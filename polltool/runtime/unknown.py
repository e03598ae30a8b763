"""The result of a reputation command that found nothing."""

from typing import Any, Optional

from polltool.runtime.common import Common
from polltool.runtime.host import UnavailableError
from polltool.runtime.markdown import tableToMarkdown
from polltool.runtime.names import DBotScoreType
from polltool.runtime.results import CommandResults
from polltool.runtime.text import md5Regex, sha1Regex, sha256Regex, sha512Regex

_HASHES = (("sha1", sha1Regex), ("sha256", sha256Regex), ("sha512", sha512Regex), ("md5", md5Regex))
_KINDS = {
    DBotScoreType.IP: (Common.IP, "ip"),
    DBotScoreType.URL: (Common.URL, "url"),
    DBotScoreType.DOMAIN: (Common.Domain, "domain"),
    DBotScoreType.EMAIL: (Common.EMAIL, "address"),
}


def create_indicator_result_with_dbotscore_unknown(
    indicator: str,
    indicator_type: str,
    reliability: Optional[str] = None,
    context_prefix: Optional[str] = None,
    address_type: Optional[str] = None,
    relationships: Any = None,
) -> CommandResults:
    """A result that says that nothing is known of an indicator: an IP address, URL, domain, email or file.

    Raises:
        ValueError: If a file's hash is none.
        UnavailableError: For other kinds of indicators, which polltool's runtime does not have.
    """
    score = Common.DBotScore(
        indicator=indicator,
        indicator_type=indicator_type
        if DBotScoreType.is_valid_type(indicator_type)
        else DBotScoreType.CUSTOM,
        score=Common.DBotScore.NONE,
        reliability=reliability,
        message="No results found.",
    )
    kind = indicator_type
    if indicator_type == DBotScoreType.FILE:
        kind = next((name for name, pattern in _HASHES if pattern.match(indicator)), "")
        if not kind:
            raise ValueError(f"This indicator -> {indicator} is incorrect")
        found: Any = Common.File(dbot_score=score, **{kind: indicator})
    elif indicator_type in _KINDS:
        make, name = _KINDS[indicator_type]
        found = make(dbot_score=score, **{name: indicator})
    else:
        raise UnavailableError(f"polltool's runtime has no indicators of the kind {indicator_type}")
    shown = kind.upper()
    return CommandResults(
        readable_output=tableToMarkdown(
            f"{score.integration_name or 'Results'}:",
            {shown: indicator, "Result": "Not found"},
            headers=[shown, "Result"],
        ),
        indicator=found,
    )
