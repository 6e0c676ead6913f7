/** A volume in 3-D, by NiiVue. The only import of it. */
import { Niivue, NVImage } from '@niivue/niivue';
import { rgbOf } from './channels.js';
import type { VolumeBytes } from './volume_bytes.js';

/** Slices through the volume, or all of it: NiiVue's number for the latter. */
const RENDER = 4;
/** NIfTI's number for unsigned bytes. */
const UINT8 = 2;

export interface VolumeChannel {
  readonly volume: VolumeBytes;
  /** `#rrggbb`. */
  readonly color: string;
}

/** How light goes through: the brightest voxel of each ray, or all of them, each covering a little of what is behind. */
export type VolumeStyle = 'bright' | 'smooth';

export class VolumeViewer {
  private readonly niivue: Niivue;
  private made = 0;

  constructor() {
    this.niivue = new Niivue({
      logLevel: 'error',
      loadingText: '',
      backColor: [0.051, 0.055, 0.063, 1],
      dragAndDropEnabled: false,
      show3Dcrosshair: false,
      isOrientCube: true,
      crosshairWidth: 0,
    } as ConstructorParameters<typeof Niivue>[0]);
  }

  async attach(canvas: HTMLCanvasElement): Promise<void> {
    await this.niivue.attachToCanvas(canvas);
    this.niivue.setSliceType(RENDER);
    this.niivue.setRenderAzimuthElevation(110, 20);
  }

  /** Shows these channels, added up. */
  async show(channels: readonly VolumeChannel[]): Promise<void> {
    const { niivue } = this;
    for (const volume of [...niivue.volumes]) niivue.removeVolume(volume);
    for (const { volume, color } of channels) {
      const name = `channel-${++this.made}.nii`;
      const colormap = `coverslip-${color.slice(1)}`;
      niivue.addColormap(colormap, colormapOf(color));
      const image = await NVImage.loadFromUrl({ url: nifti(volume), name, colormap, cal_min: 0, cal_max: 255 });
      niivue.addVolume(image);
    }
    niivue.setAdditiveBlend(channels.length > 1);
    niivue.updateGLVolume();
  }

  async style(style: VolumeStyle): Promise<void> {
    this.niivue.setGradientOpacity(0);
    await this.niivue.setVolumeRenderIllumination(style === 'bright' ? -1 : 0);
  }

  /** Turns by degrees, and comes nearer by a factor. */
  move(turn: number, tilt: number, factor: number): void {
    const { scene } = this.niivue;
    this.niivue.setRenderAzimuthElevation(scene.renderAzimuth + turn, scene.renderElevation + tilt);
    if (factor !== 1) this.niivue.setScale(Math.min(10, Math.max(0.3, scene.volScaleMultiplier * factor)));
  }

  dispose(): void {
    this.niivue.cleanup();
    this.niivue.gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
}

/** Rows of a picture count down, those of NIfTI go up. */
function nifti({ bytes, size, spacing }: VolumeBytes): Uint8Array {
  const [x, y, z] = spacing;
  const affine = [x, 0, 0, 0, 0, -y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];
  return NVImage.createNiftiArray([...size], [...spacing], affine, UINT8, bytes);
}

function colormapOf(color: string) {
  const [red, green, blue] = rgbOf(color).map((part) => Math.round(part * 255)) as [number, number, number];
  return { R: [0, red], G: [0, green], B: [0, blue], A: [0, 160], I: [0, 255] };
}
