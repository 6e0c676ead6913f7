/** The body of an XMLHttpRequest as bytes. Both ways set the type among the headers where the caller set none. */

export type XhrBody = Document | XMLHttpRequestBodyInit | null | undefined;

/** The part of a worker's scope that the types of a page leave out. */
declare const FileReaderSync: new () => { readAsArrayBuffer(blob: Blob): ArrayBuffer };

/** A body of any kind. */
export async function bodyBytes(body: XMLHttpRequestBodyInit, headers: Headers): Promise<ArrayBuffer> {
  // A Request knows how each kind of body is written, and its type.
  const made = new Request('https://body.invalid/', { method: 'POST', body });
  const type = made.headers.get('content-type');
  if (type !== null && !headers.has('content-type')) headers.set('content-type', type);
  return made.arrayBuffer();
}

/** A body of those kinds that can be had without waiting; no form with files. */
export function bodyBytesNow(body: XhrBody, headers: Headers): ArrayBuffer | null {
  if (body == null) return null;
  if (body instanceof ArrayBuffer) return body.slice(0);
  if (body instanceof Blob) {
    if (body.type !== '' && !headers.has('content-type')) headers.set('content-type', body.type);
    // Workers have it, and only they send synchronously.
    return new FileReaderSync().readAsArrayBuffer(body);
  }
  if (ArrayBuffer.isView(body))
    return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength)).buffer;
  const isForm = body instanceof URLSearchParams;
  if (!headers.has('content-type'))
    headers.set(
      'content-type',
      isForm ? 'application/x-www-form-urlencoded;charset=UTF-8' : 'text/plain;charset=UTF-8',
    );
  return new TextEncoder().encode(String(body)).buffer as ArrayBuffer;
}
