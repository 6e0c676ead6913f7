"""Environments of plugins: made once, from where pip takes packages, and the files that ask for them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from coverslip.errors import PluginError
from coverslip_engine.environments import EnvironmentCache, EnvironmentSpec, Uv
from coverslip_engine.environments.uv import from_pip
from coverslip_engine.errors import EnvironmentFailed, NotFound
from coverslip_engine.plugins import read_plugin
from coverslip_engine.plugins.imjoy_requirements import wanted_of

from tests.engine.local_engine import local_engine
from tests.unit.python.asynchronous import asynchronous

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

IMJOY = """<docs>What it is</docs>
<config lang="json">
{"name": "Native", "type": "native-python", "version": "0.3.0", "description": "Says hello",
 "env": "conda create -n native python=3.7", "requirements": ["pip: iniconfig", "imjoy-rpc"]}
</config>
<script lang="python">
import iniconfig
from imjoy_rpc import api

class ImJoyPlugin:
    async def setup(self):
        self.greeting = "hello"

    async def run(self, ctx):
        await api.showMessage(f"{self.greeting} from {iniconfig.__name__}")
        return {"got": ctx["data"]}

api.export(ImJoyPlugin())
</script>
"""


def test_uv_takes_packages_from_where_pip_does() -> None:
    configuration = "\n".join(
        [
            "global.index-url='https://user:pass@index.example/simple'",
            "global.extra-index-url='file:///srv/one\\nfile:///srv/two'",
            "install.find-links='/srv/wheels /srv/more'",
            "global.timeout='60'",
            "freeze.constraint='/not/this'",
            "global.no-index='false'",
            "global.cert='/etc/ssl/ca.crt'",
            ":env:.index-url='https://last.example/simple'",
            "nonsense",
        ]
    )
    assert from_pip(configuration) == {
        "UV_DEFAULT_INDEX": "https://last.example/simple",
        "UV_INDEX": "file:///srv/one file:///srv/two",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
        "UV_FIND_LINKS": "/srv/wheels,/srv/more",
        "SSL_CERT_FILE": "/etc/ssl/ca.crt",
    }
    assert from_pip("") == {}


def test_what_is_the_same_to_an_installer_is_one_environment() -> None:
    one = EnvironmentSpec.of(["numpy", " scipy>=1 ", "coverslip", "imjoy_rpc==0.5"], ">=3.11")
    assert one == EnvironmentSpec.of(["scipy>=1", "numpy"], ">=3.11")
    assert one.requirements == ("numpy", "scipy>=1")
    assert one.key not in (EnvironmentSpec.of(["numpy"], ">=3.11").key, EnvironmentSpec.of(one.requirements).key)


class CountingUv(Uv):
    """Counts what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.commands: list[str] = []

    async def run(self, arguments: Sequence[str], on_log: Callable[[str], None]) -> str:
        """Run a command."""
        self.commands.append(" ".join(arguments[:2]).partition(" --")[0])
        return await super().run(arguments, on_log)


@asynchronous
async def test_an_environment_is_made_once_made_anew_after_a_cut_and_removed(tmp_path: Path) -> None:
    uv = CountingUv()
    cache = EnvironmentCache(tmp_path, uv)
    spec = EnvironmentSpec.of(["iniconfig"], ">=3.11")
    said: list[str] = []
    made = await cache.ensure(spec, said.append)
    assert [each.partition("==")[0] for each in made.packages] == ["iniconfig"]
    assert any("iniconfig" in line for line in said)
    assert await cache.ensure(spec) == made
    assert await EnvironmentCache(tmp_path).ensure(spec) == made
    assert uv.commands == ["venv", "pip install", "pip freeze"]
    # What an engine left that was ended while it made one.
    (made.folder / "coverslip.json").unlink()
    assert (await cache.ensure(spec)).id == made.id
    assert uv.commands == ["venv", "pip install", "pip freeze"] * 2
    assert [each.id for each in cache.all()] == [made.id]
    await cache.remove(made.id)
    assert (cache.all(), made.folder.exists()) == ([], False)
    with pytest.raises(NotFound, match="no environment"):
        await cache.remove(made.id)
    with pytest.raises(EnvironmentFailed, match="Correct the `dependencies`") as failed:
        await cache.ensure(EnvironmentSpec.of(["iniconfig==0.0.0.1"]))
    assert "iniconfig" in failed.value.log
    assert list(tmp_path.iterdir()) == []


@asynchronous
async def test_a_native_plugin_of_imjoy_runs_as_it_is(tmp_path: Path, environments: EnvironmentCache) -> None:
    said: list[tuple[str, str]] = []
    async with local_engine(tmp_path, environments) as engine:
        record = await engine.install(IMJOY, owner="ann", filename="Native.imjoy.html")
        assert (record.kind, record.version, record.dependencies) == ("imjoy", "0.3.0", ("iniconfig",))
        assert {"setup", "run"} <= set(record.exports)
        out = await engine.call(
            record.id, "run", [{"data": [1, 2]}], owner="ann", on_log=lambda *line: said.append(line)
        )
    assert out == {"got": [1, 2]}
    assert ("hello from iniconfig", "info") in said


