"""Text: names in other spellings, encodings, checks of hashes and addresses."""

import base64
import re
import socket
from typing import Any, Dict, Optional


def _ipv6_regex() -> str:
    """An IPv6 address: eight groups, or fewer around ``::``, an IPv4 address at its end or not."""
    group = "[0-9a-fA-F]{1,4}"
    four = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3}"
    forms = [f"(?:{group}:){{7}}{group}", f"(?:{group}:){{1,7}}:", f":(?::{group}){{1,7}}", "::"]
    forms += [f"(?:{group}:){{1,{7 - after}}}(?::{group}){{1,{after}}}" for after in range(1, 7)]
    forms += [r"fe80:(?::[0-9a-fA-F]{0,4}){0,4}%[0-9a-zA-Z]+"]
    forms += [f"::(?:ffff(?::0{{1,4}})?:)?{four}", f"(?:{group}:){{1,4}}:{four}"]
    return f"^(?:{'|'.join(forms)})$"


STRING_TYPES = (str, bytes)
STRING_OBJ_TYPES = (str,)
IS_PY3 = True
regexFlags = re.M
ipv4cidrRegex = r"^([0-9]{1,3}\.){3}[0-9]{1,3}(\/([0-9]|[1-2][0-9]|3[0-2]))$"
ipv6Regex = _ipv6_regex()
cveRegex = r"(?i)^cve-\d{4}-([1-9]\d{4,}|\d{4})$"
hashRegex = r"\b[0-9a-fA-F]+\b"
ipv4Regex = r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$"
md5Regex = re.compile(r"\b[0-9a-fA-F]{32}\b")
sha1Regex = re.compile(r"\b[0-9a-fA-F]{40}\b")
sha256Regex = re.compile(r"\b[0-9a-fA-F]{64}\b")
sha512Regex = re.compile(r"\b[0-9a-fA-F]{128}\b")


def encode_string_results(text: Any) -> Any:
    """The text as a plain string; anything else as it is."""
    return str(text) if isinstance(text, str) else text


def b64_encode(text: Any) -> str:
    """The text, or bytes, in base 64; nothing gives ``''``."""
    if not text:
        return ""
    return base64.b64encode(text if isinstance(text, bytes) else text.encode("utf-8", "ignore")).decode()


def stringEscape(st: str) -> str:
    """Line ends and tabs written as ``\\r``, ``\\n`` and ``\\t``."""
    return st.replace("\r", "\\r").replace("\n", "\\n").replace("\t", "\\t")


def stringUnEscape(st: str) -> str:
    """The opposite of `stringEscape`."""
    return st.replace("\\r", "\r").replace("\\n", "\n").replace("\\t", "\t")


def _join_titles(src: str, delim: str, upper_camel: bool) -> str:
    first, *others = src.split(delim)
    return (first.title() if upper_camel else first.lower()) + "".join(word.title() for word in others)


def camelize_string(src_str: str, delim: str = "_", upper_camel: bool = True) -> str:
    """``demisto_content`` as ``DemistoContent`` (or ``demistoContent``)."""
    return _join_titles(src_str, delim, upper_camel) if src_str else ""


def underscoreToCamelCase(s: Any, upper_camel: bool = True) -> Any:
    """``hello_world`` as ``HelloWorld`` (or ``helloWorld``); what is no string as it is."""
    return _join_titles(s, "_", upper_camel) if isinstance(s, str) else s


def camelize(src: Any, delim: str = " ", upper_camel: bool = True) -> Any:
    """A dictionary, or a list of them, with its keys in camel case."""
    if isinstance(src, list):
        return [camelize(item, delim, upper_camel) for item in src]
    return {
        _join_titles(key.decode("utf-8") if isinstance(key, bytes) else key, delim, upper_camel): value
        for key, value in src.items()
    }


def camel_case_to_underscore(s: str) -> str:
    """``helloWorld`` as ``hello_world``."""
    parted = re.sub("(.)([A-Z][a-z]+)", r"\1_\2", s)
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", parted).lower()


def snakify(src: Dict[str, Any]) -> Dict[str, Any]:
    """A dictionary with its keys in snake case."""
    return {camel_case_to_underscore(key): value for key, value in src.items()}


def pascalToSpace(s: Any) -> Any:
    """``ThreatScore`` as ``Threat Score``; what is no string as it is."""
    if not isinstance(s, str):
        return s
    return " ".join(re.sub("[A-Z]?[a-z]+", lambda word: f" {word.group().title()} ", s).split())


def string_to_table_header(string: Any) -> str:
    """``one_two`` as ``One Two``.

    Raises:
        Exception: For what is no string.
    """
    return " ".join(word.capitalize() for word in _as_name(string).replace("_", " ").split())


def string_to_context_key(string: Any) -> str:
    """``one_two`` as ``OneTwo``.

    Raises:
        Exception: For what is no string.
    """
    return "".join(word.capitalize() for word in _as_name(string).split("_"))


def _as_name(string: Any) -> str:
    if not isinstance(string, str):
        raise Exception(f"The key is not a string: {string}")
    return string


def response_to_context(reponse_obj: Any, user_predefiend_keys: Optional[Dict[str, str]] = None) -> Any:
    """A response with its keys as the context has them: ``scan_id`` as ``ScanId``, ``id`` as ``ID``.

    Args:
        reponse_obj: The response.
        user_predefiend_keys: Names for some keys of the response's first level.
    """
    if isinstance(reponse_obj, list):
        return [response_to_context(item) for item in reponse_obj]
    if not isinstance(reponse_obj, dict):
        return reponse_obj
    names = {"id": "ID", "uuid": "UUID", **(user_predefiend_keys or {})}
    return {
        names[key] if key in names else string_to_context_key(key): response_to_context(value)
        for key, value in reponse_obj.items()
    }


def get_hash_type(hash_file: str) -> str:
    """``md5``, ``sha1``, ``sha256``, ``sha512`` by a hash's length, or ``Unknown``."""
    return {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}.get(len(hash_file), "Unknown")


def is_ipv6_valid(address: str) -> bool:
    """Whether that is an IPv6 address."""
    try:
        socket.inet_pton(socket.AF_INET6, address)
    except OSError:
        return False
    return True


def is_ip_valid(s: str, accept_v6_ips: bool = False) -> bool:
    """Whether that is an IPv4 address, or an IPv6 address where these are accepted."""
    if accept_v6_ips and is_ipv6_valid(s):
        return True
    parts = s.split(".")
    return len(parts) == 4 and all(part.isdigit() and int(part) <= 255 for part in parts)
