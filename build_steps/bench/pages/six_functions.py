"""Six functions of scikit-image on a made picture, run by every way that is measured."""

import numpy as np
from skimage.feature import peak_local_max
from skimage.filters import gaussian, threshold_otsu
from skimage.measure import label, regionprops_table
from skimage.segmentation import watershed

rows, columns = np.mgrid[:256, :256]
picture = np.sin(rows / 9) * np.sin(columns / 11)
smooth = gaussian(picture, sigma=2)
mask = smooth > threshold_otsu(smooth)
marks = np.zeros(mask.shape, int)
marks[tuple(peak_local_max(smooth, min_distance=5, labels=label(mask)).T)] = 1
regions = watershed(-smooth, label(marks), mask=mask)
assert len(regionprops_table(regions, picture, ("label", "area", "mean_intensity"))["area"]) > 10
