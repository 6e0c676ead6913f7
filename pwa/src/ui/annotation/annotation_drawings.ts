/** The drawings of the tools that draw on images. */
import brush from 'lucide-static/icons/brush.svg';
import circleDashed from 'lucide-static/icons/circle-dashed.svg';
import combine from 'lucide-static/icons/combine.svg';
import eraser from 'lucide-static/icons/eraser.svg';
import lasso from 'lucide-static/icons/lasso.svg';
import magnet from 'lucide-static/icons/magnet.svg';
import mapPin from 'lucide-static/icons/map-pin.svg';
import mousePointer from 'lucide-static/icons/mouse-pointer.svg';
import paintBucket from 'lucide-static/icons/paint-bucket.svg';
import palette from 'lucide-static/icons/palette.svg';
import pentagon from 'lucide-static/icons/pentagon.svg';
import redo2 from 'lucide-static/icons/redo-2.svg';
import ruler from 'lucide-static/icons/ruler.svg';
import scissors from 'lucide-static/icons/scissors.svg';
import spline from 'lucide-static/icons/spline.svg';
import squareDashed from 'lucide-static/icons/square-dashed.svg';
import undo2 from 'lucide-static/icons/undo-2.svg';

export const annotationDrawings = {
  brush,
  'circle-dashed': circleDashed,
  combine,
  eraser,
  lasso,
  magnet,
  'map-pin': mapPin,
  'mouse-pointer': mousePointer,
  'paint-bucket': paintBucket,
  palette,
  pentagon,
  'redo-2': redo2,
  ruler,
  scissors,
  spline,
  'square-dashed': squareDashed,
  'undo-2': undo2,
} as const;
