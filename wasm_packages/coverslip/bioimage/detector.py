"""Networks that find objects, and how what they give is read.

Networks in ONNX don't say that they are detectors; what tells is what the widespread ones write: Ultralytics' notes in
the file, outputs called boxes and scores (TensorFlow, DETR, torchvision), and the shapes of YOLO's output.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from .boxes import MASK, MOST_CHOSEN, Boxes, best_of, corners_of, of_rows
from .plain_onnx import class_names, notes_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from .session import Session, ValueInfo

#: Ultralytics' words for what a network does that gives upright boxes.
_TASKS = ("detect", "segment", "pose")
#: Classes of COCO, the images on which networks without notes were trained.
_COCO = 80


@dataclass(frozen=True)
class Detector:
    """How the outputs of a network are read.

    Attributes:
        kind: "rows" for one output with a row or column for each box, "apart" for boxes and scores in outputs of
            their own.
        boxes: name of the output with the boxes.
        scores: name of that with the scores; "" for rows.
        classes: name of that with the classes; "" where the scores tell of them.
        names: of the classes.
        size: rows and columns of the images that it was trained on, where the file tells.
    """

    kind: Literal["rows", "apart"]
    boxes: str
    scores: str
    classes: str
    names: tuple[str, ...]
    size: tuple[int, int] | None

    def read(self, outputs: Mapping[str, Any], shape: tuple[int, int], threshold: float) -> Boxes:
        """The objects in what a run gave.

        Args:
            outputs: by their names.
            shape: rows and columns of what went in.
            threshold: the score that an object has at least.
        """
        import numpy as np

        values = np.asarray(outputs[self.boxes], np.float32)
        if self.kind == "rows":
            corners, scores, classes, chosen = of_rows(values.reshape(values.shape[-2:]), len(self.names))
        else:
            corners = corners_of(values.reshape(-1, 4), self.boxes, shape)
            scores, classes = self._scored(outputs)
            chosen = True
        keep = np.flatnonzero((scores >= threshold) & np.isfinite(corners).all(1))
        keep = keep[np.argsort(-scores[keep], kind="stable")]
        if not chosen:
            keep = keep[best_of(corners[keep], classes[keep])]
        return Boxes(corners[keep], scores[keep], classes[keep], self.names)

    def _scored(self, outputs: Mapping[str, Any]) -> tuple[NDArray[Any], NDArray[Any]]:
        import numpy as np

        scores = np.asarray(outputs[self.scores], np.float32)
        if self.classes:
            return scores.reshape(-1), np.asarray(outputs[self.classes]).reshape(-1).astype(int)
        scores = scores.reshape(-1, scores.shape[-1])
        if "logit" in self.scores.lower():
            # DETR's last class means that there is nothing.
            powers = np.exp(scores - scores.max(1, keepdims=True))
            scores = (powers / powers.sum(1, keepdims=True))[:, :-1]
        return scores.max(1), scores.argmax(1)


def detector_of(session: Session) -> Detector | None:
    """How to read a network that finds objects; None when nothing tells that it is one."""
    about = notes_in(session)
    names = class_names(about)
    size = _size(about.get("imgsz", ""))
    found = _apart(session)
    if found is not None:
        return Detector("apart", *found, names, size)
    first = session.outputs[0]
    if len(first.shape) != 3 or (isinstance(first.shape[0], int) and first.shape[0] != 1):
        return None
    known = about.get("task") in _TASKS or _has_rows(first, len(names))
    return Detector("rows", first.name, "", "", names, size) if known else None


def _apart(session: Session) -> tuple[str, str, str] | None:
    """Names of the outputs with boxes, scores and classes."""
    lasting = {each.name: each for each in session.outputs}
    lower = {name.lower(): name for name in lasting}

    def named(*parts: str) -> str:
        return next((name for text, name in lower.items() if any(part in text for part in parts)), "")

    boxes, scores = named("boxes", "bbox"), named("scores", "logits")
    last = tuple(lasting[boxes].shape[-1:]) if boxes else ()
    if scores and last and (last[0] == 4 or not isinstance(last[0], int)):
        classes = named("labels", "classes", "class_ids")
        return boxes, scores, "" if classes == scores else classes
    # torchvision's have numbers for names when nobody gave any.
    if len(session.outputs) == 3:
        by_kind = {(getattr(each, "type", ""), len(each.shape)): each for each in session.outputs}
        places, numbers = by_kind.get(("tensor(float)", 2)), by_kind.get(("tensor(int64)", 1))
        values = by_kind.get(("tensor(float)", 1))
        if places is not None and numbers is not None and values is not None and places.shape[1] == 4:
            return places.name, values.name, numbers.name
    return None


def _has_rows(output: ValueInfo, classes: int) -> bool:
    """Whether an output has YOLO's numbers for each box: its place and size, and a score for each class."""
    _, first, second = output.shape
    if not isinstance(first, int) or not isinstance(second, int):
        return False
    several, each = max(first, second), min(first, second)
    if classes:
        return each in {extra + classes + mask for extra in (4, 5) for mask in (0, MASK)} and several > 2 * each
    return each in (4 + _COCO, 5 + _COCO) and several > MOST_CHOSEN


def _size(text: str) -> tuple[int, int] | None:
    """Ultralytics' note of the length of images, such as "[640, 640]"."""
    numbers = [part.strip() for part in text.strip("[]() ").split(",")]
    if len(numbers) != 2 or not all(part.isdigit() and int(part) > 0 for part in numbers):
        return None
    return int(numbers[0]), int(numbers[1])
