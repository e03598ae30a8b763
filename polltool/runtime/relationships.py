"""Relationships between two indicators, as commands hand them over with their results."""

from typing import Any, ClassVar, Dict, List, Optional

from polltool.runtime.host import demisto
from polltool.runtime.names import DBotScoreReliability

_PAIRS = """
    applied applied-on, attachment-of attaches, attaches attachment-of, attribute-of owns,
    attributed-by attributed-to, attributed-to attributed-by, authored-by author-of,
    beacons-to communicated-by, bundled-in bundles, bundles bundled-in,
    communicated-with communicated-by, communicated-by communicates-with,
    communicates-with communicated-by, compromises compromised-by, contains part-of,
    controls controlled-by, created-by creates, creates created-by, delivered-by delivers,
    delivers delivered-by, detects detected-by, detected-by detects, downloads downloaded-by,
    downloads-from hosts, dropped-by drops, drops dropped-by, duplicate-of duplicate-of,
    embedded-in embeds, embeds embedded-on, executed executed-by, executed-by executes,
    exfiltrates-to exfiltrated-from, exploits exploited-by, has seen-on, hosted-on hosts,
    hosts hosted-on, impersonates impersonated-by, indicated-by indicator-of,
    indicator-of indicated-by, injected-from injects-into, injects-into injected-from,
    investigates investigated-by, is-also is-also, mitigated-by mitigates, mitigates mitigated-by,
    originated-from source-of, owned-by owns, owns owned-by, part-of contains,
    related-to related-to, remediates remediated-by, resolved-by resolves-to,
    resolved-from resolves-to, resolves-to resolved-from, seen-on has, sent attached-to,
    sent-by sent, sent-from received-by, sent-to received-by, similar-to similar-to,
    sub-domain-of supra-domain-of, supra-domain-of sub-domain-of,
    subtechnique-of parent-technique-of, parent-technique-of subtechnique-of,
    targeted-by targets, targets targeted-by, Types Reverse, uploaded-to hosts, used-by uses,
    used-on targeted-by, uses used-by, variant-of variant-of
"""
"""Each name that the platform knows, and what the relationship is called from the other end."""

_REVERSE: Dict[str, str] = dict(pair.split() for pair in _PAIRS.split(","))


class RelationshipsTypes:
    """What a relationship can be between."""

    RELATIONSHIP_TYPES: ClassVar[List[str]] = ["IndicatorToIndicator"]

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        """Whether that is one of the types."""
        return _type in RelationshipsTypes.RELATIONSHIP_TYPES


class RelationshipsFamily:
    """What an end of a relationship can be."""

    INDICATOR: ClassVar[List[str]] = ["Indicator"]

    @staticmethod
    def is_valid_type(_type: Any) -> bool:
        """Whether that is one of the families."""
        return _type in RelationshipsFamily.INDICATOR


class Relationships:
    """The names of relationships."""

    RELATIONSHIPS_NAMES: ClassVar[Dict[str, str]] = _REVERSE
    APPLIED = "applied"
    ATTACHMENT_OF = "attachment-of"
    ATTACHES = "attaches"
    ATTRIBUTE_OF = "attribute-of"
    ATTRIBUTED_BY = "attributed-by"
    ATTRIBUTED_TO = "attributed-to"
    AUTHORED_BY = "authored-by"
    BEACONS_TO = "beacons-to"
    BUNDLED_IN = "bundled-in"
    BUNDLES = "bundles"
    COMMUNICATED_WITH = "communicated-with"
    COMMUNICATED_BY = "communicated-by"
    COMMUNICATES_WITH = "communicates-with"
    COMPROMISES = "compromises"
    CONTAINS = "contains"
    CONTROLS = "controls"
    CREATED_BY = "created-by"
    CREATES = "creates"
    DELIVERED_BY = "delivered-by"
    DELIVERS = "delivers"
    DETECTS = "detects"
    DETECTED_BY = "detected-by"
    DOWNLOADS = "downloads"
    DOWNLOADS_FROM = "downloads-from"
    DROPPED_BY = "dropped-by"
    DROPS = "drops"
    DUPLICATE_OF = "duplicate-of"
    EMBEDDED_IN = "embedded-in"
    EMBEDS = "embeds"
    EXECUTED = "executed"
    EXECUTED_BY = "executed-by"
    EXFILTRATES_TO = "exfiltrates-to"
    EXPLOITS = "exploits"
    HAS = "has"
    HOSTED_ON = "hosted-on"
    HOSTS = "hosts"
    IMPERSONATES = "impersonates"
    INDICATED_BY = "indicated-by"
    INDICATOR_OF = "indicator-of"
    INJECTED_FROM = "injected-from"
    INJECTS_INTO = "injects-into"
    INVESTIGATES = "investigates"
    IS_ALSO = "is-also"
    MITIGATED_BY = "mitigated-by"
    MITIGATES = "mitigates"
    ORIGINATED_FROM = "originated-from"
    OWNED_BY = "owned-by"
    OWNS = "owns"
    PART_OF = "part-of"
    RELATED_TO = "related-to"
    REMEDIATES = "remediates"
    RESOLVED_BY = "resolved-by"
    RESOLVED_FROM = "resolved-from"
    RESOLVES_TO = "resolves-to"
    SEEN_ON = "seen-on"
    SENT = "sent"
    SENT_BY = "sent-by"
    SENT_FROM = "sent-from"
    SENT_TO = "sent-to"
    SIMILAR_TO = "similar-to"
    SUB_DOMAIN_OF = "sub-domain-of"
    SUPRA_DOMAIN_OF = "supra-domain-of"
    SUB_TECHNIQUE_OF = "subtechnique-of"
    PARENT_TECHNIQUE_OF = "parent-technique-of"
    TARGETED_BY = "targeted-by"
    TARGETS = "targets"
    TYPES = "Types"
    UPLOADED_TO = "uploaded-to"
    USED_BY = "used-by"
    USED_ON = "used-on"
    USES = "uses"
    VARIANT_OF = "variant-of"
    LOCATED_AT = "located-at"  # has no reverse name, on the platform neither

    @staticmethod
    def is_valid(_type: Any) -> bool:
        """Whether that is a name that the platform knows."""
        return _type in Relationships.RELATIONSHIPS_NAMES

    @staticmethod
    def get_reverse(name: str) -> str:
        """What the relationship is called from the other end; ``related-to`` where that is not known."""
        if name not in Relationships.RELATIONSHIPS_NAMES:
            demisto.debug(f"The relationship {name} has no reverse name that is known.")
        return Relationships.RELATIONSHIPS_NAMES.get(name, Relationships.RELATED_TO)


