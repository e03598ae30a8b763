"""What mirroring integrations are given and give back."""

from typing import Any, Dict, List, Optional

from polltool.runtime.enums import EntryFormat, EntryType
from polltool.runtime.host import demisto


class GetRemoteDataArgs:
    """The arguments of ``get-remote-data``."""

    def __init__(self, args: Dict[str, Any]) -> None:
        self.remote_incident_id = args["id"]
        self.last_update = args["lastUpdate"]


class GetModifiedRemoteDataArgs:
    """The arguments of ``get-modified-remote-data``."""

    def __init__(self, args: Dict[str, Any]) -> None:
        self.last_update = args["lastUpdate"]


class UpdateRemoteSystemArgs:
    """The arguments of ``update-remote-system``."""

    def __init__(self, args: Dict[str, Any]) -> None:
        self.data = args.get("data")
        self.entries = args.get("entries")
        self.incident_changed = args.get("incidentChanged")
        self.remote_incident_id = args.get("remoteId")
        self.inc_status = args.get("status")
        self.delta = args.get("delta")


class GetRemoteDataResponse:
    """The result of ``get-remote-data``."""

    def __init__(self, mirrored_object: Dict[str, Any], entries: List[Any]) -> None:
        self.mirrored_object = mirrored_object
        self.entries = entries

    def extract_for_local(self) -> Optional[List[Any]]:
        """The incident and its entries, or nothing without an incident."""
        return [self.mirrored_object, *self.entries] if self.mirrored_object else None


class GetModifiedRemoteDataResponse:
    """The result of ``get-modified-remote-data``."""

    def __init__(self, modified_incident_ids: List[str]) -> None:
        self.modified_incident_ids = modified_incident_ids

    def to_entry(self) -> Dict[str, Any]:
        """The ids as an entry."""
        demisto.info(f"Modified incidents: {self.modified_incident_ids}")
        return {
            "Contents": self.modified_incident_ids,
            "Type": EntryType.NOTE,
            "ContentsFormat": EntryFormat.JSON,
        }


class SchemeTypeMapping:
    """The fields of one type of incident."""

    def __init__(self, type_name: str = "", fields: Optional[Dict[str, str]] = None) -> None:
        self.type_name = type_name
        self.fields = fields or {}

    def add_field(self, name: str, description: str = "") -> None:
        """Add a field."""
        self.fields[name] = description

    def extract_mapping(self) -> Dict[str, Dict[str, str]]:
        """The fields under the type's name."""
        return {self.type_name: self.fields}


class GetMappingFieldsResponse:
    """The result of ``get-mapping-fields``."""

    def __init__(self, scheme_types_mapping: Optional[List[SchemeTypeMapping]] = None) -> None:
        self.scheme_types_mappings = scheme_types_mapping or []

    def add_scheme_type(self, scheme_type_mapping: SchemeTypeMapping) -> None:
        """Add a type."""
        self.scheme_types_mappings.append(scheme_type_mapping)

    def extract_mapping(self) -> Dict[str, Dict[str, str]]:
        """The fields of all types."""
        mappings: Dict[str, Dict[str, str]] = {}
        for mapping in self.scheme_types_mappings:
            mappings.update(mapping.extract_mapping())
        return mappings
