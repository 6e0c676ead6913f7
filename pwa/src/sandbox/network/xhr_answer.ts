/** What has come in for an XMLHttpRequest so far, and what is made of it. */
import type { ResponseHead } from '../../contracts/network.js';

export class XhrAnswer {
  head: ResponseHead | null = null;
  /** Bytes of the body that are here. */
  received = 0;
  private readonly chunks: ArrayBuffer[] = [];
  private made: { readonly value: unknown } | null = null;

  push(chunk: ArrayBuffer): void {
    this.chunks.push(chunk);
    this.received += chunk.byteLength;
  }

  /** @returns the values of a header, joined as XMLHttpRequest joins them; null where there is none. */
  header(name: string): string | null {
    const wanted = name.toLowerCase();
    const values = this.headers.filter(([each]) => each === wanted).map(([, value]) => value);
    return values.length === 0 ? null : values.join(', ');
  }

  get headers(): ResponseHead['headers'] {
    return this.head?.headers ?? [];
  }

  /** @param mime the type that stands in for the answer's own, or null. */
  text(mime: string | null): string {
    const charset = /charset\s*=\s*"?([^\s;"]+)/i.exec(this.type(mime))?.[1] ?? 'utf-8';
    try {
      return new TextDecoder(charset).decode(this.bytes());
    } catch {
      return new TextDecoder().decode(this.bytes());
    }
  }

  /** The whole body as the kind that was asked for, and the same value each time. */
  value(kind: XMLHttpRequestResponseType, mime: string | null): unknown {
    this.made ??= { value: this.make(kind, mime) };
    return this.made.value;
  }

  private make(kind: XMLHttpRequestResponseType, mime: string | null): unknown {
    switch (kind) {
      case 'arraybuffer':
        return this.bytes().buffer;
      case 'blob':
        return new Blob(this.chunks, { type: this.type(mime) });
      case 'json':
        try {
          return JSON.parse(new TextDecoder().decode(this.bytes()));
        } catch {
          return null;
        }
      case 'document':
        return typeof DOMParser === 'undefined'
          ? null
          : new DOMParser().parseFromString(this.text(mime), documentType(this.type(mime)));
      default:
        return null;
    }
  }

  private type(mime: string | null): string {
    return mime ?? this.header('content-type') ?? '';
  }

  private bytes(): Uint8Array<ArrayBuffer> {
    const whole = new Uint8Array(this.received);
    let at = 0;
    for (const chunk of this.chunks) {
      whole.set(new Uint8Array(chunk), at);
      at += chunk.byteLength;
    }
    return whole;
  }
}

function documentType(type: string): DOMParserSupportedType {
  return /xml/.test(type) && !/html/.test(type) ? 'application/xml' : 'text/html';
}
