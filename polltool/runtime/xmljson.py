"""XML as JSON and back.

An element is a dictionary with its tag as the only key. Its value is its text, or a dictionary:
attributes begin with ``@``, text beside others is ``#text``, what follows the element ``#tail``;
children are keys, and a list where several have the same tag.
"""

import json
from collections import OrderedDict
from typing import Any, Callable, Dict, List
from xml.etree import ElementTree as ET


def strip_tag(tag: str) -> str:
    """A tag without its namespace."""
    parts = tag.split("}")
    return parts[1] if len(parts) > 1 else tag


def elem_to_internal(elem: Any, strip_ns: Any = 1, strip: Any = 1) -> Dict[str, Any]:
    """An element as a dictionary.

    Args:
        elem: The element.
        strip_ns: Whether to leave out the tags' namespaces.
        strip: Whether to leave out white space around texts.
    """
    inside: Dict[str, Any] = OrderedDict()
    for name, value in elem.attrib.items():
        inside["@" + name] = value
    for child in elem:
        tag = strip_tag(child.tag) if strip_ns else child.tag
        value = elem_to_internal(child, strip_ns, strip)[tag]
        if tag not in inside:
            inside[tag] = value
        elif isinstance(inside[tag], list):
            inside[tag].append(value)
        else:
            inside[tag] = [inside[tag], value]
    text, tail = elem.text, elem.tail
    if strip:
        text, tail = text and text.strip(), tail and tail.strip()
    if tail:
        inside["#tail"] = tail
    if inside and text:
        inside["#text"] = text
    return {strip_tag(elem.tag) if strip_ns else elem.tag: inside or text or None}


def internal_to_elem(pfsh: Dict[str, Any], factory: Callable[..., Any] = ET.Element) -> Any:
    """The element that such a dictionary stands for.

    Raises:
        ValueError: If it has not just one key.
    """
    tags = list(pfsh)
    if len(tags) != 1:
        raise ValueError(f"Illegal structure with multiple tags: {tags}")
    value = pfsh[tags[0]]
    inside: Dict[str, Any] = value if isinstance(value, dict) else {"#text": value}
    attributes: Dict[str, Any] = OrderedDict()
    children: List[Any] = []
    text = tail = None
    for key, one in inside.items():
        if key[:1] == "@":
            attributes[key[1:]] = one
        elif key == "#text":
            text = one
        elif key == "#tail":
            tail = one
        else:
            children += [
                internal_to_elem({key: each}, factory) for each in (one if isinstance(one, list) else [one])
            ]
    element = factory(tags[0], attributes)
    for child in children:
        element.append(child)
    element.text, element.tail = text, tail
    return element


def elem2json(elem: Any, options: Any, strip_ns: Any = 1, strip: Any = 1) -> str:
    """An element, or a tree, as JSON; with ``pretty`` among the options over several lines."""
    root = elem.getroot() if hasattr(elem, "getroot") else elem
    inside = elem_to_internal(root, strip_ns, strip)
    if "pretty" in options:
        return json.dumps(inside, indent=4, separators=(",", ": "))
    return json.dumps(inside)


def json2elem(json_data: Any, factory: Callable[..., Any] = ET.Element) -> Any:
    """The element that a JSON text stands for."""
    return internal_to_elem(json.loads(json_data), factory)


def xml2json(xmlstring: Any, options: Any = (), strip_ns: Any = 1, strip: Any = 1) -> str:
    """An XML text as JSON.

    Raises:
        xml.etree.ElementTree.ParseError: If it is no XML.
    """
    return elem2json(ET.fromstring(xmlstring), options, strip_ns, strip)


def json2xml(json_data: Any, factory: Callable[..., Any] = ET.Element) -> bytes:
    """A dictionary, or a JSON text, as XML."""
    data = json_data if isinstance(json_data, dict) else json.loads(json_data)
    text: bytes = ET.tostring(internal_to_elem(data, factory), encoding="utf-8")
    return text
