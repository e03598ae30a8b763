"""The decorator or the schedule of a shape, with the name, the interval and the timeout in it."""

from __future__ import annotations

from tests.differential.shapes import Shape
from tests.differential.yml import polling_arg, timing


def scheduled_command(shape: Shape) -> str:
    """The command that a schedule names."""
    return {"script": "AcmeScan"}.get(shape.family, "acme-find" if shape.paired else "acme-scan")


def name_of(shape: Shape) -> str:
    target = scheduled_command(shape)
    start, rest = ("ACME", target[4:]) if shape.family == "script" else ("PREFIX", target[4:])
    return {
        "literal": f"'{target}'",
        "keyword": f"'{target}'",
        "constant": "COMMAND",
        "f-string": f"f'{{{start}}}{rest}'",
        "class-constant": "Commands.SCAN",
        "command": "demisto.command()",
        "concatenated": f"{start} + '{rest}'",
        "format": f"'{{}}{rest}'.format({start})",
        "percent": f"'%s{rest}' % {start}",
        "join": f"'{rest[:1]}'.join([{start}, '{rest[1:]}'])",
        "alias": "ALIAS",
        "enum": "Names.SCAN.value",
        "table": "TABLE['scan']",
        "misspelt": f"'{target}s'",
        "other-case": f"'{target.swapcase()}'",
    }[shape.name]


FIXED = ("literal", "constant", "arithmetic", "short", "short-arithmetic", "within")
"""Intervals and timeouts that are read from no argument."""


def _timing(shape: Shape, part: str, args: str) -> str:
    word = getattr(shape, part)
    key = timing(shape)[0 if part == "interval" else 1]
    default = 30 if part == "interval" else 600
    constant = "DEFAULT_INTERVAL" if part == "interval" else "DEFAULT_TIMEOUT"
    return {
        "literal": str(default),
        "constant": constant,
        "argument": f"arg_to_number({args}.get('{key}', {default}))",
        "argument-text": f"arg_to_number({args}.get('{key}', '{default}'))",
        "argument-or": f"arg_to_number({args}.get('{key}') or {default})",
        "or-argument": f"arg_to_number({args}.get('{key}')) or {default}",
        "argument-int": f"int({args}.get('{key}', {default}))",
        "argument-constant": f"arg_to_number({args}.get('{key}', {constant}), arg_name='{key}')",
        "argument-lines": f"arg_to_number(\n        {args}.get(\n            '{key}', {default}\n        )\n    )",
        "getarg-or": f"arg_to_number(demisto.getArg('{key}')) or {default}",
        "getarg": f"arg_to_number(demisto.getArg('{key}'))",
        "no-default": f"arg_to_number({args}.get('{key}'))",
        "subscript": f"int({args}['{key}'])",
        "arithmetic": "3 * 10" if part == "interval" else "10 * 60",
        "module": "INTERVAL" if part == "interval" else "TIMEOUT",
        "module-none": "INTERVAL" if part == "interval" else "TIMEOUT",
        "function": f"seconds({args}, '{key}', {default})",
        "function-none": f"seconds_given({args}, '{key}')",
        "max": f"max(10, arg_to_number({args}.get('{key}', {default})))",
        "conditional": f"arg_to_number({args}['{key}']) if {args}.get('{key}') else {default}",
        "int-or": f"int({args}.get('{key}') or {default})",
        "named": f"arg_to_number(arg={args}.get('{key}', {default}), arg_name='{key}', required=True)",
        "or-none": f"arg_to_number({args}.get('{key}')) or None",
        "default-none": f"arg_to_number({args}.get('{key}', None))",
        "default-empty": f"arg_to_number({args}.get('{key}', ''))",
        "int-none": f"int({args}.get('{key}'))",
        "short-arithmetic": "60 // 20",
        "short": "3",
        "within": "20",
    }[word]


def carried_timing(shape: Shape, default: bool = False) -> list[str]:
    """Entries of a dictionary that pass on what interval and timeout are read from."""
    found = []
    for part, key, usual in zip(("interval", "timeout"), timing(shape), (30, 600), strict=True):
        if getattr(shape, part) not in FIXED:
            found.append(f"'{key}': args.get('{key}'{f', {usual}' if default else ''})")
    return found


