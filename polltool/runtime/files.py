"""Files in the War Room."""

import os
from typing import Any, Dict, Optional

from polltool.runtime.enums import EntryFormat, EntryType
from polltool.runtime.host import demisto
from polltool.runtime.settings import runtime_settings


def fileResult(filename: Any, data: Any, file_type: Optional[int] = None) -> Dict[str, Any]:
    """Write a file and give the entry that shows it.

    The file lies in the working directory, named with the investigation's id and a new id, where
    the server fetches it.

    Args:
        filename: The name that people see; ``../`` in it is dropped, since the server would look elsewhere.
        data: The contents; a string is written as UTF-8.
        file_type: One of `EntryType`; a file by default (``ENTRY_INFO_FILE`` is not looked into).
    """
    file_id = demisto.uniqueFile()
    contents = data.encode("utf-8") if isinstance(data, str) else data
    with open(f"{demisto.investigation()['id']}_{file_id}", "wb") as file:
        file.write(contents)
    if isinstance(filename, str) and "../" in filename and not runtime_settings.older:
        given, filename = filename, filename.replace("../", "")
        demisto.debug(f"The file {given} is called {filename}")
    return _file_entry(filename, file_id, EntryType.FILE if file_type is None else file_type)


def file_result_existing_file(filename: str, saveFilename: Optional[str] = None) -> Dict[str, Any]:
    """Move a file to where the server fetches it and give the entry that shows it.

    Args:
        filename: Where it lies.
        saveFilename: The name that people see; the former by default.
    """
    file_id = demisto.uniqueFile()
    os.rename(filename, f"{demisto.investigation()['id']}_{file_id}")
    return _file_entry(saveFilename or filename, file_id, EntryType.FILE)


def _file_entry(filename: Any, file_id: str, file_type: int) -> Dict[str, Any]:
    return {
        "Contents": "",
        "ContentsFormat": EntryFormat.TEXT,
        "Type": file_type,
        "File": filename,
        "FileID": file_id,
    }
