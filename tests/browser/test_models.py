"""Models in the built site: for scripts of onnxruntime, for Python and for the page; kept, stopped, refused."""

from __future__ import annotations

import base64
import hashlib
import json
import runpy
import threading
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from .conftest import PLUGINS
from .harness.app import App
from .harness.process import wait_until
from .harness.small_models import convolution, endless, heavy, huge, twice, with_external_data
from .harness.static_site import Faults

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from .harness.static_site import StaticSite

BYTES = "const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));"
CALL = (
    BYTES
    + """
const plugin = await coverslip.api.getPlugin({src: args[0]});
return plugin[args[1]]({model: bytesOf(args[2])});
"""
)
RUN = (
    BYTES
    + """
const model = await coverslip.api.models.load(bytesOf(args[0]), args[1]);
const {y} = await model.run({x: new coverslip.NDArray(new Float32Array(args[2]), args[3])});
const device = model.device;
await model.release();
return [device, [...y.data], [...y.shape]];
"""
)
FAILURE = (
    BYTES
    + """
try {
  const model = await coverslip.api.models.load(bytesOf(args[0]), {name: 'bad.onnx'});
  await model.run({shape: new coverslip.NDArray([2n ** 30n - 8n], [1], 'int64')});
} catch (error) { return [error.name, error.message]; }
return null;
"""
)


def text(model: bytes) -> str:
    return base64.b64encode(model).decode()


def runtime_files(site: StaticSite) -> set[str]:
    """The files of ONNX Runtime that were asked for."""
    builds = json.loads(site.content(f"{site.base}site.json") or b"")["inference"]["builds"]
    paths = {ref["path"] for build in builds.values() for ref in build.values()}
    return {path for path in paths if site.requests[f"{site.base}{path}"] > 0}


@pytest.fixture(scope="module")
def plugin(shared_app: App) -> str:
    return shared_app.plugin("models.py")


def works(app: App) -> bool:
    told = app.call(RUN, text(twice()), {}, [1, 2, 3], [1, 3])
    return bool(told == ["cpu", [2, 4, 6], [1, 3]])


def test_the_site_fetches_onnx_runtime_with_the_first_model_and_only_what_is_needed(
    shared_app: App, shared_site: StaticSite
) -> None:
    assert runtime_files(shared_site) == set()
    assert works(shared_app)
    builds = json.loads(shared_site.content(f"{shared_site.base}site.json") or b"")["inference"]["builds"]
    assert runtime_files(shared_site) == {ref["path"] for ref in builds["cpu"].values()}


def test_a_script_for_onnxruntime_runs_unchanged_and_fails_in_the_same_words(shared_app: App, plugin: str) -> None:
    here = shared_app.call(CALL, plugin, "script", text(twice()))
    native: Any = runpy.run_path(str(PLUGINS / "models.py"))["script"](twice())
    # Here they go on with what to do.
    differing = ("garbage", "file")
    for name in differing:
        assert here["errors"][name][0] == native["errors"][name][0]
        assert here["errors"][name][1].startswith(native["errors"][name][1])
    for told in (here, native):
        for name in differing:
            del told["errors"][name]
    assert here == native


def test_python_runs_models_by_their_own_names(shared_app: App, plugin: str) -> None:
    told = shared_app.call(CALL, plugin, "session", text(twice()))
    assert told["inputs"] == [["x", "float32", ["n", 3]]]
    assert (told["output"], told["later"], told["device"]) == ([[2, 2, 2]], [[0, 0, 0]], "cpu")
    assert told["error"][0] == "InvalidArgument"
    assert "“x” takes tensor(float) [n, 3]" in told["error"][1]
    assert "compile" in told["steps"]


def test_a_plugin_in_javascript_runs_models_by_the_name_that_the_page_has_for_it(shared_app: App) -> None:
    source = """<config lang="json">{"name": "Doubler", "type": "web-worker", "version": "1.0.0"}</config>
<script lang="javascript">
api.export({async double({model}) {
  const loaded = await coverslip.api.models.load(new File([model], 'twice.onnx'));
  const {y} = await loaded.run({x: new coverslip.NDArray(new Float32Array([1, 2, 3]), [1, 3])});
  const {name, device, inputs: [{dtype, shape}]} = loaded;
  await loaded.release();
  const late = await loaded.run({}).catch((error) => error.message);
  return {y: [...y.data], name, device, dtype, shape, late};
}});
</script>"""
    address = shared_app.site.put("/plugins/doubler.imjoy.html", source.encode())
    shared_app.install(address)
    assert shared_app.call(CALL, address, "double", text(twice())) == {
        "y": [2, 4, 6],
        "name": "twice.onnx",
        "device": "cpu",
        "dtype": "float32",
        "shape": ["n", 3],
        "late": "The model “twice.onnx” was released. Load it again.",
    }


