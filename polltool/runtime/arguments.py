"""Reading a command's arguments, which arrive as strings, lists or whatever a playbook passes."""

import json
from typing import Any, Callable, Dict, List, Optional

from polltool.runtime.host import demisto
from polltool.runtime.settings import runtime_settings


def argToBoolean(value: Any) -> bool:
    """Read a boolean: ``true``, ``false``, ``yes``, ``no`` in any case, or a ``bool``.

    Raises:
        ValueError: For anything else, ``None`` and numbers included.
    """
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise ValueError("Argument is neither a string nor a boolean")
    word = value.lower()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise ValueError("Argument does not contain a valid boolean-like value")


def arg_to_number(arg: Any, arg_name: Optional[str] = None, required: bool = False) -> Optional[int]:
    """Read a whole number; what follows a decimal point is dropped.

    Args:
        arg: A string or an ``int``; ``None`` and ``''`` mean that there is none.
        arg_name: The argument's name, for the message.
        required: Whether there has to be one.

    Returns:
        The number, or ``None`` if there is none and none is required.

    Raises:
        ValueError: If it is no number (a ``float`` is none), or if it is required and missing.
    """
    if arg is None or arg == "":
        if required is True:
            raise ValueError(f'Missing "{arg_name}"' if arg_name else "Missing required argument")
        return None
    if isinstance(arg, str):
        if arg.isdigit():
            return int(arg)
        try:
            return int(float(arg))
        except Exception:
            raise ValueError(_no_number(arg, arg_name))
    if isinstance(arg, int):
        return arg
    raise ValueError(_no_number(arg, arg_name))


def _no_number(arg: Any, arg_name: Optional[str]) -> str:
    return f'Invalid number: "{arg_name}"="{arg}"' if arg_name else f'"{arg}" is not a valid number'


def argToList(arg: Any, separator: str = ",", transform: Optional[Callable[[Any], Any]] = None) -> List[Any]:
    """Read a list: a list as it is, JSON in brackets, or text with separators.

    Args:
        arg: The argument; nothing (``None``, ``''``, 0, ...) is an empty list, and a value that is
            neither string nor list a list of that value.
        separator: What parts the items of a text; white space around them is dropped.
        transform: Called with each item, if given.

    Returns:
        The list; without `transform` that very object if a list was given.

    Raises:
        ValueError: With the older library, for text in brackets that is no JSON.
    """
    if not arg:
        return []
    items: List[Any]
    if isinstance(arg, list):
        items = arg
    elif isinstance(arg, (str, bytes)):
        items = _split(arg, separator)
    else:
        items = [arg]
    return [transform(item) for item in items] if transform else items


def _split(arg: Any, separator: str) -> List[Any]:
    if arg[0] == "[" and arg[-1] == "]":
        try:
            items: List[Any] = json.loads(arg)
            return items
        except Exception:
            if runtime_settings.older:
                raise
            demisto.debug(f"{arg} is no JSON, it is split at {separator!r}")
    return [item.strip() for item in arg.split(separator)]


def assign_params(keys_to_ignore: Any = None, values_to_ignore: Any = None, **kwargs: Any) -> Dict[str, Any]:
    """A dictionary of the keyword arguments that have a value.

    Args:
        keys_to_ignore: Names to leave out.
        values_to_ignore: Values that count as none; by default ``None``, ``''`` and empty lists,
            dictionaries and tuples, but not 0 and not ``False``.
        kwargs: The names and values.
    """
    nothing = (None, "", [], {}, ()) if values_to_ignore is None else values_to_ignore
    left_out = () if keys_to_ignore is None else keys_to_ignore
    return {key: value for key, value in kwargs.items() if value not in nothing and key not in left_out}
