"""The kinds of indicators that polling commands give back, as ``Common.File`` and so on."""

from typing import Any, Dict, Tuple

from polltool.runtime.indicators import (
    HIDDEN,
    DBotScore,
    Field,
    Indicator,
    Row,
    always,
    fields,
    given,
    rows,
    whole,
)
from polltool.runtime.names import DBotScoreType, outputPaths


def _keys(*pairs: Tuple[str, str]) -> Dict[str, Field]:
    return {name: (key, "always") for name, key in pairs}


class FeedRelatedIndicators(Row):
    """An indicator that goes with another one."""

    FIELDS = _keys(("value", "value"), ("indicator_type", "type"), ("description", "description"))


class Behaviors(Row):
    """What a file does."""

    FIELDS = _keys(("details", "details"), ("action", "title"))


class CommunityNotes(Row):
    """What somebody noted."""

    FIELDS = _keys(("note", "note"), ("timestamp", "timestamp"))


class Publications(Row):
    """Where something was published."""

    FIELDS = _keys(("source", "source"), ("title", "title"), ("link", "link"), ("timestamp", "timestamp"))


class ThreatTypes(Row):
    """A kind of threat."""

    FIELDS = _keys(
        ("threat_category", "threatcategory"), ("threat_category_confidence", "threatcategoryconfidence")
    )


class WhoisRecord(Row):
    """A record of who owns a domain or an address."""

    FIELDS = _keys(
        ("whois_record_type", "key"), ("whois_record_value", "value"), ("whois_record_date", "date")
    )


class DNSRecord(Row):
    """A record of the name system."""

    FIELDS = _keys(("dns_record_type", "type"), ("dns_ttl", "ttl"), ("dns_record_data", "data"))


class Certificates(Row):
    """A certificate of a page or a domain."""

    FIELDS = _keys(
        ("issued_to", "issuedto"),
        ("issued_by", "issuedby"),
        ("valid_from", "validfrom"),
        ("valid_to", "validto"),
    )


class Hash(Row):
    """A hash of a file."""

    FIELDS = _keys(("hash_type", "type"), ("hash_value", "value"))


class Rank(Row):
    """How a domain is ranked."""

    FIELDS = _keys(("rank", "rank"), ("source", "source"))


class CPE(Row):
    """A product, as the enumeration of platforms names it."""

    FIELDS = _keys(("cpe", "CPE"))


class FileSignature(Row):
    """How a file is signed."""

    REQUIRED = 6
    FIELDS = _keys(
        ("authentihash", "Authentihash"),
        ("copyright", "Copyright"),
        ("description", "Description"),
        ("file_version", "FileVersion"),
        ("internal_name", "InternalName"),
        ("original_name", "OriginalName"),
    )


class IP(Indicator):
    """An IP address; it needs a score."""

    CONTEXT_PATH = outputPaths["ip"]
    REQUIRED = 2
    FIELDS = fields(
        "ip dbot_score asn as_owner region port internal updated_date registrar_abuse_name"
        " registrar_abuse_address registrar_abuse_country registrar_abuse_network registrar_abuse_phone"
        " registrar_abuse_email campaign traffic_light_protocol community_notes publications threat_types"
        " hostname geo_latitude geo_longitude geo_country geo_description detection_engines positive_engines"
        " organization_name organization_type feed_related_indicators tags malware_family relationships"
        " blocked description stix_id whois_records",
        {
            "ip": always("Address"),
            "asn": "ASN",
            "as_owner": "ASOwner",
            "region": "Region",
            "port": "Port",
            "internal": "Internal",
            "updated_date": "UpdatedDate",
            "registrar_abuse_name": "Registrar.Abuse.Name",
            "registrar_abuse_address": "Registrar.Abuse.Address",
            "registrar_abuse_country": "Registrar.Abuse.Country",
            "registrar_abuse_network": "Registrar.Abuse.Network",
            "registrar_abuse_phone": "Registrar.Abuse.Phone",
            "registrar_abuse_email": "Registrar.Abuse.Email",
            "hostname": "Hostname",
            "geo_latitude": HIDDEN,
            "geo_longitude": HIDDEN,
            "geo_country": "Geo.Country",
            "geo_description": "Geo.Description",
            "detection_engines": given("DetectionEngines"),
            "positive_engines": given("PositiveDetections"),
            "organization_name": "Organization.Name",
            "organization_type": "Organization.Type",
            "blocked": "Blocked",
            "description": "Description",
            "stix_id": "STIXID",
            "whois_records": rows("WhoisRecords"),
        },
    )

    dbot_score: Any
    geo_latitude: Any
    geo_longitude: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not isinstance(self.dbot_score, DBotScore):
            raise ValueError("dbot_score must be of type DBotScore")

    def _complete(self, context: Dict[str, Any]) -> None:
        if self.geo_latitude:
            geo = context.setdefault("Geo", {})
            if self.geo_longitude:
                geo["Location"] = f"{self.geo_latitude}:{self.geo_longitude}"


