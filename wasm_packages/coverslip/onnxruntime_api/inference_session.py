"""`onnxruntime.InferenceSession` on the models of the app."""

from __future__ import annotations

import asyncio
import os
import time
from typing import TYPE_CHECKING, Any

from coverslip import models
from coverslip.errors import ModelError, NotAvailable

from .exceptions import InvalidArgument, NoModel, raised, translated
from .io_binding import IOBinding
from .options import SessionOptions
from .ort_value import OrtValue
from .profile import Profile
from .surroundings import CPU, WEBGPU, device_of
from .values import DTYPES, ModelMetadata, NodeArg, type_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence

    import numpy as np

    from .options import RunOptions

    Arrays = list[Any]


class InferenceSession:
    """A model that can be run.

    Args:
        path_or_bytes: the model's path or bytes; here also its address, or a file that was given to the plugin.
        sess_options: how the session is made.
        providers: `["CPUExecutionProvider"]` keeps it on the processor; anything else leaves the choice to the app.
        provider_options: does nothing here.

    Raises:
        the exceptions of onnxruntime. Where the browser can't wait (it lacks JSPI), they come with the first
        `await session.run_async(…)`, which loads the model then.
    """

    def __init__(
        self,
        path_or_bytes: Any,
        sess_options: SessionOptions | None = None,
        providers: Sequence[Any] | None = None,
        provider_options: Sequence[Any] | None = None,  # noqa: ARG002 (onnxruntime's)
        **_options: Any,
    ) -> None:
        from coverslip.file import File
        from coverslip.rpc.blob import Blob

        if not isinstance(path_or_bytes, str | bytes | bytearray | os.PathLike | File | Blob):
            raise TypeError(f"Unable to load from type '{type(path_or_bytes)}'")
        self._source = path_or_bytes
        self._options = sess_options or SessionOptions()
        self._device = device_of(providers)
        self._session: models.Session | None = None
        self._loading: asyncio.Task[models.Session] | None = None
        self._profile = Profile(self._options.profile_file_prefix) if self._options.enable_profiling else None
        if _can_wait():
            _wait(self.load_async())

    async def load_async(self) -> InferenceSession:
        """Load the model, where that has not been done: for browsers in which the constructor can't wait."""
        if self._session is None:
            self._loading = self._loading or asyncio.ensure_future(self._load())
            try:
                self._session = await self._loading
            finally:
                self._loading = None
        return self

    async def _load(self) -> models.Session:
        began = time.perf_counter()
        try:
            session = await models.load(self._source, device=self._device, session=self._options.as_request())
        except ModelError as error:
            raise translated(error, _refusal(error, self._source)) from error
        if self._profile is not None:
            self._profile.note("session_initialization", began)
        return session

    def get_inputs(self) -> list[NodeArg]:
        """What it takes."""
        return [NodeArg(info, self._options.lengths) for info in self._loaded().inputs]

    def get_outputs(self) -> list[NodeArg]:
        """What it gives."""
        return [NodeArg(info, self._options.lengths) for info in self._loaded().outputs]

    def get_overridable_initializers(self) -> list[NodeArg]:
        """None: the app keeps to the model's own values."""
        return []

    def get_modelmeta(self) -> ModelMetadata:
        """What its file says of it."""
        return ModelMetadata(self._loaded().metadata)

    def get_providers(self) -> list[str]:
        """The provider in use comes first."""
        return [WEBGPU, CPU] if self._session is not None and self._session.device == "webgpu" else [CPU]

    def get_provider_options(self) -> dict[str, dict[str, str]]:
        """None are set."""
        return {name: {} for name in self.get_providers()}

    def get_session_options(self) -> SessionOptions:
        """The options it was made with."""
        return self._options

    def set_providers(self, providers: Sequence[Any] | None = None, provider_options: Any = None) -> None:
        """Do nothing: a session stays where it was made."""

    def disable_fallback(self) -> None:
        """Do nothing: the app says when it falls back."""

    def enable_fallback(self) -> None:
        """Do nothing: the app says when it falls back."""

    def run(
        self,
        output_names: Sequence[str] | None,
        input_feed: Mapping[str, Any],
        run_options: RunOptions | None = None,
    ) -> Arrays:
        """Run the model and wait for its outputs, in the order in which they were named (by default, all).

        Raises:
            the exceptions of onnxruntime.
            NotAvailable: where the browser can't wait: use `await session.run_async(…)`.
        """
        if not _can_wait():
            raise NotAvailable(
                "This browser can't let Python wait for a model (it lacks JSPI): use"
                " `await session.run_async(output_names, input_feed)` instead of `session.run(…)`."
            )
        outputs: Arrays = _wait(self._run(output_names, input_feed, run_options))
        return outputs

    def run_async(
        self,
        output_names: Sequence[str] | None,
        input_feed: Mapping[str, Any],
        callback: Callable[[Arrays, Any, str], None] | None = None,
        user_data: Any = None,
        run_options: RunOptions | None = None,
    ) -> Awaitable[Arrays]:
        """Run the model without waiting.

        Args:
            output_names: outputs that are wanted; None for all.
            input_feed: an array for each input by its name.
            callback: told the outputs, `user_data` and what went wrong ("" when nothing did), as onnxruntime does.
            user_data: for the callback.
            run_options: how it is run.

        Returns:
            Something to await, which gives the outputs.
        """
        running = asyncio.ensure_future(self._run(output_names, input_feed, run_options))
        if callback is not None:
            tell = callback

            def done(task: asyncio.Future[Arrays]) -> None:
                error = None if task.cancelled() else task.exception()
                tell([] if error is not None or task.cancelled() else task.result(), user_data, str(error or ""))

            running.add_done_callback(done)
        return running

    def run_with_ort_values(
        self,
        output_names: Sequence[str] | None,
        input_dict_ort_values: Mapping[str, OrtValue],
        run_options: RunOptions | None = None,
    ) -> list[OrtValue]:
        """Run the model with tensors instead of arrays."""
        return [OrtValue(array) for array in self.run(output_names, input_dict_ort_values, run_options)]

    def io_binding(self) -> IOBinding:
        """What binds this session's inputs and outputs to memory."""
        return IOBinding(self)

    def run_with_iobinding(self, iobinding: IOBinding, run_options: RunOptions | None = None) -> None:
        """Run the model with what is bound, and wait.

        Raises:
            NotAvailable: where the browser can't wait, as `run`.
        """
        iobinding.run(run_options)

    def end_profiling(self) -> str:
        """Write down how long runs took, if the options asked for it.

        Returns:
            the file's path; "" where there is none.
        """
        return self._profile.end() if self._profile is not None else ""

    async def _run(
        self, output_names: Sequence[str] | None, input_feed: Mapping[str, Any], run_options: RunOptions | None
    ) -> Arrays:
        session = (await self.load_async())._loaded()
        if run_options is not None and run_options.terminate:
            raise raised(InvalidArgument, "Exiting due to terminate flag being set to true.")
        names = [info.name for info in session.outputs] if not output_names else list(output_names)
        for name in names:
            if all(name != info.name for info in session.outputs):
                raise raised(InvalidArgument, f"Invalid output name:{name}")
        feeds = _feeds(session, input_feed)
        began = time.perf_counter()
        try:
            results = await session.run(feeds, names)
        except ModelError as error:
            raise translated(error) from error
        if self._profile is not None:
            self._profile.note("model_run", began)
        labels = {info.name: info.labels for info in session.outputs if info.labels}
        return [_maps(results[name], labels[name]) if name in labels else results[name] for name in names]

    def _loaded(self) -> models.Session:
        if self._session is not None:
            return self._session
        if self._loading is not None:
            raise raised(NoModel, "The model is still being loaded.")
        raise NotAvailable(
            "The model is not loaded yet, since this browser can't let Python wait (it lacks JSPI): use"
            " `await session.load_async()` before asking what it takes and gives."
        )


