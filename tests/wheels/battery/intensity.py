"""Cases that turn intensities into intensities: filters, restoration, exposure, color, metrics."""

# scikit-image is typed in parts only.
# mypy: allow-untyped-calls
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from skimage import color, exposure, filters, metrics, morphology, restoration
from skimage.filters import rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from .inputs import Pictures

_RANKS = [
    "autolevel",
    "entropy",
    "enhance_contrast",
    "equalize",
    "geometric_mean",
    "gradient",
    "majority",
    "maximum",
    "mean",
    "median",
    "minimum",
    "modal",
    "noise_filter",
    "otsu",
    "pop",
    "subtract_mean",
    "threshold",
    "mean_bilateral",
]


def cases(p: Pictures) -> dict[str, Callable[[], object]]:
    """Return the cases by name."""
    noisy, clean, grey, rgb, volume = p["noisy"], p["clean"], p["bytes"], p["rgb"], p["volume"]
    disk = morphology.disk(4)
    kernel = np.ones((5, 5)) / 25
    hole = np.zeros((50, 50), bool)
    hole[24:27, 15:38] = True
    wrapped_plane = np.angle(np.exp(1j * clean * 11))
    wrapped_volume = np.angle(np.exp(1j * volume * 9))
    ranks = {f"filters.rank.{name}": partial(getattr(rank, name), grey, disk) for name in _RANKS}
    return ranks | {
        "filters.rank.mean 3d": lambda: rank.mean((volume * 255).astype(np.uint8), morphology.ball(2)),
        "filters.rank.windowed_histogram": lambda: rank.windowed_histogram(grey[:40, :40] // 16, disk, n_bins=16),
        "filters.rank.mean_percentile": lambda: rank.mean_percentile(grey, disk, p0=0.1, p1=0.9),
        "filters.gaussian": lambda: filters.gaussian(noisy, 2.5),
        "filters.difference_of_gaussians": lambda: filters.difference_of_gaussians(noisy, 1, 6),
        "filters.median": lambda: filters.median(grey, disk),
        "filters.sobel": lambda: filters.sobel(noisy),
        "filters.scharr": lambda: filters.scharr(noisy),
        "filters.farid": lambda: filters.farid(noisy),
        "filters.laplace": lambda: filters.laplace(noisy),
        "filters.gabor": lambda: filters.gabor(noisy, 0.15),
        "filters.frangi": lambda: filters.frangi(noisy, sigmas=(2, 4)),
        "filters.sato": lambda: filters.sato(noisy, sigmas=(2, 4)),
        "filters.meijering": lambda: filters.meijering(noisy, sigmas=(2,)),
        "filters.hessian": lambda: filters.hessian(noisy, sigmas=(2,)),
        "filters.unsharp_mask": lambda: filters.unsharp_mask(noisy, 3),
        "filters.butterworth": lambda: filters.butterworth(noisy, 0.1),
        "filters.wiener": lambda: filters.wiener(noisy, lambda r, c: np.exp(-(r**2 + c**2) / 900)),
        "filters.threshold_otsu": lambda: filters.threshold_otsu(noisy),
        "filters.threshold_multiotsu": lambda: filters.threshold_multiotsu(grey, classes=4),
        "filters.threshold_li": lambda: filters.threshold_li(noisy),
        "filters.threshold_yen": lambda: filters.threshold_yen(noisy),
        "filters.threshold_isodata": lambda: filters.threshold_isodata(noisy),
        "filters.threshold_triangle": lambda: filters.threshold_triangle(noisy),
        "filters.threshold_minimum": lambda: filters.threshold_minimum(filters.gaussian(clean, 4)),
        "filters.threshold_local": lambda: filters.threshold_local(noisy, 25),
        "filters.threshold_sauvola": lambda: filters.threshold_sauvola(noisy, 21),
        "filters.threshold_niblack": lambda: filters.threshold_niblack(noisy, 21),
        "filters.apply_hysteresis_threshold": lambda: filters.apply_hysteresis_threshold(noisy, 0.2, 0.5),
        "restoration.denoise_nl_means fast": lambda: restoration.denoise_nl_means(noisy, 5, 6, h=0.06),
        "restoration.denoise_nl_means slow": lambda: restoration.denoise_nl_means(
            noisy[:48, :48], 5, 4, h=0.06, fast_mode=False
        ),
        "restoration.denoise_nl_means 3d": lambda: restoration.denoise_nl_means(volume, 3, 2, h=0.1),
        "restoration.denoise_tv_chambolle": lambda: restoration.denoise_tv_chambolle(noisy, 0.1),
        "restoration.denoise_tv_bregman": lambda: restoration.denoise_tv_bregman(noisy, 4),
        "restoration.denoise_bilateral": lambda: restoration.denoise_bilateral(noisy[:50, :50], sigma_spatial=2),
        "restoration.denoise_wavelet": lambda: restoration.denoise_wavelet(noisy, rescale_sigma=True),
        "restoration.estimate_sigma": lambda: restoration.estimate_sigma(noisy),
        "restoration.unwrap_phase 1d": lambda: restoration.unwrap_phase(wrapped_plane[60]),
        "restoration.unwrap_phase 2d": lambda: restoration.unwrap_phase(wrapped_plane),
        "restoration.unwrap_phase 3d": lambda: restoration.unwrap_phase(wrapped_volume, rng=3),
        "restoration.rolling_ball": lambda: restoration.rolling_ball(grey, radius=12),
        "restoration.ellipsoid_kernel": lambda: restoration.rolling_ball(
            noisy, kernel=restoration.ellipsoid_kernel((9, 9), 0.4)
        ),
        "restoration.inpaint_biharmonic": lambda: restoration.inpaint_biharmonic(clean[:50, :50], hole),
        "restoration.richardson_lucy": lambda: restoration.richardson_lucy(noisy, kernel, 8),
        "restoration.wiener": lambda: restoration.wiener(noisy, kernel, 0.1),
        "exposure.equalize_adapthist": lambda: exposure.equalize_adapthist(noisy),
        "exposure.equalize_hist": lambda: exposure.equalize_hist(noisy),
        "exposure.rescale_intensity": lambda: exposure.rescale_intensity(noisy, in_range=(0.1, 0.9)),
        "exposure.adjust_gamma": lambda: exposure.adjust_gamma(noisy, 0.7),
        "exposure.adjust_log": lambda: exposure.adjust_log(noisy),
        "exposure.adjust_sigmoid": lambda: exposure.adjust_sigmoid(noisy),
        "exposure.match_histograms": lambda: exposure.match_histograms(noisy, clean),
        "exposure.histogram": lambda: exposure.histogram(grey),
        "color.rgb2lab": lambda: color.rgb2lab(rgb),
        "color.rgb2hsv": lambda: color.rgb2hsv(rgb),
        "color.rgb2hed": lambda: color.rgb2hed(rgb),
        "color.rgb2gray": lambda: color.rgb2gray(rgb),
        "color.label2rgb": lambda: color.label2rgb(p["labels"], rgb, bg_label=0),
        "color.deltaE_ciede2000": lambda: color.deltaE_ciede2000(color.rgb2lab(rgb), color.rgb2lab(rgb[::-1])),
        "metrics.structural_similarity": lambda: metrics.structural_similarity(noisy, clean, data_range=1.2, full=True),
        "metrics.peak_signal_noise_ratio": lambda: metrics.peak_signal_noise_ratio(clean, noisy, data_range=1.2),
        "metrics.normalized_mutual_information": lambda: metrics.normalized_mutual_information(noisy, clean),
        "metrics.hausdorff_distance": lambda: metrics.hausdorff_distance(p["cells"], np.roll(p["cells"], 4, 0)),
        "metrics.variation_of_information": lambda: metrics.variation_of_information(p["labels"], p["markers"]),
        "metrics.adapted_rand_error": lambda: metrics.adapted_rand_error(p["labels"], p["markers"]),
    }
