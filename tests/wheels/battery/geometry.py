"""Cases about places and shapes: transform, registration, feature, draw; and PyWavelets on its own."""

# scikit-image is typed in parts only.
# mypy: allow-untyped-calls
from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pywt
from skimage import draw, feature, registration, transform, util

if TYPE_CHECKING:
    from collections.abc import Callable

    from .inputs import Pictures


def cases(p: Pictures) -> dict[str, Callable[[], object]]:
    """Return the cases by name."""
    noisy, clean, grey, labels = p["noisy"], p["clean"], p["bytes"], p["labels"]
    edges = feature.canny(noisy, 2)
    peaks = feature.peak_local_max(clean, min_distance=4)
    angles = np.arange(0.0, 180.0, 10.0)
    sinogram = transform.radon(clean[:80, :80], angles, circle=False)
    affine = transform.AffineTransform(scale=(1.1, 0.9), rotation=0.3, translation=(5, -9))
    patch, integral = noisy[:70, :70], transform.integral_image(grey[:12, :12].astype(float))
    glcm = feature.graycomatrix(grey // 16, [1, 3], [0, np.pi / 4], levels=16)
    return {
        "transform.resize": lambda: transform.resize(noisy, (77, 93), anti_aliasing=True),
        "transform.rescale": lambda: transform.rescale(noisy, 1.7, order=3),
        "transform.rotate": lambda: transform.rotate(noisy, 33),
        "transform.swirl": lambda: transform.swirl(noisy),
        "transform.warp affine": lambda: transform.warp(noisy, affine.inverse),
        "transform.warp cubic": lambda: transform.warp(noisy, affine.inverse, order=3, mode="reflect"),
        "transform.warp nearest": lambda: transform.warp(labels, affine.inverse, order=0, preserve_range=True),
        "transform.warp_polar": lambda: transform.warp_polar(noisy, scaling="log"),
        "transform.pyramid_reduce": lambda: transform.pyramid_reduce(noisy),
        "transform.downscale_local_mean": lambda: transform.downscale_local_mean(noisy, (3, 3)),
        "transform.integral_image": lambda: transform.integral_image(noisy),
        "transform.estimate_transform": lambda: (
            transform.estimate_transform("similarity", peaks[:, ::-1].astype(float), peaks[:, ::-1] * 1.2 + 3).params
        ),
        "transform.PiecewiseAffineTransform": lambda: transform.PiecewiseAffineTransform.from_estimate(
            peaks * 1.0, peaks * 1.1
        )(peaks * 1.0),
        "transform.radon": lambda: sinogram,
        "transform.iradon": lambda: transform.iradon(sinogram, angles, circle=False),
        "transform.iradon_sart": lambda: transform.iradon_sart(transform.radon(clean[40:90, 60:110], angles), angles),
        "transform.hough_line": lambda: transform.hough_line(edges),
        "transform.hough_line_peaks": lambda: transform.hough_line_peaks(*transform.hough_line(edges)),
        "transform.hough_circle": lambda: transform.hough_circle(edges, [8, 12]),
        "transform.probabilistic_hough_line": lambda: np.array(
            transform.probabilistic_hough_line(edges, line_length=6, rng=8)
        ),
        "transform.frt2": lambda: transform.frt2(grey[:37, :37].astype(np.int32)),
        "registration.phase_cross_correlation": lambda: registration.phase_cross_correlation(
            noisy, np.roll(noisy, (3, -5), (0, 1)), upsample_factor=10
        )[0],
        "registration.optical_flow_tvl1": lambda: registration.optical_flow_tvl1(
            noisy[:60, :60], noisy[1:61, :60], num_warp=2
        ),
        "registration.optical_flow_ilk": lambda: registration.optical_flow_ilk(noisy[:60, :60], noisy[1:61, :60]),
        "feature.canny": lambda: edges,
        "feature.peak_local_max": lambda: feature.peak_local_max(noisy, min_distance=6, labels=labels),
        "feature.blob_log": lambda: feature.blob_log(noisy, max_sigma=10, num_sigma=5, threshold=0.1),
        "feature.blob_dog": lambda: feature.blob_dog(noisy, max_sigma=10, threshold=0.1),
        "feature.blob_doh": lambda: feature.blob_doh(noisy, max_sigma=10, num_sigma=5, threshold=0.004),
        "feature.hog": lambda: feature.hog(noisy, pixels_per_cell=(16, 16)),
        "feature.local_binary_pattern": lambda: feature.local_binary_pattern(grey, 12, 2, "uniform"),
        "feature.multiblock_lbp": lambda: feature.multiblock_lbp(transform.integral_image(grey), 5, 5, 6, 6),
        "feature.graycomatrix": lambda: glcm,
        "feature.graycoprops": lambda: tuple(
            feature.graycoprops(glcm, name) for name in ("contrast", "homogeneity", "correlation", "entropy")
        ),
        "feature.corner_harris": lambda: feature.corner_harris(noisy),
        "feature.corner_fast": lambda: feature.corner_fast(noisy, 9),
        "feature.corner_moravec": lambda: feature.corner_moravec(grey),
        "feature.corner_orientations": lambda: feature.corner_orientations(noisy, peaks, np.ones((7, 7), np.uint8)),
        "feature.corner_subpix": lambda: feature.corner_subpix(clean, peaks),
        "feature.structure_tensor": lambda: feature.structure_tensor(noisy),
        "feature.hessian_matrix_det": lambda: feature.hessian_matrix_det(noisy),
        "feature.shape_index": lambda: feature.shape_index(clean),
        "feature.multiscale_basic_features": lambda: feature.multiscale_basic_features(noisy, sigma_max=4),
        "feature.match_template": lambda: feature.match_template(noisy, noisy[20:40, 30:50]),
        "feature.daisy": lambda: feature.daisy(patch, step=20),
        "feature.haar_like_feature": lambda: feature.haar_like_feature(integral, 0, 0, 8, 8, "type-2-x"),
        "feature.ORB": lambda: _detected(feature.ORB(n_keypoints=30), noisy),
        "feature.SIFT": lambda: _detected(feature.SIFT(), noisy),
        "feature.CENSURE": lambda: _keypoints(feature.CENSURE(mode="Octagon", non_max_threshold=0.02), noisy),
        "feature.BRIEF": lambda: _described(feature.BRIEF(rng=9), noisy, peaks),
        "feature.match_descriptors": lambda: feature.match_descriptors(
            _detected(feature.ORB(n_keypoints=30), noisy)[1], _detected(feature.ORB(n_keypoints=20), noisy)[1]
        ),
        "draw.polygon": lambda: draw.polygon([1, 30, 40], [3, 50, 8]),
        "draw.line_aa": lambda: draw.line_aa(1, 2, 40, 77),
        "draw.ellipse_perimeter": lambda: draw.ellipse_perimeter(40, 40, 20, 10, orientation=0.4),
        "draw.bezier_curve": lambda: draw.bezier_curve(1, 1, 20, 40, 50, 5, 2),
        "util.map_array": lambda: util.map_array(labels, np.arange(labels.max() + 1), np.arange(labels.max() + 1) / 4),
        "pywt.dwt2": lambda: _flat(pywt.dwt2(noisy, "db4")),
        "pywt.wavedec2": lambda: _flat(pywt.wavedec2(noisy, "sym5", level=3)),
        "pywt.waverec2": lambda: pywt.waverec2(pywt.wavedec2(noisy, "bior2.4", level=2), "bior2.4"),
        "pywt.swt2": lambda: _flat(pywt.swt2(noisy[:64, :64], "haar", 2)),
        "pywt.cwt": lambda: pywt.cwt(clean[60], np.arange(1, 9), "morl")[0],
        "pywt.dwtn 3d": lambda: tuple(pywt.dwtn(p["volume"], "coif1").values()),
        "pywt.dwt float32": lambda: pywt.dwt(noisy[60].astype(np.float32), "db2"),
    }


def _detected(detector: feature.ORB | feature.SIFT, picture: object) -> tuple[object, object]:
    detector.detect_and_extract(picture)
    return detector.keypoints, detector.descriptors


def _keypoints(detector: feature.CENSURE, picture: object) -> tuple[object, object]:
    detector.detect(picture)
    return detector.keypoints, detector.scales


def _described(extractor: feature.BRIEF, picture: object, keypoints: object) -> object:
    extractor.extract(picture, keypoints)
    return extractor.descriptors


def _flat(coefficients: object) -> tuple[object, ...]:
    """Return all arrays of PyWavelets' nested tuples and lists."""
    if isinstance(coefficients, list | tuple):
        return tuple(array for part in coefficients for array in _flat(part))
    return (coefficients,)
