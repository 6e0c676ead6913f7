/** A volume in 3-D, by NiiVue. The only import of it. */
import { Niivue, NVImage } from '@niivue/niivue';
import type { VolumeBytes } from './volume_bytes.js';

/** Slices through the volume, or all of it: NiiVue's number for the latter. */
const RENDER = 4;
/** NIfTI's number for red, green, blue and alpha in bytes. */
const RGBA = 2304;

/** Each voxel covers a little of what is behind it; or surfaces are lit from one side as well. */
export type VolumeStyle = 'smooth' | 'lit';

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
      isOrientCube: false,
      crosshairWidth: 0,
    } as ConstructorParameters<typeof Niivue>[0]);
  }

  async attach(canvas: HTMLCanvasElement): Promise<void> {
    await this.niivue.attachToCanvas(canvas);
    this.niivue.setSliceType(RENDER);
    this.niivue.setRenderAzimuthElevation(110, 20);
  }

  /** Shows a volume in these colours (RGBA, voxel by voxel). */
  async show(volume: VolumeBytes, colours: Uint8Array<ArrayBuffer>): Promise<void> {
    const { niivue } = this;
    for (const before of [...niivue.volumes]) niivue.removeVolume(before);
    const name = `volume-${++this.made}.nii`;
    niivue.addVolume(await NVImage.loadFromUrl({ url: nifti(volume, colours), name }));
    niivue.updateGLVolume();
  }

  async style(style: VolumeStyle): Promise<void> {
    await this.niivue.setVolumeRenderIllumination(style === 'lit' ? 0.6 : 0);
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
function nifti({ size, spacing }: VolumeBytes, colours: Uint8Array<ArrayBuffer>): Uint8Array {
  const [x, y, z] = spacing;
  const affine = [x, 0, 0, 0, 0, -y, 0, 0, 0, 0, z, 0, 0, 0, 0, 1];
  return NVImage.createNiftiArray([...size], [...spacing], affine, RGBA, colours);
}