class URL(Indicator):
    """An address of a page."""

    CONTEXT_PATH = outputPaths["url"]
    REQUIRED = 2
    FIELDS = fields(
        "url dbot_score detection_engines positive_detections category feed_related_indicators tags"
        " malware_family port internal campaign traffic_light_protocol threat_types asn as_owner geo_country"
        " organization community_notes publications relationships blocked certificates description stix_id",
        {
            "url": always("Data"),
            "detection_engines": given("DetectionEngines"),
            "positive_detections": given("PositiveDetections"),
            "category": "Category",
            "port": "Port",
            "internal": "Internal",
            "asn": "ASN",
            "as_owner": "ASOwner",
            "geo_country": "Geo.Country",
            "organization": "Organization",
            "blocked": "Blocked",
            "certificates": rows("Certificates"),
            "description": "Description",
            "stix_id": "STIXID",
        },
    )


class Domain(Indicator):
    """A domain."""

    CONTEXT_PATH = outputPaths["domain"]
    REQUIRED = 2
    FIELDS = fields(
        "domain dbot_score dns detection_engines positive_detections organization sub_domains creation_date"
        " updated_date expiration_date domain_status name_servers feed_related_indicators malware_family"
        " registrar_name registrar_abuse_email registrar_abuse_phone registrant_name registrant_email"
        " registrant_phone registrant_country admin_name admin_email admin_phone admin_country tags"
        " domain_idn_name port internal category campaign traffic_light_protocol threat_types community_notes"
        " publications geo_location geo_country geo_description tech_country tech_name tech_email"
        " tech_organization billing whois_records relationships description stix_id blocked certificates"
        " dns_records rank",
        {
            "domain": always("Name"),
            "dns": "DNS",
            "detection_engines": given("DetectionEngines"),
            "positive_detections": given("PositiveDetections"),
            "organization": "Organization",
            "sub_domains": "Subdomains",
            "creation_date": "CreationDate",
            "updated_date": "UpdatedDate",
            "expiration_date": "ExpirationDate",
            "domain_status": "DomainStatus",
            "name_servers": "NameServers",
            **{
                f"{who}_{what}": HIDDEN
                for who, whats in (
                    ("registrar", ("name", "abuse_email", "abuse_phone")),
                    ("registrant", ("name", "email", "phone", "country")),
                    ("admin", ("name", "email", "phone", "country")),
                )
                for what in whats
            },
            "domain_idn_name": "DomainIDNName",
            "port": "Port",
            "internal": "Internal",
            "category": "Category",
            "geo_location": "Geo.Location",
            "geo_country": "Geo.Country",
            "geo_description": "Geo.Description",
            "tech_country": "Tech.Country",
            "tech_name": "Tech.Name",
            "tech_email": "Tech.Email",
            "tech_organization": "Tech.Organization",
            "billing": "Billing",
            "whois_records": rows("WhoisRecords"),
            "description": "Description",
            "stix_id": "STIXID",
            "blocked": HIDDEN,
            "certificates": rows("Certificates"),
            "dns_records": rows("DNSRecords"),
            "rank": rows("Rank"),
        },
    )
    PERSONS = (
        (
            "Registrar",
            "registrar",
            (("Name", "name"), ("AbuseEmail", "abuse_email"), ("AbusePhone", "abuse_phone")),
        ),
        (
            "Registrant",
            "registrant",
            (("Name", "name"), ("Email", "email"), ("Phone", "phone"), ("Country", "country")),
        ),
        (
            "Admin",
            "admin",
            (("Name", "name"), ("Email", "email"), ("Phone", "phone"), ("Country", "country")),
        ),
    )
    WHOIS = ("DomainStatus", "CreationDate", "UpdatedDate", "ExpirationDate", "NameServers")
    stix_id: Any
    blocked: Any

    def _complete(self, context: Dict[str, Any]) -> None:
        for key, prefix, names in self.PERSONS:
            person = {shown: getattr(self, f"{prefix}_{name}") for shown, name in names}
            if any(person.values()):
                context[key] = person
        whois = {
            key: context[key] for key in (*(key for key, _, _ in self.PERSONS), *self.WHOIS) if key in context
        }
        if whois:
            context["WHOIS"] = whois
        if self.stix_id:  # on the platform, too, it is shown with the id only
            context["Blocked"] = self.blocked


class File(Indicator):
    """A file."""

    CONTEXT_PATH = outputPaths["file"]
    REQUIRED = 1
    FIELDS = fields(
        "dbot_score name entry_id size md5 sha1 sha256 sha512 ssdeep extension file_type hostname path company"
        " product_name digital_signature__publisher signature actor tags feed_related_indicators malware_family"
        " imphash quarantined campaign associated_file_names traffic_light_protocol organization"
        " community_notes publications threat_types behaviors relationships creation_date description hashes"
        " stix_id",
        {
            "name": "Name",
            "entry_id": "EntryID",
            "size": "Size",
            "md5": "MD5",
            "sha1": "SHA1",
            "sha256": "SHA256",
            "sha512": "SHA512",
            "ssdeep": "SSDeep",
            "extension": "Extension",
            "file_type": "Type",
            "hostname": "Hostname",
            "path": "Path",
            "company": "Company",
            "product_name": "ProductName",
            "digital_signature__publisher": "DigitalSignature.Published",
            "signature": whole("Signature"),
            "actor": "Actor",
            "imphash": "Imphash",
            "quarantined": "Quarantined",
            "associated_file_names": "AssociatedFileNames",
            "organization": "Organization",
            "behaviors": rows("Behavior"),
            "creation_date": HIDDEN,
            "description": HIDDEN,
            "hashes": rows("Hashes"),
            "stix_id": HIDDEN,
        },
    )
    HASHES = ("MD5", "SHA1", "SHA256", "SHA512", "SSDeep", "Imphash")

    def _complete(self, context: Dict[str, Any]) -> None:
        known = [{"type": name, "value": context[name]} for name in self.HASHES if name in context]
        context["Hashes"] = [*context.get("Hashes", []), *known]


