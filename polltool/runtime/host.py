"""The ``demisto`` object that an integration's or a script's code talks to.

On the server that object is a channel to the server. Here it is an instance of `Demisto` (the run
of an integration's command) or `DemistoScript` (a script's), filled by whoever runs the code: the
simulator, a unit test, or the code itself. Everything else in the runtime, and the code that is
run, talks to `demisto`, which stands for the instance that is in use.

>>> with use(Demisto(command="acme-scan", args={"url": "example.com"})) as run:
...     demisto.results(demisto.args()["url"])
>>> run.entries
[{'Type': 1, 'Contents': 'example.com', 'ContentsFormat': 'text'}]
"""

import json
import logging
import uuid
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple

NOTE_ENTRY = 1

DEFAULT_VERSION = "8.8.0"
DEFAULT_BUILD = "1000000"


class UnavailableError(Exception):
    """Raised for what only a server can answer and nobody has provided."""


class BaseDemisto:
    """What integrations and scripts have in common; use `Demisto` or `DemistoScript`.

    Everything that a run is given lies in `callingContext`, as on the server, so code that reads
    or changes it there sees, and does, the same. `args()` gives the same dictionary each time: a
    change made to it anywhere in a run is seen everywhere in that run.

    What a run has done is read from `returned` (what was handed to `results`, unchanged),
    `entries` (the same as entries), `logs` (pairs of level and message), `stored` (what was
    handed to functions such as `setLastRun`, `createIncidents`, `updateModuleHealth`) and
    `integration_context`.
    """

    kind = "code"

    def __init__(
        self,
        args: Optional[Dict[str, Any]] = None,
        context: Optional[Dict[str, Any]] = None,
        incidents: Optional[List[Dict[str, Any]]] = None,
        version: str = DEFAULT_VERSION,
        build_number: str = DEFAULT_BUILD,
        platform: str = "xsoar",
        parent_entry: Optional[Dict[str, Any]] = None,
        files: Optional[Dict[str, Dict[str, str]]] = None,
        investigation_id: str = "1",
        execute_command: Optional[Callable[[str, Dict[str, Any]], Any]] = None,
        unique_file: Optional[Callable[[], str]] = None,
        debug_mode: bool = False,
    ) -> None:
        """Set up a run.

        Args:
            args: The arguments of the command or script.
            context: The incident's context data, what `context()` gives; it is changed by
                `setContext`, so the caller can keep it from run to run.
            incidents: The incidents that `incidents()` gives; one with the investigation's id by default.
            version: The server's version, such as ``"6.10.0"``.
            build_number: The server's build number.
            platform: ``xsoar``, ``xsoar_hosted`` or ``x2`` (XSIAM).
            parent_entry: What a scheduled run finds as ``ParentEntry`` in `callingContext`.
            files: For each file's entry id, what `getFilePath` gives: ``id``, ``path``, ``name``.
            investigation_id: The incident's id.
            execute_command: Answers `executeCommand`; without it, that raises `UnavailableError`.
            unique_file: Gives a new file's id; random ids by default.
            debug_mode: Whether the run was started with ``debug-mode=true``.
        """
        if incidents is None:
            incidents = [{"id": investigation_id, "name": "Incident", "type": "", "CustomFields": {}}]
        self.callingContext: Dict[str, Any] = {
            "args": {} if args is None else args,
            "context": {
                "ExecutionContext": {} if context is None else context,
                "Incidents": incidents,
                "Inv": {"id": investigation_id},
                "ParentEntry": {} if parent_entry is None else parent_entry,
                "ScriptName": "",
                "IntegrationBrand": "",
                "IntegrationInstance": "",
                "ExecutedCommands": [],
            },
        }
        self.is_debug = debug_mode
        self.returned: List[Any] = []
        self.logs: List[Tuple[str, str]] = []
        self.stored: Dict[str, Any] = {}
        self._version = {"version": version, "buildNumber": build_number, "platform": platform}
        self._files = {} if files is None else files
        self._execute_command = execute_command
        self._unique_file = unique_file

    def __getattr__(self, name: str) -> Any:
        # Only what is not defined comes here. An AttributeError, so that hasattr tells the truth.
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(
            f"demisto.{name} is not available to {self.kind} here: polltool's runtime has no server behind it. "
            f"Set it before the run (demisto.{name} = ...)"
        )

    @property
    def entries(self) -> List[Dict[str, Any]]:
        """The War Room entries that `results` made, in order."""
        return [entry for value in self.returned for entry in as_entries(value)]

    # -- what the run is given

    def args(self) -> Dict[str, Any]:
        """The arguments' dictionary, the same one each time."""
        arguments: Dict[str, Any] = self.callingContext["args"]
        return arguments

    def getArg(self, arg: str) -> Any:
        """One argument, or ``None``."""
        return self.args().get(arg)

    def context(self) -> Dict[str, Any]:
        """The context data of the incident."""
        data: Dict[str, Any] = self.callingContext["context"]["ExecutionContext"]
        return data

    def setContext(self, contextPath: str, value: Any) -> Dict[str, Any]:
        """Set a value in the context data, at a path with dots."""
        *folders, last = contextPath.split(".")
        place = self.context()
        for folder in folders:
            place = place.setdefault(folder, {})
        place[last] = value
        return {"status": True}

    def incident(self) -> Dict[str, Any]:
        """The incident in which the code runs."""
        first: Dict[str, Any] = self.callingContext["context"]["Incidents"][0]
        return first

    def incidents(self, incidents: Optional[List[Dict[str, Any]]] = None) -> Optional[List[Dict[str, Any]]]:
        """The incidents; given some (fetching integrations do that), hand them to the server."""
        if incidents is None:
            known: List[Dict[str, Any]] = self.callingContext["context"]["Incidents"]
            return known
        self.results({"Type": NOTE_ENTRY, "Contents": json.dumps(incidents), "ContentsFormat": "json"})
        return None

    def investigation(self) -> Dict[str, Any]:
        """The investigation, a dictionary with its ``id``."""
        investigation: Dict[str, Any] = self.callingContext["context"]["Inv"]
        return investigation

    def parentEntry(self) -> Dict[str, Any]:
        """The entry that started this run."""
        entry: Dict[str, Any] = self.callingContext["context"]["ParentEntry"]
        return entry

    def demistoVersion(self) -> Dict[str, str]:
        """The server's ``version``, ``buildNumber`` and ``platform``."""
        return dict(self._version)

    def demistoUrls(self) -> Dict[str, str]:
        """The server's addresses."""
        server = "https://xsoar.example.com"
        incident = self.investigation()["id"]
        pages = {"investigation": "Details", "warRoom": "WarRoom", "workPlan": "WorkPlan"}
        pages.update({"evidenceBoard": "EvidenceBoard", "relatedIncidents": "Cluster"})
        return {"server": server, **{name: f"{server}/#/{page}/{incident}" for name, page in pages.items()}}

    def getFilePath(self, id: str) -> Dict[str, str]:
        """Where a War Room file lies: ``id``, ``path`` and ``name``.

        Raises:
            ValueError: If there is no such file.
        """
        if id not in self._files:
            raise ValueError(f"there is no file with the entry id {id!r}")
        return dict(self._files[id])

    def uniqueFile(self) -> str:
        """A new id for a file."""
        return self._unique_file() if self._unique_file else str(uuid.uuid4())

    def isTimeSensitive(self) -> bool:
        """Whether the run has to be quick (automatic enrichment); never here."""
        return False

    # -- what the run does

    def results(self, results: Any) -> None:
        """Hand a result, or a list of them, to the War Room."""
        self.returned.append(results)

    def executeCommand(self, command: str, args: Dict[str, Any]) -> Any:
        """Run another command or script and give its entries.

        Raises:
            UnavailableError: If nobody set what answers it.
        """
        if self._execute_command is None:
            raise UnavailableError(
                f"demisto.executeCommand({command!r}) has no server to run it; "
                "give Demisto(execute_command=...) a function that answers"
            )
        return self._execute_command(command, args)

    def log(self, msg: Any) -> None:
        """Print to the War Room's log."""
        self._log("log", msg)

    def debug(self, msg: Any, *args: Any) -> None:
        """Write to the server's log."""
        self._log("debug", msg, *args)

    def info(self, msg: Any, *args: Any) -> None:
        """Write to the server's log."""
        self._log("info", msg, *args)

    def error(self, msg: Any, *args: Any) -> None:
        """Write to the server's log."""
        self._log("error", msg, *args)

    def _log(self, level: str, msg: Any, *args: Any) -> None:
        text = " ".join(str(part) for part in (msg, *args))
        self.logs.append((level, text))
        logging.getLogger("demisto").log(logging.ERROR if level == "error" else logging.DEBUG, "%s", text)

    # -- helpers that need no server

    def get(self, obj: Any, field: str, defaultParam: Any = None) -> Any:
        """The value at a path with dots in nested dictionaries, or the default."""
        for part in field.split("."):
            if obj and part in obj:
                obj = obj[part]
            else:
                return defaultParam
        return obj

    def gets(self, obj: Any, field: str) -> str:
        """Like `get`, as a string."""
        return str(self.get(obj, field))

    def dt(self, obj: Any = None, trnsfrm: Optional[str] = None) -> Any:
        """The value at a DT path; here only plain paths such as ``Acme.Scan.Status``.

        Raises:
            UnavailableError: For a path with filters or transformers.
        """
        path = trnsfrm or ""
        if not path.replace(".", "").replace("_", "").isalnum():
            raise UnavailableError(f"demisto.dt knows only paths of names here, not {path!r}")
        return self.get(self.context() if obj is None else obj, path)


