/** The browser's way to the graphics card, asked for by no more than is needed: TypeScript has no types of WebGPU yet. */

interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
}

interface Gpu {
  requestAdapter(): Promise<{ readonly info?: AdapterInfo } | null>;
}

/** @returns what it calls itself, such as "intel gen-12lp"; "" where there is none. */
export async function gpuAdapter(): Promise<string> {
  const { gpu } = navigator as Navigator & { readonly gpu?: Gpu };
  try {
    const adapter = (await gpu?.requestAdapter()) ?? null;
    if (adapter === null) return '';
    const { vendor, architecture, device, description } = adapter.info ?? {};
    const words = [vendor, architecture, device, description].filter((word) => word !== undefined && word !== '');
    return [...new Set(words)].join(' ') || 'WebGPU';
  } catch {
    return '';
  }
}