def _maps(scores: np.ndarray[Any, Any], labels: Sequence[str | int]) -> list[dict[str | int, float]]:
    """Scores by their labels, for each row, as onnxruntime gives what ZipMap made."""
    return [dict(zip(labels, row, strict=True)) for row in scores.reshape(-1, len(labels)).tolist()]


def _refusal(error: ModelError, source: Any) -> str:
    """Onnxruntime's own sentence about what is no model, with which its message begins; "" for other faults."""
    if error.fault != "InvalidProtobuf":
        return ""
    if isinstance(source, str | os.PathLike):
        return f"Load model from {os.fspath(source)} failed:Protobuf parsing failed. "
    return "Failed to load model because protobuf parsing failed. "


def _feeds(session: models.Session, feed: Mapping[str, Any]) -> dict[str, Any]:
    """Arrays for the inputs, checked in onnxruntime's words."""
    import numpy as np

    from coverslip.models.hosted import widened

    wanted = {info.name: info for info in session.inputs}
    given_names = list(feed.keys())
    missing = [name for name in wanted if name not in given_names]
    if missing:
        raise ValueError(f"Required inputs ({missing}) are missing from input feed ({given_names}).")
    arrays: dict[str, Any] = {}
    for name, value in feed.items():
        info = wanted.get(name)
        if info is None:
            raise raised(InvalidArgument, f"Invalid input name: {name}")
        given = value.numpy() if isinstance(value, OrtValue) else value
        expected = DTYPES.get(info.type)
        array = given if isinstance(given, np.ndarray | np.generic) else np.asarray(given, expected)
        array = widened(np.asarray(array), expected or "")
        actual = type_of(array)
        if expected is not None and actual != info.type and expected != array.dtype.name:
            raise raised(InvalidArgument, f"Unexpected input data type. Actual: ({actual}) , expected: ({info.type})")
        if info.shape:
            _check_shape(name, array.shape, info.shape)
        arrays[name] = array
    return arrays


def _check_shape(name: str, shape: tuple[int, ...], expected: tuple[int | str | None, ...]) -> None:
    remedy = "Please fix either the inputs/outputs or the model."
    if len(shape) != len(expected):
        message = f"Invalid rank for input: {name} Got: {len(shape)} Expected: {len(expected)} {remedy}"
        raise raised(InvalidArgument, message)
    pairs = [*enumerate(zip(shape, expected, strict=True))]
    wrong = [(axis, got, want) for axis, (got, want) in pairs if isinstance(want, int) and got != want]
    if wrong:
        lines = "\n".join(f" index: {axis} Got: {got} Expected: {want}" for axis, got, want in wrong)
        raise raised(
            InvalidArgument,
            f"Got invalid dimensions for input: {name} for the following indices\n{lines}\n {remedy}",
        )


def _can_wait() -> bool:
    """Whether Python can be held until a promise is kept."""
    try:
        from coverslip._compat import can_run_sync
    except ImportError:
        # Not in the browser: then there is no app either.
        return False
    return bool(can_run_sync())


def _wait(work: Coroutine[Any, Any, Any]) -> Any:
    from coverslip._compat import run_sync

    return run_sync(work)