class EntityRelationship:
    """A relationship from one indicator to another.

    Args:
        name: One of `Relationships`; others are logged and kept.
        entity_a: The indicator that it goes out from.
        entity_a_type: Its type, such as ``IP``.
        entity_b: The other indicator; without one there is no relationship.
        entity_b_type: Its type.
        reverse_name: What it is called from the other end; by default the name's own reverse.
        relationship_type: One of `RelationshipsTypes`.
        entity_a_family: One of `RelationshipsFamily`.
        entity_b_family: One of `RelationshipsFamily`.
        source_reliability: One of `DBotScoreReliability`, or nothing.
        fields: Fields of one's own.
        brand: The source.

    Raises:
        ValueError: If type, a family or the reliability is none of these.
    """

    RelationshipsTypes = RelationshipsTypes
    RelationshipsFamily = RelationshipsFamily
    Relationships = Relationships

    def __init__(
        self,
        name: str,
        entity_a: Any,
        entity_a_type: Any,
        entity_b: Any,
        entity_b_type: Any,
        reverse_name: str = "",
        relationship_type: str = "IndicatorToIndicator",
        entity_a_family: str = "Indicator",
        entity_b_family: str = "Indicator",
        source_reliability: str = "",
        fields: Optional[Dict[str, Any]] = None,
        brand: str = "",
    ) -> None:
        for given in filter(None, (name, reverse_name)):
            if not Relationships.is_valid(given):
                demisto.debug(f"The relationship {given} is none that is known.")
        if not RelationshipsTypes.is_valid_type(relationship_type):
            raise ValueError(f"Invalid relationship type: {relationship_type}")
        for end, family in (("A", entity_a_family), ("B", entity_b_family)):
            if not RelationshipsFamily.is_valid_type(family):
                raise ValueError(f"Invalid entity {end} Family type: {family}")
        if source_reliability and not DBotScoreReliability.is_valid_type(source_reliability):
            raise ValueError("Invalid source reliability value", source_reliability)
        if not entity_b:
            demisto.info(f"The relationship {name} of {entity_a} has no other end and is left out.")
        self._name = name
        self._reverse_name = reverse_name or Relationships.get_reverse(name)
        self._relationship_type = relationship_type
        self._entity_a = entity_a
        self._entity_a_type = entity_a_type
        self._entity_a_family = entity_a_family
        self._entity_b = entity_b
        self._entity_b_type = entity_b_type
        self._entity_b_family = entity_b_family
        self._source_reliability = source_reliability or ""
        self._fields = fields or {}
        self._brand = brand or ""

    def to_indicator(self) -> Dict[str, Any]:
        """The relationship as `demisto.createIndicators` takes it; empty without another end."""
        if not self._entity_b:
            return {}
        return {
            "name": self._name,
            "reverseName": self._reverse_name,
            "type": self._relationship_type,
            "entityA": self._entity_a,
            "entityAFamily": self._entity_a_family,
            "entityAType": self._entity_a_type,
            "entityB": self._entity_b,
            "entityBFamily": self._entity_b_family,
            "entityBType": self._entity_b_type,
            "fields": self._fields,
        }

    def to_entry(self) -> Dict[str, Any]:
        """The relationship as an entry of the War Room has it; empty without another end."""
        entry = self.to_indicator()
        if entry and self._source_reliability:
            entry["reliability"] = self._source_reliability
        if entry and self._brand:
            entry["brand"] = self._brand
        return entry

    def to_context(self) -> Dict[str, Any]:
        """The relationship as an indicator's context has it; empty without another end."""
        if not self._entity_b:
            return {}
        return {
            "Relationship": self._name,
            "EntityA": self._entity_a,
            "EntityAType": self._entity_a_type,
            "EntityB": self._entity_b,
            "EntityBType": self._entity_b_type,
        }
