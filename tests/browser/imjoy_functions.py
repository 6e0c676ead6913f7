"""Every function of ImJoy's api: how it is called, what the person does, and what comes of it.

The test that runs them is test_imjoy_functions.py; the table in docs/bring-your-imjoy-plugin.md is made from this list.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True)
class Case:
    """One call.

    Attributes:
        name: the function's name below `api`.
        args: its arguments.
        gives: what it gives back; for a refusal, part of the error's message.
        note: what the table says of it.
        presses: name of the button that the person presses, "" for none.
        types: what the person types into the dialog's field first.
        sees: texts that the dialog shows, or that the app shows afterwards.
        refused: whether it answers with an error, since there is nothing here that could do it.
    """

    name: str
    args: Sequence[Any] = ()
    gives: Any = None
    note: str = ""
    presses: str = ""
    types: str = ""
    sees: Sequence[str] = field(default_factory=tuple)
    refused: bool = False


HTML = {"title": "Title", "content": "<b>bold</b><img src=x onerror='document.title=1'>", "confirm_text": "Fine"}
FORM = {
    "name": "A dialog",
    "ui": "Sigma: {id: 'sigma', type: 'number', placeholder: 3} and {id: 'mode', type: 'choose', options: ['a', 'b']}",
}
ENGINE = "none is connected"

CASES = (
    Case("alert", ["Hello"], presses="OK", sees=["Hello"]),
    Case("alert", [HTML], note="HTML is cleaned", presses="Fine", sees=["Title", "bold"]),
    Case("confirm", ["Sure?"], True, presses="Yes", sees=["Sure?"]),
    Case("prompt", ["Name?", "you"], "me", presses="OK", types="me", sees=["Name?"]),
    Case("prompt", [{"content": "Name?", "placeholder": "you"}], "you", presses="OK"),
    Case("showMessage", ["Told", 600], note="a notice that goes after its seconds", sees=["Told"]),
    Case("showSnackbar", ["Snack", 600], note="as showMessage", sees=["Snack"]),
    Case("showStatus", ["Busy"], note="beside the progress of the run, else a notice"),
    Case("showProgress", [50], note="0 to 1, or to 100; the bar of the run"),
    Case("progress", [0.5], note="as showProgress"),
    Case("log", ["Written", 1], note="a line of the log"),
    Case(
        "log", [{"type": "image", "value": "data:image/gif;base64,R0lGODlhAQABAAAAACw="}], note="a picture of the log"
    ),
    Case("error", ["Wrong"], note="a line of the log"),
    Case("showDialog", [FORM], {"sigma": 3, "mode": "a"}, "a form; with a window’s type, the window", "OK"),
    Case("echo", [{"a": [1, None]}], {"a": [1, None]}),
    Case("getServices", [{"type": "none"}], []),
    Case("setConfig", ["sigma", 928], note="kept for the plugin; numbers come back as texts"),
    Case("getConfig", ["sigma"], "928"),
    Case("getConfig", ["_name"], "Functions in {language}", "“_field” reads the config"),
    Case("getAttachment", ["note"], "kept in the file"),
    Case("TAG", gives="first"),
    Case("WORKSPACE", gives="default"),
    Case("ENGINE_URL", gives=""),
    Case("FILE_MANAGER_URL", gives=""),
    Case("fs.writeFile", ["/a/b.txt", "text"], note="in memory, while the page is open"),
    Case("fs.readFile", ["/a/b.txt", "utf8"], "text"),
    Case("fs.readdir", ["/"], ["a", "home", "tmp"]),
    Case("getFileUrl", ["/a/b.txt"], "data:application/octet-stream;base64,dGV4dA==", "of a file in api.fs"),
    Case("utils.sleep", [0.01]),
    Case("utils.$forceUpdate", note="does nothing: windows draw themselves"),
    Case("utils.openUrl", ["https://example.org/"], "did not allow", "the person is asked", "No", refused=True),
    Case("getFileManager", ["https://localhost"], ENGINE, refused=True),
    Case("getEngine", ["https://localhost"], ENGINE, refused=True),
    Case("getEngineFactory", ["Jupyter"], ENGINE, refused=True),
    Case("requestUploadUrl", ["/a"], ENGINE, refused=True),
    Case("utils.showDirectoryPicker", [], "folders", refused=True),
)

#: Functions that take more than one call to show; test_imjoy_functions.py names its test after each.
STORIES = {
    "registerService, unregisterService, getServices": "an `operator` becomes an entry that the person can run",
    "register, unregister": "the older names of the same; without a type, for operators",
    "updateWindow": "the older name of a window’s `run`",
    "fs (all), BrowserFS": "answers callbacks as Node.js does, and by promises",
    "registerCodec": "both ways, by class",
    "showFileDialog": "gives `{name, path, size, type, url, file}`; `url` can be fetched without a network",
    "utils.showOpenFilePicker, utils.showSaveFilePicker": "handles with `getFile` and `createWritable`",
    "exportFile": "the person is asked",
    "getPlugin, loadPlugin, run, call": "by name, address, or (getPlugin, loadPlugin) a plugin’s whole text",
    "installPlugin, uninstallPlugin": "by `src`, `uri` or `code`; the person is asked",
    "export, init, dispose, disposeObject": "on the plugin’s own side",
    "createWindow, getWindow": "ImJoy’s built-in types, plugins and pages; found by name or type",
}


def table() -> str:
    """The table of the docs."""
    notes: dict[str, list[str]] = {}
    outcomes: dict[str, str] = {}
    for case in CASES:
        notes.setdefault(case.name, []).extend([case.note] if case.note else [])
        outcomes.setdefault(case.name, "answers with an error" if case.refused and not case.presses else "works")
    rows = [f"| `{name}` | {outcomes[name]} | {'; '.join(notes[name])} |" for name in outcomes]
    for names, note in STORIES.items():
        quoted = ", ".join(f"`{name}`" for name in names.split(", "))
        rows.append(f"| {quoted} | works | {note} |")
    return "\n".join(["| function | | |", "|---|---|---|", *rows])