class Demisto(BaseDemisto):
    """The ``demisto`` object in a run of an integration's command."""

    kind = "an integration"

    def __init__(
        self,
        command: str = "",
        args: Optional[Dict[str, Any]] = None,
        params: Optional[Dict[str, Any]] = None,
        integration_context: Optional[Dict[str, Any]] = None,
        instance: str = "instance_1",
        brand: str = "",
        last_run: Optional[Dict[str, Any]] = None,
        **common: Any,
    ) -> None:
        """Set up a run; see `BaseDemisto` for what is common to integrations and scripts.

        Args:
            command: The command that is run.
            args: Its arguments.
            params: The integration instance's configuration parameters.
            integration_context: What the instance has stored between runs.
            instance: The instance's name.
            brand: The integration's name.
            last_run: What `getLastRun` gives.
            common: The arguments of `BaseDemisto`.
        """
        super().__init__(args, **common)
        self.callingContext.update(command=command, params={} if params is None else params, integration=True)
        self.callingContext["context"].update(
            IntegrationInstance=instance,
            IntegrationBrand=brand,
            ExecutedCommands=[{"name": command, "moduleBrand": brand or "Integration"}],
        )
        self.integration_context = {} if integration_context is None else integration_context
        self.integration_context_version = 0
        self.last_run = {} if last_run is None else last_run

    def command(self) -> str:
        """The name of the command that is run."""
        name: str = self.callingContext["command"]
        return name

    def params(self) -> Dict[str, Any]:
        """The configuration parameters, the same dictionary each time."""
        parameters: Dict[str, Any] = self.callingContext["params"]
        return parameters

    def getParam(self, param: str) -> Any:
        """One configuration parameter, or ``None``."""
        return self.params().get(param)

    def integrationInstance(self) -> str:
        """The name of the instance."""
        name: str = self.callingContext["context"]["IntegrationInstance"]
        return name

    def getIntegrationContext(self) -> Dict[str, Any]:
        """A copy of what the instance has stored."""
        return _as_stored(self.integration_context)

    def setIntegrationContext(self, context: Dict[str, Any]) -> None:
        """Store what later runs of this instance find.

        Raises:
            TypeError: If it cannot be written as JSON.
        """
        self.integration_context = _as_stored(context)
        self.integration_context_version += 1

    def getIntegrationContextVersioned(self, refresh: bool = False) -> Dict[str, Any]:
        """What the instance has stored as ``context``, and its ``version``."""
        return {"context": self.getIntegrationContext(), "version": self.integration_context_version}

    def setIntegrationContextVersioned(
        self, context: Dict[str, Any], version: int = -1, sync: bool = False
    ) -> None:
        """Store what later runs find, unless somebody else did since that version (-1: anyway).

        Raises:
            ValueError: If a newer version was stored meanwhile.
        """
        if version not in (-1, self.integration_context_version):
            raise ValueError(f"DB Version: version {version} is not {self.integration_context_version}")
        self.setIntegrationContext(context)

    def getLastRun(self) -> Dict[str, Any]:
        """What the last fetch has stored."""
        return self.last_run

    def setLastRun(self, obj: Dict[str, Any]) -> None:
        """Store what the next fetch finds."""
        self.last_run = self.stored["setLastRun"] = obj

    def credentials(self, credentials: List[Dict[str, Any]]) -> None:
        """Hand fetched credentials to the server."""
        self.stored["credentials"] = credentials

    def createIncidents(
        self, incidents: List[Dict[str, Any]], lastRun: Any = None, userID: Optional[str] = None
    ) -> List[Dict[str, Any]]:
        """Hand incidents to the server."""
        self.stored.setdefault("createIncidents", []).extend(incidents)
        return incidents

    def createIndicators(self, indicators_batch: List[Dict[str, Any]], noUpdate: bool = False) -> None:
        """Hand indicators to the server."""
        self.stored.setdefault("createIndicators", []).extend(indicators_batch)

    def updateModuleHealth(self, data: Any, is_error: bool = False) -> None:
        """Tell the server how the instance is."""
        self.stored["updateModuleHealth"] = data


