"""What addresses of every kind look like, and which kind of indicator a text is."""

import re
from importlib import import_module
from typing import Any, Optional

from polltool.runtime.feeds import FeedIndicatorType
from polltool.runtime.host import demisto
from polltool.runtime.text import (
    cveRegex,
    ipv4cidrRegex,
    ipv4Regex,
    ipv6Regex,
    md5Regex,
    sha1Regex,
    sha256Regex,
    sha512Regex,
)

# The groups are those of the platform's library: code takes what it found apart by them.


def _url_regex() -> str:
    octet = "(25[0-5]|2[0-4][0-9]|[0-1]?[0-9][0-9]?)"
    four = r"\.".join([octet] * 4)
    dot = r"\[?\.\]?"  # perhaps in brackets, so that nobody follows the link
    scheme = r"(?:https?|ftps?|hxxps?|sftp|meows):\/\/"
    start = rf"(?:{scheme}|www{dot}|ftp{dot}|(?:{scheme}www{dot}))"
    name = rf"([A-Za-z0-9\S]\.|[A-Za-z0-9][A-Za-z0-9-]{{0,61}}[A-Za-z0-9]{dot}){{1,3}}[A-Za-z]{{2,6}}"
    number = r"(0\[?x\]?[0-9a-fA-F]{8})|([0-7]{4}\.[0-7]{4}\.[0-7]{4}\.[0-7]{4})|([0-9]{1,10})"
    host = rf"(({four}({dot}[A-Za-z]{{2,6}})?)|({name})|{number})"
    port = r"(:[0-9]{1,5}\/\S+)"
    with_scheme = rf"{start}{host}($|\/\S+|\/$|:[0-9]{{1,5}}($|\/\S*))"
    below_ipv4 = rf"(\/([0-9]|[12][0-9]|3[0-2])\/\S+|\/[A-Za-z]\S*|\/([3-9]{{2}}|[0-9]{{3,}})\S*|{port})"
    below_ipv6 = (
        rf"(\/([0-9]|[1-5][0-9]|6[0-4])\/\S+|\/[A-Za-z]\S*|\/((6[5-9]|[7-9][0-9])|[0-9]{{3,}}|65)\S*|{port})"
    )
    return (
        rf"(?i)({with_scheme}|^(({four}){below_ipv4}$)|({name}(((\/\S+))|{port})$)"
        rf"|\b(?:{_ipv6()})\b({below_ipv6}$))"
    )


def _ipv6() -> str:
    """The forms of an IPv6 address inside a URL."""
    group = "[0-9a-fA-F]{1,4}"
    octet = "(25[0-5]|(2[0-4]|1{0,1}[0-9]){0,1}[0-9])"
    four = rf"({octet}\.){{3,3}}{octet}"
    forms = [f"(?:{group}:){{7,7}}{group}", f"(?:{group}:){{1,7}}:", f"(?:{group}:){{1,6}}:{group}"]
    forms += [f"(?:{group}:){{1,{7 - after}}}(:{group}){{1,{after}}}" for after in range(2, 6)]
    forms += [f"{group}:((:{group}){{1,6}})", f":(?:(:{group}){{1,7}}|:)"]
    forms += ["fe80:(:[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]{1,}"]
    forms += [f"::(ffff(:0{{1,4}}){{0,1}}:){{0,1}}{four}", f"({group}:){{1,4}}:{four}"]
    return "|".join(forms)


def _ipv6_cidr_regex() -> str:
    group = "[0-9A-Fa-f]{1,4}"
    octet = "(25[0-5]|2[0-4]d|1dd|[1-9]?d)"  # the letter d: so it is on the platform
    four = rf"({octet}(.{octet}){{3}})"
    forms = [f"(({group}:){{7}}({group}|:))", f"(({group}:){{6}}(:{group}|{four}|:))"]
    forms += [f"(({group}:){{5}}(((:{group}){{1,2}})|:{four}|:))"]
    for before in (4, 3, 2, 1):
        between = "?" if before == 4 else f"{{0,{5 - before}}}"
        forms.append(
            f"(({group}:){{{before}}}(((:{group}){{1,{7 - before}}})|((:{group}){between}:{four})|:))"
        )
    forms.append(f"(:(((:{group}){{1,7}})|((:{group}){{0,5}}:{four})|:))")
    return rf"^s*({'|'.join(forms)})(%.+)?s*(\/([0-9]|[1-9][0-9]|1[0-1][0-9]|12[0-8]))$"


def _email_regex() -> str:
    atom = r"[a-z0-9!#$%&'*+/=?^_\x60{|}~-]+"
    label = "[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    octet = "25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?"
    escaped = r"\\[\x01-\x09\x0b\x0c\x0e-\x7f]"
    quoted = rf'"(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21\x23-\x5b\x5d-\x7f]|{escaped})*"'
    tagged = rf"[a-z0-9-]*[a-z0-9]:(?:[\x01-\x08\x0b\x0c\x0e-\x1f\x21-\x5a\x53-\x7f]|{escaped})+"
    return (
        rf"(?:{atom}(?:\.{atom})*|{quoted})"
        rf"@(?:(?:{label}\.)+{label}|\[(?:(?:{octet})\.){{3}}(?:{octet}|{tagged})\])"
    )


urlRegex = _url_regex()
ipv6cidrRegex = _ipv6_cidr_regex()
emailRegex = _email_regex()

_BEGINS_AS = (
    (ipv4cidrRegex, FeedIndicatorType.CIDR),
    (ipv6cidrRegex, FeedIndicatorType.IPv6CIDR),
    (ipv4Regex, FeedIndicatorType.IP),
    (ipv6Regex, FeedIndicatorType.IPv6),
    (sha256Regex, FeedIndicatorType.File),
    (urlRegex, FeedIndicatorType.URL),
    (md5Regex, FeedIndicatorType.File),
    (sha1Regex, FeedIndicatorType.File),
    (emailRegex, FeedIndicatorType.Email),
    (cveRegex, FeedIndicatorType.CVE),
    (sha512Regex, FeedIndicatorType.File),
)


def auto_detect_indicator_type(indicator_value: str) -> Optional[str]:
    """The type of an indicator, or ``None``; it needs the package tldextract.

    Raises:
        Exception: If that is not installed.
    """
    try:
        tldextract: Any = import_module("tldextract")
    except ImportError:
        raise Exception(
            "Missing tldextract module, In order to use the auto detect function please use a docker image with it "
            "installed such as: demisto/jmespath"
        ) from None
    for pattern, kind in _BEGINS_AS:
        if re.match(pattern, indicator_value):
            return kind
    try:
        # With its own list of suffixes, without asking the network or writing a cache.
        extract = tldextract.TLDExtract(cache_dir=False, suffix_list_urls=None)
        if extract(indicator_value).suffix:
            return FeedIndicatorType.DomainGlob if "*" in indicator_value else FeedIndicatorType.Domain
    except Exception:
        demisto.debug(f"tldextract failed to detect the type of {indicator_value}")
    demisto.debug(f"The type of {indicator_value} is unknown")
    return None


def is_mac_address(mac: str) -> bool:
    """Whether there is an address such as ``AA:BB:CC:00:11:22``."""
    return re.search(r"([0-9A-F]{2}[:]){5}([0-9A-F]){2}", mac.upper()) is not None