def test_a_plugin_loads_no_model_from_where_it_may_not_go(shared_app: App, plugin: str) -> None:
    body = "const p = await coverslip.api.getPlugin({src: args[0]}); return p.fetch({address: args[1]});"
    told = shared_app.call(body, plugin, f"{shared_app.site.origin}/m/model.onnx")
    assert "may not reach" in told
    assert shared_app.site.requests["/m/model.onnx"] == 0


def test_what_is_no_model_or_needs_too_much_is_told_and_the_next_one_runs(shared_app: App) -> None:
    for model, kind, words in (
        (b"<!doctype html>", "InvalidProtobuf", "no ONNX model"),
        (twice()[:60], "InvalidProtobuf", "not a whole one"),
        (huge(), "EngineError", "more memory than this browser gives"),
    ):
        name, message = shared_app.call(FAILURE, text(model))
        assert name == kind
        assert "bad.onnx" in message or kind == "InvalidProtobuf"
        assert words in message
        assert works(shared_app)


def test_a_run_that_would_not_end_is_stopped(shared_app: App) -> None:
    body = (
        BYTES
        + """
const model = await coverslip.api.models.load(bytesOf(args[0]));
const stop = new AbortController();
const feeds = {x: new coverslip.NDArray(new Float32Array(1), [])};
const running = model.run(feeds, {signal: stop.signal, onProgress: ({stage}) => stage === 'run' && stop.abort()});
return running.catch((error) => error.name);
"""
    )
    assert shared_app.call(body, text(endless())) == "Cancelled"
    assert works(shared_app)


def test_a_model_is_kept_with_the_files_beside_it_and_runs_without_its_host(
    shared_app: App, shared_site: StaticSite, tmp_path: Path
) -> None:
    model, weights = with_external_data(tmp_path)
    address = shared_site.put("/kept/model.onnx", model)
    shared_site.put("/kept/weights.bin", weights)
    body = """
const model = await coverslip.api.models.load(args[0]);
const {y} = await model.run({x: new coverslip.NDArray(new Float32Array(300), [100, 3])});
await model.release();
return [y.data[0], y.data[299], model.name];
"""
    assert shared_app.call(body, address) == [0, 299, "model.onnx"]
    del shared_site.files["/kept/model.onnx"], shared_site.files["/kept/weights.bin"]
    shared_app.page.reload()
    shared_app.wait_ready()
    assert shared_app.call(body, address) == [0, 299, "model.onnx"]
    kept = shared_app.call("return coverslip.api.models.list()")
    assert [(each["name"], each["size"]) for each in kept] == [("model.onnx", len(model))]
    by_hash = shared_app.call(body, f"sha256:{kept[0]['sha256']}")
    assert by_hash == [0, 299, "model.onnx"]


def test_a_download_goes_on_where_the_tab_was_closed(shared_app: App, shared_site: StaticSite) -> None:
    model = heavy()
    address = shared_site.put("/held/heavy.onnx", model)
    shared_site.ranged["/held/heavy.onnx"] = []
    go_on = threading.Event()
    shared_site.faults["/held/heavy.onnx"] = Faults(hold_after=4_000_000, until=go_on)
    shared_app.call("void coverslip.api.models.load(args[0]).catch(() => undefined)", address)
    written = """
const root = await navigator.storage.getDirectory();
const sizes = [0];
for await (const folder of root.values()) {
  if (!folder.name.startsWith('models ')) continue;
  for await (const file of folder.values()) sizes.push((await file.getFile()).size);
}
return Math.max(...sizes);
"""
    # What is kept already lies there too, in no order; this model is by far the largest.
    wait_until(lambda: shared_app.call(written) >= 1_000_000, "a part being on the disk")
    shared_app.page.reload()
    shared_app.wait_ready()
    go_on.set()
    del shared_site.faults["/held/heavy.onnx"]
    there = shared_app.call(written)
    sha256 = "const model = await coverslip.api.models.load(args[0]); await model.release(); return model.sha256;"
    assert shared_app.call(sha256, address) == hashlib.sha256(model).hexdigest()
    assert shared_site.ranged["/held/heavy.onnx"] == [f"bytes={there}-"]
    shared_app.call(
        "await document.querySelector('cs-app').actions.storage.remove(args[0])",
        f"model:{hashlib.sha256(model).hexdigest()}",
    )