def _options(shape: Shape) -> list[tuple[str, str]]:
    """The decorator's arguments by their names, in its order."""
    found = [
        ("name", name_of(shape)),
        ("interval", _timing(shape, "interval", "demisto.args()")),
        ("timeout", _timing(shape, "timeout", "demisto.args()")),
    ]
    if shape.form == "positional":
        found.append(("poll_message", "'Waiting:'"))
        found.append(("polling_arg_name", f"'{polling_arg(shape)}'"))
        found.append(("requires_polling_arg", str(shape.polls != "always")))
    elif shape.form == "constants":
        found.append(("requires_polling_arg", "ASKS"))
        found.append(("polling_arg_name", "POLLING_ARG"))
        found.append(("poll_message", "MESSAGE"))
    elif shape.polls == "always":
        found.append(("requires_polling_arg", "False"))
    elif shape.polls == "other-argument":
        found.append(("polling_arg_name", f"'{polling_arg(shape)}'"))
    return found


def decorator(shape: Shape, function: str) -> tuple[str, str]:
    """What stands above the function that polls, and what below it."""
    if not shape.decorated:
        return ("@logger\n" if shape.stacked == "logger" else "", "")
    above = "@logger\n" if shape.stacked == "logger" else ""
    if shape.stacked == "no-call":
        return above + "@polling_function\n", ""
    if shape.stacked == "undecorated":
        return above, ""
    options = _options(shape)
    name = f"name={options[0][1]}" if shape.name == "keyword" else options[0][1]
    keywords = "".join(f"    {key}={value},\n" for key, value in options[1:])
    call = f"polling_function(\n    {name},\n{keywords})"
    if shape.form == "positional":
        call = "polling_function(" + ", ".join(value for _, value in options) + ")"
    elif shape.form == "options":
        entries = "".join(f"    '{key}': {value},\n" for key, value in options[1:])
        return f"OPTIONS = {{\n{entries}}}\n\n\n{above}@polling_function({name}, **OPTIONS)\n", ""
    elif shape.form == "variable":
        return f"in_turn = {call}\n\n\n{above}@in_turn\n", ""
    elif shape.form == "applied":
        return above, f"\n{function} = {call}({function})\n\n"
    elif shape.form == "partial":
        rest = "".join(f", {key}={value}" for key, value in options[3:])
        first = f"in_turn = functools.partial(polling_function, timeout={options[2][1]}{rest})\n\n\n"
        return f"{first}{above}@in_turn({name}, interval={options[1][1]})\n", ""
    return f"{above}@{call}\n", ""


def constants(shape: Shape) -> str:
    """What the decorator or the schedule reads of the module."""
    text = ""
    for part, name in (("interval", "INTERVAL"), ("timeout", "TIMEOUT")):
        key = timing(shape)[0 if part == "interval" else 1]
        word = getattr(shape, part)
        if word == "module":
            text += (
                f"{name} = arg_to_number(demisto.args().get('{key}', {30 if part == 'interval' else 600}))\n"
            )
        elif word == "module-none":
            text += f"{name} = arg_to_number(demisto.args().get('{key}'))\n"
    words = {shape.interval, shape.timeout}
    if "function" in words:
        text += "\n\ndef seconds(args, key, usual):\n    return arg_to_number(args.get(key)) or usual\n"
    if "function-none" in words:
        text += "\n\ndef seconds_given(args, key):\n    return arg_to_number(args.get(key))\n"
    if shape.form == "constants":
        text += (
            f"ASKS = {shape.polls != 'always'}\nPOLLING_ARG = '{polling_arg(shape)}'\nMESSAGE = 'Waiting:'\n"
        )
    return text


def schedule(shape: Shape, following: str, name: str = "") -> str:
    """The call that makes a schedule."""
    options = [
        ("command", name or name_of(shape)),
        ("next_run_in_seconds", _timing(shape, "interval", "args")),
        ("args", following),
        ("timeout_in_seconds", _timing(shape, "timeout", "args")),
    ]
    if shape.attach == "items":
        options.append(("items_remaining", "3"))
    if shape.form == "positional":
        return "ScheduledCommand(" + ", ".join(value for _, value in options) + ")"
    if shape.form == "options":
        return "ScheduledCommand(**{" + ", ".join(f"'{key}': {value}" for key, value in options) + "})"
    if shape.form == "partial":
        words = ", ".join(f"{key}={value}" for key, value in options[1:])
        return f"functools.partial(ScheduledCommand, {options[0][1]})({words})"
    first = options[0][1] if shape.name != "keyword" or name else f"command={options[0][1]}"
    words = "".join(f"        {key}={value},\n" for key, value in options[1:])
    return f"ScheduledCommand(\n        {first},\n{words}    )"