class DemistoScript(BaseDemisto):
    """The ``demisto`` object in a run of a script: it has no command, no parameters, no instance."""

    kind = "a script"

    def __init__(self, name: str = "", args: Optional[Dict[str, Any]] = None, **common: Any) -> None:
        """Set up a run.

        Args:
            name: The script's name.
            args: Its arguments.
            common: The arguments of `BaseDemisto`.
        """
        super().__init__(args, **common)
        self.callingContext["integration"] = False
        self.callingContext["context"].update(
            ScriptName=name, ExecutedCommands=[{"name": name, "moduleBrand": "Scripts"}]
        )


class CurrentDemisto:
    """Stands for the `demisto` object that is in use; reading, setting and deleting go to it."""

    __slots__ = ("_host",)

    def __init__(self, host: Any) -> None:
        object.__setattr__(self, "_host", host)

    def __getattr__(self, name: str) -> Any:
        return getattr(object.__getattribute__(self, "_host"), name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "_host"), name, value)

    def __delattr__(self, name: str) -> None:
        delattr(object.__getattribute__(self, "_host"), name)

    def __dir__(self) -> List[str]:
        return dir(object.__getattribute__(self, "_host"))

    def __repr__(self) -> str:
        return f"<demisto: {object.__getattribute__(self, '_host')!r}>"