def test_a_config_may_be_loose_json_with_values_and_scripts_for_tags() -> None:
    loose = IMJOY.replace(
        '"requirements": ["pip: iniconfig", "imjoy-rpc"]',
        '// what each needs\n tags: ["Web", "CPU", "GPU"], defaults: {"CPU": 1},'
        'requirements: {Web: [], CPU: ["pip: iniconfig"], GPU: ["cupy"]},',
    ).replace('"native-python"', '{Web: "web-python", CPU: "native-python", GPU: "native-python"}')
    loose += '<script lang="python" tag="GPU">\nONLY = "GPU"\n</script><script lang="python" tag="Web">1/0</script>'
    # Without a choice it is the first that runs natively.
    file = read_plugin(loose, "Native.imjoy.html")
    assert (file.name, file.tag, file.environment.requirements) == ("Native", "CPU", ("iniconfig",))
    assert len(file.how["scripts"]) == 1
    gpu = read_plugin(loose, "Native.imjoy.html", "GPU")
    assert (gpu.tag, gpu.environment.requirements) == ("GPU", ("cupy",))
    assert [each["text"].strip() for each in gpu.how["scripts"][1:]] == ['ONLY = "GPU"']
    # Each is a plugin of its own, which the page knows by the same id (`tests/unit/imjoy/native_starter.test.ts`).
    assert [each.id for each in (file, gpu)] == [
        hashlib.sha256(loose.encode() + b"\0" + tag).hexdigest() for tag in (b"CPU", b"GPU")
    ]
    for tag, message in (("TPU", "no tag 'TPU'; its tags are Web, CPU, GPU"), ("Web", "type 'web-python'")):
        with pytest.raises(PluginError, match=message):
            read_plugin(loose, "Native.imjoy.html", tag)
    with pytest.raises(PluginError, match="has no tags"):
        read_plugin("# /// script\n# ///\n", "plugin.py", "CPU")


@pytest.mark.parametrize(
    ("requirement", "packages"),
    [
        ("pip: numpy scipy>=1.2", ["numpy", "scipy>=1.2"]),
        ("numpy >= 1.2, < 3 scipy", ["numpy>=1.2,<3", "scipy"]),
        ("pip: torch==2.1 ; sys_platform == 'linux'", ["torch==2.1 ; sys_platform == 'linux'"]),
        ("pip: git+https://example.org/it.git@main", ["git+https://example.org/it.git@main"]),
        ("cmd: pip install -U 'numpy' scipy", ["numpy", "scipy"]),
        ("python -m pip install numpy", ["numpy"]),
        ("conda: conda-forge::scikit-image=0.22=py_0 pytorch", ["scikit-image==0.22", "torch"]),
    ],
)
def test_packages_are_taken_from_imjoys_ways_to_write_them(requirement: str, packages: list[str]) -> None:
    assert wanted_of([requirement], [], "Native.imjoy.html").packages == packages


def test_an_environment_of_conda_is_made_of_packages_and_what_differs_is_said() -> None:
    env = ["conda create -n seg -c conda-forge -y python=3.7 pip numpy=1.16", "pip install scipy"]
    wanted = wanted_of([], env, "Native.imjoy.html")
    assert (wanted.packages, wanted.python) == (["numpy==1.16", "scipy"], "")
    assert wanted.notes == [
        "The plugin asks for Python 3.7; it gets one from 3.11 on, as all do here.",
        "The plugin asks conda for numpy==1.16, which comes from PyPI here.",
    ]
    assert wanted_of([], ["conda create -n new python==3.12.1"], "Native.imjoy.html").python == "==3.12.*"


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("repo: https://example.org/it.git", r'write "pip: git\+https://example.org/it.git"'),
        (
            "cmd: apt-get install gdal",
            r"'apt-get install gdal' under 'requirements' is a command.* Write \"pip: NAME\"",
        ),
        ("js: https://example.org/it.js", "for plugins in JavaScript"),
        ("pip: -r requirements.txt", "option '-r' of pip"),
    ],
)
def test_what_can_not_be_had_is_refused_with_what_to_write(requirement: str, message: str) -> None:
    with pytest.raises(PluginError, match=message):
        wanted_of([requirement], [], "Native.imjoy.html")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("native-python", "web-python"), "type 'web-python'"),
        (('lang="json"', 'lang="yaml"'), "in yaml"),
        (('"pip: iniconfig"', '"repo: x"'), "'repo: x' can't be had"),
        (('"pip: iniconfig"', "3"), "must be a text or a list of texts"),
        (("script", "style"), "no <script"),
        (('{"name"', '["name"'), "no valid JSON"),
    ],
)
def test_what_an_engine_can_not_run_is_refused_with_the_reason(change: tuple[str, str], message: str) -> None:
    with pytest.raises(PluginError, match=message):
        read_plugin(IMJOY.replace(*change), "Native.imjoy.html")
    with pytest.raises(PluginError, match="no text in UTF-8"):
        read_plugin(b"\xff\xfe\x00", "plugin.py")
