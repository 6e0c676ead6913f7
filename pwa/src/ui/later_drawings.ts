/** The drawings of parts that are fetched when they are first shown; by their files, so that they part from the shell’s. */
import arrowLeft from 'lucide-static/icons/arrow-left.svg';
import arrowUpDown from 'lucide-static/icons/arrow-up-down.svg';
import ban from 'lucide-static/icons/ban.svg';
import bookOpen from 'lucide-static/icons/book-open.svg';
import camera from 'lucide-static/icons/camera.svg';
import circleArrowUp from 'lucide-static/icons/circle-arrow-up.svg';
import clipboard from 'lucide-static/icons/clipboard.svg';
import codeXml from 'lucide-static/icons/code-xml.svg';
import eye from 'lucide-static/icons/eye.svg';
import eyeOff from 'lucide-static/icons/eye-off.svg';
import fileDown from 'lucide-static/icons/file-down.svg';
import focus from 'lucide-static/icons/focus.svg';
import hand from 'lucide-static/icons/hand.svg';
import house from 'lucide-static/icons/house.svg';
import listFilter from 'lucide-static/icons/list-filter.svg';
import mic from 'lucide-static/icons/mic.svg';
import minus from 'lucide-static/icons/minus.svg';
import pencil from 'lucide-static/icons/pencil.svg';
import power from 'lucide-static/icons/power.svg';
import refreshCw from 'lucide-static/icons/refresh-cw.svg';
import scan from 'lucide-static/icons/scan.svg';
import server from 'lucide-static/icons/server.svg';
import shapes from 'lucide-static/icons/shapes.svg';
import share2 from 'lucide-static/icons/share-2.svg';
import table2 from 'lucide-static/icons/table-2.svg';
import trash2 from 'lucide-static/icons/trash-2.svg';
import zoomIn from 'lucide-static/icons/zoom-in.svg';
import zoomOut from 'lucide-static/icons/zoom-out.svg';
import { annotationDrawings } from './annotation/annotation_drawings.js';

export const laterDrawings = {
  ...annotationDrawings,
  'arrow-left': arrowLeft,
  'arrow-up-down': arrowUpDown,
  ban: ban,
  'book-open': bookOpen,
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
  mic: mic,
  minus: minus,
  pencil: pencil,
  power: power,
  'refresh-cw': refreshCw,
  scan: scan,
  server: server,
  shapes: shapes,
  'share-2': share2,
  'table-2': table2,
  'trash-2': trash2,
  'zoom-in': zoomIn,
  'zoom-out': zoomOut,
} as const;
