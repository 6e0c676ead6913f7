"""Cases about regions: segmentation, measure, morphology, graph."""

# scikit-image is typed in parts only.
# mypy: allow-untyped-calls
from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from scipy import ndimage
from skimage import graph, measure, morphology, segmentation

if TYPE_CHECKING:
    from collections.abc import Callable

    from .inputs import Pictures

_GREY_MORPHOLOGY = ["erosion", "dilation", "opening", "closing", "white_tophat", "black_tophat"]
_PROPERTIES = [
    "area",
    "area_convex",
    "area_filled",
    "axis_major_length",
    "axis_minor_length",
    "bbox",
    "centroid",
    "centroid_weighted",
    "eccentricity",
    "equivalent_diameter_area",
    "euler_number",
    "extent",
    "feret_diameter_max",
    "intensity_max",
    "intensity_mean",
    "intensity_std",
    "moments_hu",
    "orientation",
    "perimeter",
    "perimeter_crofton",
    "solidity",
]


def cases(p: Pictures) -> dict[str, Callable[[], object]]:
    """Return the cases by name."""
    noisy, clean, grey, rgb, volume = p["noisy"], p["clean"], p["bytes"], p["rgb"], p["volume"]
    cells, labels, markers = p["cells"], p["labels"], p["markers"]
    disk = morphology.disk(3)
    distance = ndimage.distance_transform_edt(cells)
    superpixels = segmentation.slic(rgb, 40, start_label=1)
    seeds = np.where(noisy > 0.5, 1, np.where(noisy < 0.06, 2, 0))
    angle = np.linspace(0, 2 * np.pi, 60)
    snake = np.c_[70 + 20 * np.sin(angle), 88 + 20 * np.cos(angle)]
    outline = measure.find_contours(clean, 0.4)[0]
    line = np.c_[np.arange(40.0), np.arange(40.0) * 2 + np.sin(np.arange(40.0)) / 9]
    grown = {f"morphology.{name}": partial(getattr(morphology, name), grey, disk) for name in _GREY_MORPHOLOGY}
    return grown | {
        "segmentation.watershed": lambda: segmentation.watershed(-distance, markers, mask=cells),
        "segmentation.watershed compact": lambda: segmentation.watershed(noisy, markers, compactness=0.01),
        "segmentation.watershed line": lambda: segmentation.watershed(-noisy, markers, watershed_line=True),
        "segmentation.slic": lambda: segmentation.slic(rgb, 60, start_label=1),
        "segmentation.slic masked": lambda: segmentation.slic(rgb, 20, mask=cells, start_label=1),
        "segmentation.felzenszwalb": lambda: segmentation.felzenszwalb(rgb, 60),
        "segmentation.quickshift": lambda: segmentation.quickshift(rgb, kernel_size=3, max_dist=6, rng=4),
        "segmentation.random_walker": lambda: segmentation.random_walker(noisy, seeds, mode="cg_j"),
        "segmentation.chan_vese": lambda: segmentation.chan_vese(noisy, max_num_iter=20),
        "segmentation.morphological_chan_vese": lambda: segmentation.morphological_chan_vese(noisy, 8),
        "segmentation.morphological_geodesic_active_contour": (
            lambda: segmentation.morphological_geodesic_active_contour(segmentation.inverse_gaussian_gradient(noisy), 8)
        ),
        "segmentation.active_contour": lambda: segmentation.active_contour(clean, snake, max_num_iter=10),
        "segmentation.find_boundaries": lambda: segmentation.find_boundaries(labels),
        "segmentation.clear_border": lambda: segmentation.clear_border(labels),
        "segmentation.expand_labels": lambda: segmentation.expand_labels(labels, 4),
        "segmentation.join_segmentations": lambda: segmentation.join_segmentations(labels, np.roll(labels, 3, 0)),
        "segmentation.relabel_sequential": lambda: segmentation.relabel_sequential(labels * 3)[0],
        "segmentation.flood": lambda: segmentation.flood(grey, (26, 34), tolerance=40),
        "measure.label": lambda: measure.label(cells),
        "measure.label 3d": lambda: measure.label(volume > 0.55),
        "measure.regionprops_table": lambda: tuple(
            measure.regionprops_table(labels, noisy, properties=_PROPERTIES).values()
        ),
        "measure.find_contours": lambda: np.concatenate(measure.find_contours(noisy, 0.4)),
        "measure.marching_cubes": lambda: measure.marching_cubes(volume, 0.5),
        "measure.marching_cubes lorensen": lambda: measure.marching_cubes(volume, 0.5, method="lorensen"),
        "measure.mesh_surface_area": lambda: measure.mesh_surface_area(*measure.marching_cubes(volume, 0.5)[:2]),
        "measure.moments_central": lambda: measure.moments_central(noisy),
        "measure.inertia_tensor_eigvals": lambda: measure.inertia_tensor_eigvals(noisy),
        "measure.euler_number": lambda: measure.euler_number(cells),
        "measure.perimeter": lambda: measure.perimeter(cells),
        "measure.points_in_poly": lambda: measure.grid_points_in_poly((40, 40), [(4, 5), (35, 9), (22, 36)]),
        "measure.approximate_polygon": lambda: measure.approximate_polygon(outline, 1.5),
        "measure.subdivide_polygon": lambda: measure.subdivide_polygon(snake, degree=2),
        "measure.profile_line": lambda: measure.profile_line(noisy, (5, 5), (100, 120), linewidth=3),
        "measure.block_reduce": lambda: measure.block_reduce(noisy, (3, 5), np.max),
        "measure.shannon_entropy": lambda: measure.shannon_entropy(grey),
        "measure.pearson_corr_coeff": lambda: measure.pearson_corr_coeff(noisy, clean),
        "measure.manders_coloc_coeff": lambda: measure.manders_coloc_coeff(noisy, cells),
        "measure.ransac": lambda: measure.ransac(line, measure.LineModelND, 2, 0.04, rng=5)[1],
        "morphology.skeletonize": lambda: morphology.skeletonize(cells),
        "morphology.skeletonize lee": lambda: morphology.skeletonize(volume > 0.5, method="lee"),
        "morphology.thin": lambda: morphology.thin(cells),
        "morphology.medial_axis": lambda: morphology.medial_axis(cells, return_distance=True, rng=6),
        "morphology.convex_hull_image": lambda: morphology.convex_hull_image(labels == 1),
        "morphology.convex_hull_object": lambda: morphology.convex_hull_object(cells),
        "morphology.reconstruction": lambda: morphology.reconstruction(noisy - 0.2, noisy),
        "morphology.h_maxima": lambda: morphology.h_maxima(noisy, 0.2),
        "morphology.local_maxima": lambda: morphology.local_maxima(grey),
        "morphology.area_opening": lambda: morphology.area_opening(grey, 30),
        "morphology.area_closing": lambda: morphology.area_closing(grey, 30),
        "morphology.diameter_opening": lambda: morphology.diameter_opening(grey, 6),
        "morphology.max_tree": lambda: morphology.max_tree(grey),
        "morphology.remove_small_objects": lambda: morphology.remove_small_objects(cells, max_size=30),
        "morphology.remove_small_holes": lambda: morphology.remove_small_holes(~cells, max_size=90),
        "morphology.flood_fill": lambda: morphology.flood_fill(grey, (0, 0), 7, tolerance=30),
        "morphology.isotropic_dilation": lambda: morphology.isotropic_dilation(cells, 3),
        "graph.route_through_array": lambda: graph.route_through_array(1.3 - noisy, (5, 5), (110, 140)),
        "graph.MCP_Geometric": lambda: graph.MCP_Geometric(1.3 - noisy).find_costs([(0, 0)]),
        "graph.MCP": lambda: graph.MCP(1.3 - noisy).find_costs([(9, 9), (90, 90)])[0],
        "graph.shortest_path": lambda: graph.shortest_path(noisy),
        "graph.cut_threshold": lambda: graph.cut_threshold(superpixels, graph.rag_mean_color(rgb, superpixels), 0.15),
        "graph.pixel_graph": lambda: graph.pixel_graph(morphology.skeletonize(cells))[1],
        "graph.central_pixel": lambda: graph.central_pixel(graph.pixel_graph(labels == 1)[0], shape=labels.shape),
    }