demisto: Any = CurrentDemisto(Demisto())
"""The object in use: what ``import demistomock as demisto`` gives in an integration."""


def current() -> Any:
    """The object that `demisto` stands for now."""
    return object.__getattribute__(demisto, "_host")


@contextmanager
def use(host: Any) -> Iterator[Any]:
    """Let `demisto` stand for an object (or a module such as ``demistomock``) for a while."""
    before = current()
    object.__setattr__(demisto, "_host", host)
    try:
        yield host
    finally:
        object.__setattr__(demisto, "_host", before)


def as_entries(results: Any) -> List[Dict[str, Any]]:
    """The War Room entries that the server makes of what was handed to ``demisto.results``.

    An entry is a dictionary with ``Contents`` and ``ContentsFormat``, or ``Type``; any other
    dictionary becomes the JSON contents of a note, anything else its text.
    """
    if isinstance(results, (list, tuple)):
        return [entry for result in results for entry in as_entries(result)]
    if isinstance(results, dict):
        if "Contents" in results or "Type" in results:
            return [results]
        return [{"Type": NOTE_ENTRY, "Contents": json.dumps(results, default=str), "ContentsFormat": "json"}]
    if isinstance(results, bytes):
        results = results.decode("utf-8", "replace")
    return [{"Type": NOTE_ENTRY, "Contents": str(results), "ContentsFormat": "text"}]


def _as_stored(value: Dict[str, Any]) -> Dict[str, Any]:
    # What is stored travels as JSON: no later change of the object reaches it.
    stored: Dict[str, Any] = json.loads(json.dumps(value))
    return stored
