"""Types of indicators and threat intelligence objects, as feeds and reputation commands name them."""

import re
from typing import Any, List, Optional

from polltool.runtime.text import ipv4cidrRegex, ipv4Regex, ipv6Regex

STIX_PREFIX = "STIX "


class FeedIndicatorType:
    """The types of indicators."""

    Account = "Account"
    CVE = "CVE"
    Domain = "Domain"
    DomainGlob = "DomainGlob"
    Email = "Email"
    File = "File"
    FQDN = "Domain"
    Host = "Host"
    IP = "IP"
    CIDR = "CIDR"
    IPv6 = "IPv6"
    IPv6CIDR = "IPv6CIDR"
    Registry = "Registry Key"
    SSDeep = "ssdeep"
    URL = "URL"
    AS = "ASN"
    MUTEX = "Mutex"
    Malware = "Malware"
    Identity = "Identity"
    Location = "Location"
    Software = "Software"
    X509 = "X509 Certificate"

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        """Whether that is one of the types."""
        return _type in FeedIndicatorType.list_all_supported_indicators()

    @staticmethod
    def list_all_supported_indicators() -> List[str]:
        """All types; ``Domain`` has two names and is there twice."""
        named = vars(FeedIndicatorType).items()
        return [value for name, value in named if not name.startswith("__") and isinstance(value, str)]

    @staticmethod
    def ip_to_indicator_type(ip: str) -> Optional[str]:
        """The type of an address or a network, version 4 or 6; ``None`` for anything else."""
        if re.match(ipv4cidrRegex, ip):
            return FeedIndicatorType.CIDR
        if re.match(ipv4Regex, ip):
            return FeedIndicatorType.IP
        address, slash, size = ip.partition("/")
        if not re.match(ipv6Regex, address):
            return None
        if not slash:
            return FeedIndicatorType.IPv6
        fits = re.match(r"(\d|[1-9]\d|1[01]\d|12[0-8])$", size)
        return FeedIndicatorType.IPv6CIDR if fits else None

    @staticmethod
    def indicator_type_by_server_version(indicator_type: str) -> str:
        """The type without the prefix that it had on servers below 6.2."""
        has_prefix = indicator_type.startswith(STIX_PREFIX)
        return indicator_type[len(STIX_PREFIX) :] if has_prefix else indicator_type


class _ObjectsNames:
    """The names of threat intelligence objects."""

    CAMPAIGN = "Campaign"
    ATTACK_PATTERN = "Attack Pattern"
    REPORT = "Report"
    MALWARE = "Malware"
    COURSE_OF_ACTION = "Course of Action"
    INTRUSION_SET = "Intrusion Set"
    TOOL = "Tool"
    THREAT_ACTOR = "Threat Actor"
    INFRASTRUCTURE = "Infrastructure"


class _ObjectsScore:
    """The scores of threat intelligence objects."""

    CAMPAIGN = 3
    ATTACK_PATTERN = 2
    REPORT = 3
    MALWARE = 3
    COURSE_OF_ACTION = 0
    INTRUSION_SET = 3
    TOOL = 2
    THREAT_ACTOR = 3
    INFRASTRUCTURE = 2


class _KillChainPhases:
    """The phases of an attack."""

    BUILD_CAPABILITIES = "Build Capabilities"
    PRIVILEGE_ESCALATION = "Privilege Escalation"
    ADVERSARY_OPSEC = "Adversary Opsec"
    CREDENTIAL_ACCESS = "Credential Access"
    EXFILTRATION = "Exfiltration"
    LATERAL_MOVEMENT = "Lateral Movement"
    DEFENSE_EVASION = "Defense Evasion"
    PERSISTENCE = "Persistence"
    COLLECTION = "Collection"
    IMPACT = "Impact"
    INITIAL_ACCESS = "Initial Access"
    DISCOVERY = "Discovery"
    EXECUTION = "Execution"
    INSTALLATION = "Installation"
    DELIVERY = "Delivery"
    WEAPONIZATION = "Weaponization"
    ACT_ON_OBJECTIVES = "Actions on Objectives"
    COMMAND_AND_CONTROL = "Command & Control"


class ThreatIntel:
    """Names and scores of threat intelligence objects."""

    ObjectsNames = _ObjectsNames
    ObjectsScore = _ObjectsScore
    KillChainPhases = _KillChainPhases
