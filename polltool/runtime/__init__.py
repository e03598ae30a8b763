"""What a polling integration is written against, without the platform.

``from polltool.runtime import *`` stands in for ``from CommonServerPython import *``, modules
such as ``json`` and ``datetime`` included, and ``from polltool.runtime import demisto`` for
``import demistomock as demisto``. It needs the standard library only (`BaseClient` needs the
package requests, texts in `arg_to_datetime` the package dateparser), runs on Python 3.8 and later,
and imports nothing else of polltool.
"""

import base64
import gzip
import json
import logging
import os
import re
import socket
import ssl
import sys
import time
import traceback
import types
import urllib
import warnings
from abc import abstractmethod
from collections import OrderedDict
from datetime import datetime, timedelta, timezone
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from random import randint
from threading import Lock
from typing import Any, Dict, List, Optional, Set, Union, cast
from xml.etree import ElementTree as ET

from polltool.runtime.arguments import arg_to_number, argToBoolean, argToList, assign_params
from polltool.runtime.client import BaseClient
from polltool.runtime.common import Common
from polltool.runtime.dates import (
    FormatIso8601,
    arg_to_datetime,
    date_to_timestamp,
    datetime_to_string,
    epochToTimestamp,
    formatEpochDate,
    parse_date_range,
    parse_date_string,
    timestamp_to_datestring,
)
from polltool.runtime.ending import (
    execute_command,
    get_error,
    is_error,
    isError,
    return_error,
    return_outputs,
    return_warning,
    safe_load_json,
)
from polltool.runtime.enums import EntryFormat, EntryType, entryTypes, formats
from polltool.runtime.errors import DemistoException
from polltool.runtime.events import send_events_to_xsiam
from polltool.runtime.feeds import STIX_PREFIX, FeedIndicatorType, ThreatIntel
from polltool.runtime.fetching import (
    create_updated_last_run_object,
    filter_incidents_by_duplicates_and_limit,
    get_current_time,
    get_feed_last_run,
    get_fetch_run_time_range,
    get_found_incident_ids,
    get_last_mirror_run,
    get_latest_incident_created_time,
    remove_old_incidents_ids,
    set_feed_last_run,
    set_last_mirror_run,
    update_last_run_object,
)
from polltool.runtime.files import file_result_existing_file, fileResult
from polltool.runtime.host import (
    BaseDemisto,
    Demisto,
    DemistoScript,
    UnavailableError,
    as_entries,
    current,
    demisto,
    use,
)
from polltool.runtime.log import LOG, IntegrationLogger, add_sensitive_log_strs, is_debug_mode, logger
from polltool.runtime.markdown import (
    JsonTransformer,
    aws_table_to_markdown,
    create_clickable_url,
    flattenCell,
    formatCell,
    stringEscapeMD,
    tableToMarkdown,
    tblToMd,
    url_to_clickable_markdown,
)
from polltool.runtime.metrics import ExecutionMetrics, append_metrics
from polltool.runtime.mirroring import (
    GetMappingFieldsResponse,
    GetModifiedRemoteDataArgs,
    GetModifiedRemoteDataResponse,
    GetRemoteDataArgs,
    GetRemoteDataResponse,
    SchemeTypeMapping,
    UpdateRemoteSystemArgs,
)
from polltool.runtime.names import (
    INDICATOR_TYPE_TO_CONTEXT_KEY,
    DBotScoreReliability,
    DBotScoreType,
    ErrorTypes,
    FileAttachmentType,
    IncidentSeverity,
    IncidentStatus,
    outputPaths,
    scoreToReputation,
)
from polltool.runtime.nested import (
    SmartGetDict,
    batch,
    createContext,
    createContextSingle,
    dict_safe_get,
    parse_json_string,
    remove_duplicates_from_list_arg,
    remove_empty_elements,
    remove_nulls_from_dictionary,
    replace_in_keys,
)
from polltool.runtime.network import (
    add_http_prefix_if_missing,
    ensure_proxy_has_http_prefix,
    get_integration_instance_name,
    get_integration_name,
    get_script_name,
    handle_proxy,
    skip_cert_verification,
    skip_proxy,
    urljoin,
)
from polltool.runtime.patterns import (
    auto_detect_indicator_type,
    emailRegex,
    ipv6cidrRegex,
    is_mac_address,
    urlRegex,
)
from polltool.runtime.polling import PollResult, polling_function
from polltool.runtime.relationships import EntityRelationship
from polltool.runtime.results import CommandResults, is_integration_command_execution, return_results
from polltool.runtime.schedule import ScheduledCommand, get_schedule_metadata, is_scheduled_command_retry
from polltool.runtime.searching import IndicatorsSearcher
from polltool.runtime.server import (
    CONTENT_BRANCH_NAME,
    CONTENT_RELEASE_VERSION,
    AutoFocusKeyRetriever,
    fix_traceback_line_numbers,
    get_pack_version,
    get_x_content_info_headers,
    support_multithreading,
)
from polltool.runtime.settings import RuntimeSettings, older_library, runtime_settings
from polltool.runtime.storage import (
    get_integration_context,
    get_integration_context_with_version,
    is_versioned_context_available,
    merge_lists,
    set_integration_context,
    set_to_integration_context_with_retries,
    update_integration_context,
)
from polltool.runtime.text import (
    IS_PY3,
    STRING_OBJ_TYPES,
    STRING_TYPES,
    b64_encode,
    camel_case_to_underscore,
    camelize,
    camelize_string,
    cveRegex,
    encode_string_results,
    get_hash_type,
    hashRegex,
    ipv4cidrRegex,
    ipv4Regex,
    ipv6Regex,
    is_ip_valid,
    is_ipv6_valid,
    md5Regex,
    pascalToSpace,
    regexFlags,
    response_to_context,
    sha1Regex,
    sha256Regex,
    sha512Regex,
    snakify,
    string_to_context_key,
    string_to_table_header,
    stringEscape,
    stringUnEscape,
    underscoreToCamelCase,
)
from polltool.runtime.unknown import create_indicator_result_with_dbotscore_unknown
from polltool.runtime.version import (
    get_demisto_version,
    get_demisto_version_as_str,
    is_demisto_version_ge,
)
from polltool.runtime.xmljson import (
    elem2json,
    elem_to_internal,
    internal_to_elem,
    json2elem,
    json2xml,
    strip_tag,
    xml2json,
)

