"""The built site: site.json tells the truth, and the same sources give the same bytes."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from build_steps.config import Config
from build_steps.content import sha256_of, sha256_of_file
from build_steps.errors import StepError
from build_steps.site import site

from .conftest import ROOT
from .silent_report import SilentReport

RUNTIME = {
    "coverslip.zip",
    "pyodide-lock.json",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide.mjs",
    "python_stdlib.zip",
    "snapshot.bin",
}


def refs_in(value: object) -> list[dict[str, Any]]:
    """Every AssetRef in a part of site.json."""
    if isinstance(value, list):
        return [ref for entry in value for ref in refs_in(entry)]
    if not isinstance(value, dict):
        return []
    return [value] if "sha256" in value else [ref for entry in value.values() for ref in refs_in(entry)]


@pytest.fixture(scope="module")
def manifest(dist: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((dist / "site.json").read_bytes())
    return content


@pytest.fixture(scope="module")
def known(dist: Path) -> dict[str, Any]:
    """What the service worker knows: the shell, which the page has no need to read, and the runtime."""
    first = (dist / "sw.js").read_text().split("\n", 1)[0]
    content: dict[str, Any] = json.loads(first.removeprefix("const __SITE__=").removesuffix(";"))
    return content


def test_every_reference_is_true(dist: Path, manifest: dict[str, Any], known: dict[str, Any]) -> None:
    for ref in refs_in([manifest, known]):
        data = (dist / ref["path"]).read_bytes()
        assert len(data) == ref["transfer"], ref
        content = gzip.decompress(data) if ref["encoding"] == "gzip" else data
        assert (sha256_of(content), len(content)) == (ref["sha256"], ref["size"]), ref


def test_every_file_is_named(dist: Path, manifest: dict[str, Any], known: dict[str, Any]) -> None:
    named = {ref["path"] for ref in refs_in([manifest, known])}
    there = {path.relative_to(dist).as_posix() for path in dist.rglob("*") if path.is_file()}
    unnamed = {name for name in there - named if not name.startswith("samples/LICENSE-")}
    assert unnamed == {"sw.js"}


def test_the_runtime_is_whole_and_every_need_is_carried(manifest: dict[str, Any]) -> None:
    assert set(manifest["runtime"]["files"]) == RUNTIME
    packages = manifest["packages"]
    assert [(name, need) for name, entry in packages.items() for need in entry["depends"] if need not in packages] == []
    assert [name for name, entry in packages.items() if entry["origin"] == "built"] == ["pywavelets", "scikit-image"]
    assert {ref["path"].startswith("assets/") for entry in packages.values() for ref in refs_in(entry)} == {True}


def test_the_service_worker_knows_this_version(dist: Path, manifest: dict[str, Any], known: dict[str, Any]) -> None:
    assert known["version"] == manifest["version"]
    paths = {ref["path"] for ref in known["shell"]}
    page = (dist / "index.html").read_text()
    bundles = set(re.findall(r'(?:src|href)="(app/[^"]*)"', page))
    assert set(known["start"]) == {"index.html", "manifest.webmanifest", "site.json"} | bundles
    assert set(known["start"]) < paths, "the rest is saved when there is time"
    site_json = next(ref for ref in known["shell"] if ref["path"] == "site.json")
    assert site_json["sha256"] == sha256_of((dist / "site.json").read_bytes())
    assert known["runtime"] == manifest["runtime"]["files"]


def test_the_page_names_nothing_by_host_or_root(dist: Path) -> None:
    html = (dist / "index.html").read_text()
    names = re.findall(r'(?:src|href)="([^"]*)"', html)
    assert names
    assert [name for name in names if name.startswith("/") or ":" in name or not (dist / name).is_file()] == []


def test_shipped_plugins_are_described(manifest: dict[str, Any]) -> None:
    plugins = {Path(plugin["file"]["path"]).stem: plugin for plugin in manifest["plugins"]}
    assert {"invert", "count_nuclei", "open_image"} <= set(plugins)
    count = plugins["count_nuclei"]
    assert count["header"]["name"] == "Count nuclei"
    assert count["header"]["permissions"]["network"] == []
    assert [op["name"] for op in count["ops"]] == ["count"]
    assert [result["kind"] for result in count["ops"][0]["results"]][:2] == ["labels", "table"]


def test_samples_keep_their_licence_and_origin(dist: Path, manifest: dict[str, Any]) -> None:
    samples = {sample["name"]: sample for sample in manifest["samples"]}
    assert {"img2d.tif", "mask2d.tif", "ihc.png", "retina.jpg", "cell.png", "PGC_20X.czi"} <= set(samples)
    for sample in samples.values():
        package = sample["origin"].partition("==")[0]
        assert (dist / "samples" / f"LICENSE-{package}.txt").stat().st_size > 500
        assert sample["licence"]


def built(config: Config, folder: Path, sources: Path, *, steps: bool) -> dict[str, str]:
    """Builds a copy of `sources` in `folder`; gives the sha256 of each file of the site.

    Downloads and compiled wheels are shared; what the steps made before is shared only if `steps` says so.
    """
    root = folder / "sources"
    shutil.copytree(sources, root)
    (root / "node_modules").symlink_to(config.node_modules)
    (root / ".venv").symlink_to(config.venv)
    cache = folder / "cache"
    cache.mkdir()
    for path in config.cache.iterdir():
        if steps or path.name != "steps":
            (cache / path.name).symlink_to(path)
    out = site(Config(root=root, out=folder / "dist", cache=cache, report=SilentReport()))
    return {path.relative_to(out).as_posix(): sha256_of_file(path) for path in out.rglob("*") if path.is_file()}


def test_the_same_sources_give_the_same_bytes(config: Config, tmp_path: Path) -> None:
    """Builds twice, in two folders, the second time with nothing that the steps made before."""
    sources = tmp_path / "sources"
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (sources / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, sources / name)
    first = built(config, tmp_path / "here", sources, steps=True)
    second = built(config, tmp_path / "over" / "there", sources, steps=False)
    assert first == second
    assert len(first) >= 60


@pytest.mark.parametrize("name", ["thesis.txt", "assets/thesis.txt"])
def test_a_folder_that_holds_something_else_is_not_overwritten(config: Config, tmp_path: Path, name: str) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / name).write_text("years of work")
    (tmp_path / "index.html").write_text("another page")
    with pytest.raises(StepError, match="is not empty and holds no site"):
        site(Config(root=config.root, out=tmp_path, cache=config.cache, report=SilentReport()))
    assert (tmp_path / name).read_text() == "years of work"
    with pytest.raises(StepError, match=r"index\.html is a file; name a folder with --out"):
        site(Config(root=config.root, out=tmp_path / "index.html", cache=config.cache, report=SilentReport()))


def test_a_file_that_went_is_taken_out_of_the_site(config: Config, dist: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    shutil.copytree(dist, out)
    (out / "app" / "old.js").write_text("")
    (out / "index.html").write_text("half")
    (out / "CNAME").write_text("example.org")
    (out / ".git").write_text("gitdir: elsewhere")
    site(Config(root=config.root, out=out, cache=config.cache, report=SilentReport()))
    assert not (out / "app" / "old.js").exists()
    assert [(out / name).exists() for name in ("CNAME", ".git")] == [True, True], "what is beside the site stays"
    first = (out / "sw.js").read_text().split("\n", 1)[0].removeprefix("const __SITE__=").removesuffix(";")
    named = next(ref for ref in json.loads(first)["shell"] if ref["path"] == "index.html")
    assert sha256_of((out / "index.html").read_bytes()) == named["sha256"]
