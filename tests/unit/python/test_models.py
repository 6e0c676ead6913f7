"""Models natively, by the package onnxruntime, under the names of the browser; the facade over an app that answers."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from coverslip import ModelError, NotAvailable, api, models
from coverslip import onnxruntime_api as facade
from coverslip.models.external import external_files
from coverslip.onnxruntime_api.surroundings import device_of

from tests.browser.harness.small_models import classifier, twice, with_external_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def test_a_model_runs_in_a_plain_script_by_the_same_names() -> None:
    async def story() -> None:
        async with await models.load(twice()) as session:
            assert [(each.name, each.dtype, each.shape) for each in session.inputs] == [("x", "float32", ("n", 3))]
            assert (session.device, session.metadata.producer) == ("cpu", "tests")
            outputs = await session.run({"x": np.ones((2, 3), np.float32)})
            assert outputs["y"].tolist() == [[2, 2, 2], [2, 2, 2]]
            with pytest.raises(ModelError, match="Invalid rank") as caught:
                await session.run({"x": np.ones(3, np.float32)})
            assert caught.value.fault == "InvalidArgument"

    asyncio.run(story())


def test_files_beside_a_model_are_found_and_nothing_outside_is_read(tmp_path: Path) -> None:
    model, weights = with_external_data(tmp_path)
    assert external_files(model, tmp_path) == {"weights.bin": weights}
    outside = model.replace(b"weights.bin", b"../weig.bin")
    (tmp_path.parent / "weig.bin").write_bytes(b"secret")
    assert external_files(outside, tmp_path) == {}

    async def story() -> None:
        session = await models.load(model, external_data={"weights.bin": weights})
        outputs = await session.run({"x": np.zeros((100, 3), np.float32)}, ["y"])
        assert outputs["y"][0].tolist() == [0, 1, 2]

    asyncio.run(story())


@pytest.mark.parametrize(
    ("given", "fault", "said"),
    [
        (b"<!doctype html>", "InvalidProtobuf", "protobuf"),
        (twice()[:40], "InvalidProtobuf", "protobuf"),
        ("/none.onnx", "NoSuchFile", "none.onnx"),
    ],
)
def test_what_is_no_model_is_told(given: Any, fault: str, said: str) -> None:
    with pytest.raises(ModelError, match=said) as caught:
        asyncio.run(models.load(given))
    assert caught.value.fault == fault


def test_another_content_than_the_one_asked_for_is_refused() -> None:
    with pytest.raises(ModelError, match="sha256"):
        asyncio.run(models.load(twice(), sha256="0" * 64))


def test_an_address_and_a_missing_package_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NotAvailable, match="fetch the model first"):
        asyncio.run(models.load("https://example.org/m.onnx"))
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(NotAvailable, match="pip install onnxruntime"):
        asyncio.run(models.load(twice()))


class App:
    """Answers as the app does, with what a native session gives."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.released = 0
        #: Of outputs that map labels to scores.
        self.labels: list[str | int] = []

    def __getitem__(self, name: str) -> Any:
        assert name == "models.load"

        async def load(source: bytes, options: dict[str, Any]) -> Any:
            self.asked.append(options)
            session = await models.native.load_native(source)
            values: list[list[dict[str, Any]]] = [
                [{"name": v.name, "dtype": v.dtype, "type": v.type, "shape": list(v.shape)} for v in side]
                for side in (session.inputs, session.outputs)
            ]
            for each in values[1]:
                each.update({"labels": self.labels} if each["type"].startswith("seq(map") else {})

            async def run(feeds: dict[str, Any], wanted: dict[str, Any]) -> Any:
                return await session.run(feeds, wanted.get("outputs"))

            async def current() -> str:
                return "webgpu"

            async def release() -> None:
                self.released += 1

            names = ("producer", "graphName", "graphDescription", "domain", "description", "version", "custom")
            return {
                "inputs": values[0],
                "outputs": values[1],
                "metadata": dict.fromkeys(names, "") | {"version": 1, "custom": {}},
                "device": "cpu",
                "run": run,
                "currentDevice": current,
                "release": release,
            }

        return load


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> App:
    app = App()
    monkeypatch.setattr(api, "_host", app)
    import coverslip.models.native  # noqa: F401

    return app


