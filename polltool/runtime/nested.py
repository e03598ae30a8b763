"""Nested dictionaries and lists."""

import json
from typing import Any, Dict, Iterator, List, Optional, Sequence

from polltool.runtime.arguments import argToList
from polltool.runtime.host import demisto


def remove_empty_elements(d: Any) -> Any:
    """The same data without ``None``, empty lists and empty dictionaries, at any depth."""

    def is_empty(value: Any) -> bool:
        return value is None or value == {} or value == []

    if isinstance(d, list):
        return [item for item in map(remove_empty_elements, d) if not is_empty(item)]
    if isinstance(d, dict):
        kept = {key: remove_empty_elements(value) for key, value in d.items()}
        return {key: value for key, value in kept.items() if not is_empty(value)}
    return d


def remove_nulls_from_dictionary(data: Dict[Any, Any]) -> None:
    """Take the keys without a value (``None``, ``''``, an empty collection) out of a dictionary."""
    for key in [key for key, value in data.items() if value in ("", None, [], {}, ())]:
        del data[key]


def remove_duplicates_from_list_arg(args: Dict[str, Any], field: str) -> List[Any]:
    """A list argument's items, each once, in no order."""
    return list(set(argToList(args.get(field))))


def dict_safe_get(
    dict_object: Any,
    keys: Sequence[Any],
    default_return_value: Any = None,
    return_type: Any = None,
    raise_return_type: bool = True,
) -> Any:
    """The value that a path of keys and indexes leads to, or the default.

    Args:
        dict_object: Where to start.
        keys: The path.
        default_return_value: The value where the path leads nowhere.
        return_type: The type that the value has to have, if any.
        raise_return_type: Whether another type is an error, else it gives the default.

    Raises:
        TypeError: If the value has another type.
    """
    value = dict_object
    for key in keys:
        try:
            value = value[key]
        except (KeyError, TypeError, IndexError, AttributeError):
            value = default_return_value
            break
    if return_type and not isinstance(value, return_type):
        if raise_return_type:
            raise TypeError(
                f"{list(keys)} leads to {value!r}, a {type(value)} where {return_type} was expected"
            )
        return default_return_value
    return value


def replace_in_keys(src: Any, existing: str = ".", new: str = "_") -> Any:
    """The same dictionary, or list of dictionaries, with a text in the keys replaced."""
    if isinstance(src, list):
        return [replace_in_keys(item, existing, new) for item in src]
    return {
        (key.decode("utf-8") if isinstance(key, bytes) else key).replace(existing, new): value
        for key, value in src.items()
    }


def createContextSingle(
    obj: Dict[str, Any],
    id: Any = None,
    keyTransform: Any = None,
    removeNull: bool = False,
) -> Dict[str, Any]:
    """A nested dictionary made of one whose keys are paths with dots."""
    nested: Dict[str, Any] = {}
    for path, value in obj.items():
        if removeNull and value in ("", None, [], {}):
            continue
        *folders, last = path.split(".")
        place = nested
        for folder in folders:
            place = place.setdefault(folder, {})
        place[keyTransform(last) if keyTransform else last] = value
    if id is not None:
        nested.setdefault("ID", id)
    return nested


def createContext(data: Any, id: Any = None, keyTransform: Any = None, removeNull: bool = False) -> Any:
    """`createContextSingle` for a dictionary or for each of a list."""
    if isinstance(data, (list, tuple)):
        return [createContextSingle(item, id, keyTransform, removeNull) for item in data]
    return createContextSingle(data, id, keyTransform, removeNull)


def batch(iterable: Any, batch_size: int = 1) -> Iterator[Any]:
    """Slices of a sequence, each of that length, the last perhaps shorter."""
    while len(iterable):
        yield iterable[:batch_size]
        iterable = iterable[batch_size:]


def parse_json_string(json_string: str) -> Any:
    """What a JSON text says; an empty dictionary where it is none."""
    try:
        return json.loads(json_string)
    except json.JSONDecodeError as error:
        demisto.error(f"This is no JSON: {error}")
        return {}


class SmartGetDict(Dict[Any, Any]):
    """A dictionary whose `get` gives the default also where the value is ``None``."""

    def get(self, key: Any, default: Any = None) -> Any:
        """The value, or the default where it is missing or ``None``."""
        value: Optional[Any] = super().get(key)
        return default if value is None else value
