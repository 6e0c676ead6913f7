/** The drawings of parts that are fetched when they are first shown; by their files, so that they part from the shell’s. */
import arrowLeft from 'lucide-static/icons/arrow-left.svg';
import arrowUpDown from 'lucide-static/icons/arrow-up-down.svg';
import ban from 'lucide-static/icons/ban.svg';
import bookOpen from 'lucide-static/icons/book-open.svg';
import box from 'lucide-static/icons/box.svg';
import camera from 'lucide-static/icons/camera.svg';
import circleArrowUp from 'lucide-static/icons/circle-arrow-up.svg';
import clipboard from 'lucide-static/icons/clipboard.svg';
import codeXml from 'lucide-static/icons/code-xml.svg';
import eye from 'lucide-static/icons/eye.svg';
import eyeOff from 'lucide-static/icons/eye-off.svg';
import fileDown from 'lucide-static/icons/file-down.svg';
import focus from 'lucide-static/icons/focus.svg';
import grid2x2 from 'lucide-static/icons/grid-2x2.svg';
import gripVertical from 'lucide-static/icons/grip-vertical.svg';
import hand from 'lucide-static/icons/hand.svg';
import house from 'lucide-static/icons/house.svg';
import layers2 from 'lucide-static/icons/layers-2.svg';
import link2 from 'lucide-static/icons/link-2.svg';
import listFilter from 'lucide-static/icons/list-filter.svg';
import mic from 'lucide-static/icons/mic.svg';
import minus from 'lucide-static/icons/minus.svg';
import pause from 'lucide-static/icons/pause.svg';
import pencil from 'lucide-static/icons/pencil.svg';
import power from 'lucide-static/icons/power.svg';
import redo2 from 'lucide-static/icons/redo-2.svg';
import refreshCw from 'lucide-static/icons/refresh-cw.svg';
import scan from 'lucide-static/icons/scan.svg';
import server from 'lucide-static/icons/server.svg';
import shapes from 'lucide-static/icons/shapes.svg';
import share2 from 'lucide-static/icons/share-2.svg';
import table2 from 'lucide-static/icons/table-2.svg';
import trash2 from 'lucide-static/icons/trash-2.svg';
import undo2 from 'lucide-static/icons/undo-2.svg';
import zoomIn from 'lucide-static/icons/zoom-in.svg';
import zoomOut from 'lucide-static/icons/zoom-out.svg';
import { annotationDrawings } from './annotation/annotation_drawings.js';

export const laterDrawings = {
  ...annotationDrawings,
  'arrow-left': arrowLeft,
  'arrow-up-down': arrowUpDown,
  ban: ban,
  'book-open': bookOpen,
  box: box,
  camera: camera,
  'circle-arrow-up': circleArrowUp,
  clipboard: clipboard,
  'code-xml': codeXml,
  eye: eye,
  'eye-off': eyeOff,
  'file-down': fileDown,
  focus: focus,
  hand: hand,
  house: house,
  'list-filter': listFilter,
  'grid-2x2': grid2x2,
  'grip-vertical': gripVertical,
  'layers-2': layers2,
  'link-2': link2,
  mic: mic,
  minus: minus,
  pause: pause,
  pencil: pencil,
  power: power,
  'redo-2': redo2,
  'refresh-cw': refreshCw,
  scan: scan,
  server: server,
  shapes: shapes,
  'share-2': share2,
  'table-2': table2,
  'trash-2': trash2,
  'undo-2': undo2,
  'zoom-in': zoomIn,
  'zoom-out': zoomOut,
} as const;