def test_where_python_can_not_wait_the_facade_says_what_to_use_and_does_it(app: App) -> None:
    async def story() -> None:
        session = facade.InferenceSession(twice(), providers=["CPUExecutionProvider"])
        with pytest.raises(NotAvailable, match=r"await session\.load_async\(\)"):
            session.get_inputs()
        with pytest.raises(NotAvailable, match=r"await session\.run_async"):
            session.run(None, {"x": np.ones((1, 3), np.float32)})
        told: list[Any] = []
        (output,) = await session.run_async(None, {"x": [[1, 2, 3]]}, lambda *given: told.append(given), "mine")
        assert output.tolist() == [[2, 4, 6]]
        await asyncio.sleep(0)
        assert [told[0][0][0].tolist(), *told[0][1:]] == [[[2, 4, 6]], "mine", ""]
        assert session.get_inputs()[0].type == "tensor(float)"
        assert app.asked[0]["device"] == "cpu"
        with pytest.raises(facade.InvalidArgument, match="Unexpected input data type"):
            await session.run_async(["y"], {"x": np.ones((1, 3))})
        with pytest.raises(ValueError, match="Required inputs"):
            await session.run_async(None, {})

    asyncio.run(story())


def test_a_session_that_nobody_holds_any_more_lets_its_model_go_once(app: App) -> None:
    async def story() -> None:
        session = await facade.InferenceSession(twice()).load_async()
        await session.run_async(None, {"x": [[1, 2, 3]]})
        gc.collect()
        assert app.released == 0
        del session
        gc.collect()
        while app.released == 0:
            await asyncio.sleep(0)
        held = await models.load(twice())
        await held.release()
        del held
        gc.collect()
        await asyncio.sleep(0)
        assert app.released == 2

    asyncio.run(asyncio.wait_for(story(), 60))


def test_options_of_a_session_reach_the_app(app: App) -> None:
    options = facade.SessionOptions()
    options.graph_optimization_level = facade.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.add_free_dimension_override_by_name("n", 1)

    async def story() -> None:
        await facade.InferenceSession(twice(), options).load_async()

    asyncio.run(story())
    wanted = {"graphOptimizationLevel": "disabled", "freeDimensionOverrides": {"n": 1}}
    assert app.asked == [{"device": "auto", "session": wanted}]


def test_providers_choose_the_device_as_far_as_they_mean_one() -> None:
    assert [
        device_of(names)
        for names in (None, ["CPUExecutionProvider"], ["CUDAExecutionProvider", "CPUExecutionProvider"])
    ] == ["auto", "cpu", "auto"]


def test_the_facade_tells_the_version_that_the_site_carries() -> None:
    package = Path(__file__).parents[3] / "package.json"
    assert facade.__version__ == json.loads(package.read_text())["dependencies"]["onnxruntime-web"]


def test_options_have_the_attributes_of_onnxruntime_and_no_others() -> None:
    options = facade.SessionOptions()
    with pytest.raises(AttributeError):
        options.intra_op_threads = 2  # type: ignore[attr-defined]
    with pytest.raises(RuntimeError, match="configuration with key: none"):
        options.get_session_config_entry("none")
    options.optimized_model_filepath = "optimised.onnx"
    with pytest.warns(RuntimeWarning, match=r"optimised\.onnx.*no file was written"):
        options.as_request()


@pytest.fixture
def waiting(app: App, monkeypatch: pytest.MonkeyPatch) -> Iterator[App]:
    """As where Python can wait."""
    from coverslip.onnxruntime_api import inference_session

    loop = asyncio.new_event_loop()
    monkeypatch.setattr(inference_session, "_can_wait", lambda: True)
    monkeypatch.setattr(inference_session, "_wait", loop.run_until_complete)
    yield app
    gc.collect()
    loop.run_until_complete(loop.shutdown_default_executor())
    loop.close()