class Endpoint(Indicator):
    """A machine; it has no score.

    Raises:
        ValueError: From `to_context`, if the status or the isolation is none that is known.
    """

    CONTEXT_PATH = "Endpoint(val.ID && val.ID == obj.ID && val.Vendor == obj.Vendor)"
    REQUIRED = 1
    FIELDS = fields(
        "id hostname ip_address domain mac_address os os_version dhcp_server bios_version model memory"
        " processors processor relationships vendor status is_isolated",
        {
            "id": always("ID"),
            "hostname": "Hostname",
            "ip_address": "IPAddress",
            "domain": "Domain",
            "mac_address": "MACAddress",
            "os": "OS",
            "os_version": "OSVersion",
            "dhcp_server": "DHCPServer",
            "bios_version": "BIOSVersion",
            "model": "Model",
            "memory": "Memory",
            "processors": "Processors",
            "processor": "Processor",
            "vendor": "Vendor",
            "status": "Status",
            "is_isolated": "IsIsolated",
        },
    )
    STATUS = ("Online", "Offline", "Unknown")
    ISOLATED = ("Yes", "No", "Pending isolation", "Pending unisolation")

    def _complete(self, context: Dict[str, Any]) -> None:
        for key, known in (("Status", self.STATUS), ("IsIsolated", self.ISOLATED)):
            if key in context and context[key] not in known:
                raise ValueError(f"{key} {context[key]!r} is none of {', '.join(known)}")


class CVE(Indicator):
    """A vulnerability; without a score of its own it has one that says nothing."""

    CONTEXT_PATH = outputPaths["cve"]
    SHOWS_MALICIOUS = False
    REQUIRED = 5
    FIELDS = fields(
        "id cvss published modified description relationships stix_id cvss_version cvss_score cvss_vector"
        " cvss_table community_notes tags traffic_light_protocol dbot_score publications vulnerable_products"
        " vulnerable_configurations",
        {
            "id": always("ID"),
            "cvss": HIDDEN,
            "published": "Published",
            "modified": "Modified",
            "description": "Description",
            "stix_id": "STIXID",
            "cvss_version": HIDDEN,
            "cvss_score": HIDDEN,
            "cvss_vector": HIDDEN,
            "cvss_table": HIDDEN,
            "vulnerable_products": rows("VulnerableProducts"),
            "vulnerable_configurations": rows("VulnerableConfigurations"),
        },
    )

    id: Any
    cvss: Any
    cvss_score: Any
    cvss_version: Any
    cvss_vector: Any
    cvss_table: Any
    dbot_score: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dbot_score = self.dbot_score or DBotScore(self.id, DBotScoreType.CVE, None, DBotScore.NONE)

    def _complete(self, context: Dict[str, Any]) -> None:
        shown = {
            "Score": self.cvss or self.cvss_score,
            "Version": self.cvss_version,
            "Vector": self.cvss_vector,
            "Table": self.cvss_table,
        }
        context["CVSS"] = {key: value for key, value in shown.items() if value}


class EMAIL(Indicator):
    """An email address; it needs a score, which may be ``None``."""

    SHOWS_MALICIOUS = False
    REQUIRED = 2
    FIELDS = fields(
        "address dbot_score domain blocked relationships description internal stix_id tags"
        " traffic_light_protocol",
        {
            "address": always("Email.Address"),
            "domain": "Domain",
            "blocked": "Blocked",
            "description": "Description",
            "internal": "Internal",
            "stix_id": "STIXID",
        },
    )
    CONTEXT_PATH = "Account(val.Email.Address && val.Email.Address == obj.Email.Address)"


class Common:
    """The names under which integrations know indicators."""

    Indicator = Indicator
    DBotScore = DBotScore
    IP = IP
    URL = URL
    Domain = Domain
    File = File
    Endpoint = Endpoint
    CVE = CVE
    EMAIL = EMAIL
    FeedRelatedIndicators = FeedRelatedIndicators
    Behaviors = Behaviors
    CommunityNotes = CommunityNotes
    Publications = Publications
    ThreatTypes = ThreatTypes
    WhoisRecord = WhoisRecord
    DNSRecord = DNSRecord
    Certificates = Certificates
    Hash = Hash
    Rank = Rank
    CPE = CPE
    FileSignature = FileSignature