def test_the_storage_panel_lists_adds_and_deletes_what_is_kept(
    shared_app: App, shared_site: StaticSite, tmp_path: Path
) -> None:
    page = shared_app.page
    page.locator("cs-status-bar").get_by_role("button", name="Storage, models and devices").click()
    dialog = page.locator("cs-storage")
    dialog.get_by_text("model.onnx", exact=True).wait_for()
    file = tmp_path / "added.onnx"
    file.write_bytes(twice())
    with page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Add models…").click()
    chooser.value.set_files([str(file)])
    dialog.get_by_text("added.onnx").wait_for()
    dialog.get_by_role("button", name="Delete added.onnx").click()
    dialog.get_by_text("added.onnx").wait_for(state="detached")
    address = dialog.get_by_label("Address of a model")
    address.fill(shared_site.put("/shark/rdf.yaml", b"id: bold-shark\nweights: {onnx: {source: weights.onnx}}"))
    shared_site.put("/shark/weights.onnx", twice())
    address.press("Enter")
    dialog.get_by_text("bold-shark.zip").wait_for()
    dialog.get_by_role("button", name="Delete bold-shark.zip").click()
    dialog.get_by_text("bold-shark.zip").wait_for(state="detached")
    address.fill(shared_site.put("/page.onnx", b"<!doctype html>"))
    dialog.get_by_role("button", name="Fetch").click()
    dialog.get_by_role("alert").get_by_text("no ONNX model").wait_for()
    names = shared_app.call("return (await coverslip.api.models.list()).map(({name}) => name)")
    assert names == ["model.onnx"]
    dialog.get_by_text("offers no graphics card").wait_for()
    page.keyboard.press("Escape")


def test_webgpu_gives_the_same_answer_and_is_measured_against_the_cpu(playwright: Any, shared_site: StaticSite) -> None:
    browser: Browser = playwright.chromium.launch(
        executable_path="/usr/bin/chromium",
        args=["--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"],
        ignore_default_args=["--disable-gpu"],
    )
    try:
        app = App.visit(browser.new_page(), shared_site)
        x = np.linspace(-3, 3, 64, dtype=np.float32).tolist()
        shape = [1, 1, 8, 8]
        device, cpu, _ = app.call(RUN, text(convolution()), {"device": "cpu"}, x, shape)
        assert device == "cpu"
        adapter = app.call("return (await navigator.gpu?.requestAdapter()) !== null")
        if not adapter:
            print("This machine has no WebGPU adapter: only the CPU was looked at.")
            assert app.call(RUN, text(convolution()), {}, x, shape)[0] == "cpu"
            return
        device, gpu, _ = app.call(RUN, text(convolution()), {"device": "webgpu"}, x, shape)
        assert device == "webgpu"
        assert np.allclose(cpu, gpu, atol=1e-5)
        _, chosen, _ = app.call(RUN, text(convolution()), {"name": "small.onnx"}, x, shape)
        assert np.allclose(cpu, chosen, atol=1e-3)
        app.page.locator("cs-status-bar").get_by_role("button", name="Storage, models and devices").click()
        dialog = app.page.locator("cs-storage")
        dialog.get_by_text("largest difference").wait_for()
        choice = dialog.get_by_label("Where small.onnx runs")
        choice.select_option("webgpu")
        wait_until(lambda: app.call(RUN, text(convolution()), {}, x, shape)[0] == "webgpu", "the choice being used")
        choice.select_option("cpu")
        wait_until(lambda: app.call(RUN, text(convolution()), {}, x, shape)[0] == "cpu", "the choice being used")
    finally:
        browser.close()