def test_inputs_and_outputs_are_bound_as_with_onnxruntime(waiting: App) -> None:
    import onnxruntime

    def bound(ort: Any) -> list[Any]:
        session = ort.InferenceSession(twice(), providers=["CPUExecutionProvider"])
        x = np.array([[1, 2, 3]], np.float32)
        given, taken = ort.OrtValue.ortvalue_from_numpy(x), ort.OrtValue.ortvalue_from_shape_and_type([1, 3], 1)
        memory = np.zeros((1, 3), np.float32)
        results = []
        pairs: list[tuple[Callable[[Any], None], Callable[[Any], None]]] = [
            (lambda io: io.bind_cpu_input("x", x), lambda io: io.bind_output("y")),
            (lambda io: io.bind_ortvalue_input("x", given), lambda io: io.bind_ortvalue_output("y", taken)),
            (
                lambda io: io.bind_input("x", "cpu", 0, np.float32, [1, 3], given.data_ptr()),
                lambda io: io.bind_output("y", "cpu", 0, np.float32, [1, 3], memory.ctypes.data),
            ),
        ]
        for bind_input, bind_output in pairs:
            io = session.io_binding()
            bind_input(io)
            bind_output(io)
            session.run_with_iobinding(io)
            results.append([io.copy_outputs_to_cpu()[0].tolist(), io.get_outputs()[0].shape()])
            given.update_inplace(x + 1)
        about = [given.element_type(), given.data_type(), given.tensor_size_in_bytes(), np.asarray(given).tolist()]
        return [*results, taken.numpy().tolist(), memory.tolist(), about]

    assert bound(facade) == bound(onnxruntime)
    assert waiting.asked


@pytest.mark.parametrize("labels", [["cat", "dög", "x y"], [3, 7, 9]])
def test_scores_come_by_their_labels_as_with_onnxruntime_and_as_an_array_elsewhere(
    waiting: App, labels: list[str | int]
) -> None:
    import onnxruntime

    waiting.labels = labels
    x = np.array([[1, 2, 3], [0, 5, 0]], np.float32)

    def given(ort: Any) -> list[Any]:
        session = ort.InferenceSession(classifier(labels), providers=["CPUExecutionProvider"])
        (out,) = session.get_outputs()
        return [session.run(None, {"x": x}), out.name, out.type, out.shape]

    assert given(facade) == given(onnxruntime)
    session = asyncio.run(models.native.load_native(classifier(labels)))
    scores = asyncio.run(session.run({"x": x}))["p"]
    np.testing.assert_allclose(scores, np.exp(x) / np.exp(x).sum(1, keepdims=True), rtol=1e-6)


def test_devices_and_adapters_are_described_as_by_onnxruntime() -> None:
    import onnxruntime

    def about(ort: Any) -> list[Any]:
        told: list[Any] = []
        for name in ("cpu", "cuda", "gpu", "webgpu", "dml", "cann", "npu", "abacus"):
            try:
                device = ort.OrtDevice.make(name, 1)
            except Exception as error:
                told.append(str(error))
            else:
                told.append([device.device_type(), device.device_id(), device.device_vendor_id()])
                told.append(device.device_mem_type())
        adapter = ort.AdapterFormat()
        before = [adapter.get_format_version(), adapter.get_adapter_version(), adapter.get_model_version()]
        adapter.set_adapter_version(3)
        adapter.set_model_version(4)
        adapter.set_parameters({"w": ort.OrtValue.ortvalue_from_numpy(np.ones(2, np.float32))})
        kept = {name: each.numpy().tolist() for name, each in adapter.get_parameters().items()}
        return [*told, before, adapter.get_adapter_version(), adapter.get_model_version(), kept]

    assert about(facade) == about(onnxruntime)
    with pytest.raises(NotAvailable, match=r"a\.lora: .*Merge the adapter"):
        facade.AdapterFormat.read_adapter("a.lora")


def test_a_profile_is_written_where_it_was_asked_for(waiting: App, tmp_path: Path) -> None:
    options = facade.SessionOptions()
    options.enable_profiling = True
    options.profile_file_prefix = str(tmp_path / "profile")
    session = facade.InferenceSession(twice(), options)
    session.run(None, {"x": np.ones((1, 3), np.float32)})
    events = json.loads(Path(session.end_profiling()).read_text())
    assert [event["name"] for event in events] == ["session_initialization", "model_run"]
    assert facade.InferenceSession(twice()).end_profiling() == ""
    assert waiting.asked


def test_integers_of_python_fit_models_also_where_they_have_32_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    from coverslip.models.hosted import widened

    narrow, wide = np.array([1], np.int32), np.array([1], np.int64)
    assert (widened(narrow, "int64").dtype, widened(wide, "int64").dtype) == (np.int32, np.int64)
    monkeypatch.setattr(np, "intp", np.int32)
    assert widened(narrow, "int64").dtype == np.int64
    assert widened(narrow, "float32") is narrow
    assert widened([1], "int64") == [1]
