"""From configurations and the command line to the policies of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polltool.config import Configuration, Configurations
from polltool.findings import Severity
from polltool.plugins import plugin_rules
from polltool.policy import FileIgnore, Policy
from polltool.records import dataclass
from polltool.rules.base import Rule, Settings
from polltool.select import check_selectors, exactness, named, precision, select_rules

_INTERNAL_ERROR = "POL000"


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that the command line asks for."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()


class Policies:
    """The policies of one run, one for each configuration in force.

    :param known: the rules there are, without those of plugins.
    :param settings: what rules depend on, in the place of what is configured.
    :param module_folders: folders of shared modules besides the configured ones.
    """

    __slots__ = (
        "_configurations",
        "_known",
        "_module_folders",
        "_of",
        "_selected",
        "_selection",
        "_settings",
    )

    def __init__(
        self,
        configurations: Configurations,
        known: Sequence[Rule],
        selection: Selection,
        settings: Settings | None = None,
        module_folders: Sequence[str] = (),
    ) -> None:
        self._configurations = configurations
        self._known = tuple(known)
        self._selection = selection
        self._settings = settings
        self._module_folders = tuple(module_folders)
        self._of: dict[Configuration, Policy] = {}
        self._selected: dict[str, Rule] = {}

    def of(self, path: str) -> Policy:
        """How the item that the file at an absolute path belongs to is checked."""
        return self._made(self._configurations.of(path))

    def choose(self, ymls: Iterable[str], cwd: str) -> tuple[tuple[Policy, ...], Mapping[str, int]]:
        """The policies for these ymls, at least one, and which of them is each yml's.

        :raises UsageError: the command line selects a rule that no policy knows.
        """
        configurations = {yml: self._configurations.of(yml) for yml in ymls}
        distinct = list(dict.fromkeys(configurations.values())) or [self._configurations.of_folder(cwd)]
        policies = tuple(self._made(configuration) for configuration in distinct)
        known = {rule.code: rule for policy in policies for rule in policy.known}
        chosen = self._selection
        check_selectors((*chosen.select, *chosen.ignore, *chosen.extend_select), tuple(known.values()))
        if len(policies) == 1:
            return policies, {}
        numbers = {configuration: number for number, configuration in enumerate(distinct)}
        return policies, {yml: numbers[configuration] for yml, configuration in configurations.items()}

    @property
    def selected(self) -> tuple[Rule, ...]:
        """The rules that any of the policies runs, POL000 included, by code."""
        return tuple(self._selected[code] for code in sorted(self._selected))

    def _made(self, configuration: Configuration) -> Policy:
        if configuration not in self._of:
            known = (*self._known, *plugin_rules(configuration.plugins, self._known))
            selected = self._select(configuration, known)
            self._selected.update((rule.code, rule) for rule in selected)
            settings = self._settings or Settings(server_version=configuration.server_version)
            self._of[configuration] = Policy(
                rules=tuple(rule for rule in selected if rule.code != _INTERNAL_ERROR),
                known=known,
                settings=settings,
                module_folders=(*self._module_folders, *configuration.api_modules),
                caps=_caps(configuration, known),
                file_ignores=tuple(
                    FileIgnore(configuration.folder or "", pattern, named(codes, known))
                    for pattern, codes in configuration.per_file_ignores
                ),
            )
        return self._of[configuration]

    def _select(self, configuration: Configuration, known: Sequence[Rule]) -> tuple[Rule, ...]:
        """The rules that run: a --select starts anew, the other options speak after the configuration."""
        given = self._selection
        if given.select:
            configured: tuple[Rule, ...] = tuple(rule for rule in known if exactness(given.select, rule) >= 0)
            return _narrowed(configured, known, given, exactness_of=given.select)
        configured = select_rules(
            known,
            select=configuration.select,
            ignore=configuration.ignore,
            extend_select=configuration.extend_select,
        )
        return _narrowed(configured, known, given)


def _narrowed(
    rules: Sequence[Rule], known: Sequence[Rule], given: Selection, *, exactness_of: Sequence[str] = ()
) -> tuple[Rule, ...]:
    """The rules without those that the command line ignores, and with those that it adds."""
    wanted = (*exactness_of, *given.extend_select)
    codes = {rule.code for rule in rules}

    def runs(rule: Rule) -> bool:
        asked, ignored = exactness(wanted, rule), exactness(given.ignore, rule)
        return rule.code in codes if asked < 0 and ignored < 0 else asked > ignored

    return tuple(rule for rule in known if runs(rule))


def _caps(configuration: Configuration, known: Sequence[Rule]) -> dict[str, Severity]:
    """The highest severity by code; the most exact selector decides, of equals the last."""
    caps: dict[str, tuple[int, Severity]] = {}
    for selector, severity in configuration.severity:
        for rule in known:
            exact = precision(selector, rule)
            if exact >= 0 and exact >= caps.get(rule.code, (0, severity))[0]:
                caps[rule.code] = (exact, severity)
    return {code: severity for code, (_, severity) in caps.items()}