INSTALLED = [name for name in ("dateparser", "requests") if find_spec(name)]
"""The packages that the platform's library brings along and that are installed here."""


__all__ = [
    "CONTENT_BRANCH_NAME",
    "CONTENT_RELEASE_VERSION",
    "ET",
    "INDICATOR_TYPE_TO_CONTEXT_KEY",
    "IS_PY3",
    "LOG",
    "STIX_PREFIX",
    "STRING_OBJ_TYPES",
    "STRING_TYPES",
    "Any",
    "AutoFocusKeyRetriever",
    "BaseClient",
    "BaseDemisto",
    "CommandResults",
    "Common",
    "DBotScoreReliability",
    "DBotScoreType",
    "Demisto",
    "DemistoException",
    "DemistoScript",
    "Dict",
    "EntityRelationship",
    "EntryFormat",
    "EntryType",
    "ErrorTypes",
    "ExecutionMetrics",
    "FeedIndicatorType",
    "FileAttachmentType",
    "FormatIso8601",
    "GetMappingFieldsResponse",
    "GetModifiedRemoteDataArgs",
    "GetModifiedRemoteDataResponse",
    "GetRemoteDataArgs",
    "GetRemoteDataResponse",
    "IncidentSeverity",
    "IncidentStatus",
    "IndicatorsSearcher",
    "IntegrationLogger",
    "JsonTransformer",
    "List",
    "Lock",
    "Optional",
    "OrderedDict",
    "PollResult",
    "RuntimeSettings",
    "ScheduledCommand",
    "SchemeTypeMapping",
    "Set",
    "SmartGetDict",
    "ThreatIntel",
    "UnavailableError",
    "Union",
    "UpdateRemoteSystemArgs",
    "abstractmethod",
    "add_http_prefix_if_missing",
    "add_sensitive_log_strs",
    "append_metrics",
    "argToBoolean",
    "argToList",
    "arg_to_datetime",
    "arg_to_number",
    "as_entries",
    "assign_params",
    "auto_detect_indicator_type",
    "aws_table_to_markdown",
    "b64_encode",
    "base64",
    "batch",
    "camel_case_to_underscore",
    "camelize",
    "camelize_string",
    "cast",
    "createContext",
    "createContextSingle",
    "create_clickable_url",
    "create_indicator_result_with_dbotscore_unknown",
    "create_updated_last_run_object",
    "current",
    "cveRegex",
    "date_to_timestamp",
    "datetime",
    "datetime_to_string",
    "demisto",
    "dict_safe_get",
    "elem2json",
    "elem_to_internal",
    "emailRegex",
    "encode_string_results",
    "ensure_proxy_has_http_prefix",
    "entryTypes",
    "epochToTimestamp",
    "execute_command",
    "fileResult",
    "file_result_existing_file",
    "filter_incidents_by_duplicates_and_limit",
    "fix_traceback_line_numbers",
    "flattenCell",
    "formatCell",
    "formatEpochDate",
    "formats",
    "get_current_time",
    "get_demisto_version",
    "get_demisto_version_as_str",
    "get_error",
    "get_feed_last_run",
    "get_fetch_run_time_range",
    "get_found_incident_ids",
    "get_hash_type",
    "get_integration_context",
    "get_integration_context_with_version",
    "get_integration_instance_name",
    "get_integration_name",
    "get_last_mirror_run",
    "get_latest_incident_created_time",
    "get_pack_version",
    "get_schedule_metadata",
    "get_script_name",
    "get_x_content_info_headers",
    "gzip",
    "handle_proxy",
    "hashRegex",
    "internal_to_elem",
    "ipv4Regex",
    "ipv4cidrRegex",
    "ipv6Regex",
    "ipv6cidrRegex",
    "isError",
    "is_debug_mode",
    "is_demisto_version_ge",
    "is_error",
    "is_integration_command_execution",
    "is_ip_valid",
    "is_ipv6_valid",
    "is_mac_address",
    "is_scheduled_command_retry",
    "is_versioned_context_available",
    "json",
    "json2elem",
    "json2xml",
    "logger",
    "logging",
    "md5Regex",
    "merge_lists",
    "older_library",
    "os",
    "outputPaths",
    "parse_date_range",
    "parse_date_string",
    "parse_json_string",
    "pascalToSpace",
    "polling_function",
    "randint",
    "re",
    "regexFlags",
    "remove_duplicates_from_list_arg",
    "remove_empty_elements",
    "remove_nulls_from_dictionary",
    "remove_old_incidents_ids",
    "replace_in_keys",
    "response_to_context",
    "return_error",
    "return_outputs",
    "return_results",
    "return_warning",
    "runtime_settings",
    "safe_load_json",
    "scoreToReputation",
    "send_events_to_xsiam",
    "set_feed_last_run",
    "set_integration_context",
    "set_last_mirror_run",
    "set_to_integration_context_with_retries",
    "sha1Regex",
    "sha256Regex",
    "sha512Regex",
    "skip_cert_verification",
    "skip_proxy",
    "snakify",
    "socket",
    "ssl",
    "stringEscape",
    "stringEscapeMD",
    "stringUnEscape",
    "string_to_context_key",
    "string_to_table_header",
    "strip_tag",
    "support_multithreading",
    "sys",
    "tableToMarkdown",
    "tblToMd",
    "time",
    "timedelta",
    "timestamp_to_datestring",
    "timezone",
    "traceback",
    "types",
    "underscoreToCamelCase",
    "update_integration_context",
    "update_last_run_object",
    "urlRegex",
    "url_to_clickable_markdown",
    "urljoin",
    "urllib",
    "use",
    "warnings",
    "wraps",
    "xml2json",
]
__all__ += INSTALLED


def __getattr__(name: str) -> Any:
    # These packages are imported where they are used: a run that makes no request needs no requests.
    if name in INSTALLED:
        return import_module(name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
