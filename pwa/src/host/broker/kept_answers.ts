/** Answers that a plugin wants kept for when their host can't be reached: package indexes and packages. */
import type { NetworkAnswer, ResponseHead } from '../../contracts/network.js';

const LARGEST = 500_000_000;

export interface AnswerCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

/** An answer on its way to be kept. */
export class Keeping {
  private head_: ResponseHead | null = null;
  private readonly chunks: ArrayBuffer[] = [];
  private size = 0;

  constructor(private readonly store: (head: ResponseHead, body: Blob) => void) {}

  /** Whether nothing has come in yet, so that another answer can stand in. */
  get isUntouched(): boolean {
    return this.head_ === null;
  }

  head(head: ResponseHead): void {
    this.head_ = head;
  }

  chunk(data: ArrayBuffer): void {
    this.size += data.byteLength;
    if (this.size <= LARGEST) this.chunks.push(data.slice(0));
    else this.chunks.length = 0;
  }

  end(): void {
    if (this.head_?.status === 200 && this.size <= LARGEST) this.store(this.head_, new Blob(this.chunks));
  }
}

export class KeptAnswers {
  /** @param open gives null where the browser keeps nothing. */
  constructor(private readonly open: () => Promise<AnswerCache | null>) {}

  begin(owner: string, url: string): Keeping {
    return new Keeping((head, body) => void this.put(owner, url, head, body).catch(() => undefined));
  }

  /** The answer as the plugin's side takes it; null when none was kept. */
  async get(owner: string, url: string): Promise<NetworkAnswer[] | null> {
    const kept = await (await this.open())?.match(key(owner, url)).catch(() => undefined);
    if (kept === undefined) return null;
    const headers = [...kept.headers].map(([name, value]): [string, string] => [name, value]);
    const head: ResponseHead = {
      t: 'response',
      id: 0,
      url,
      status: 200,
      statusText: 'OK',
      headers,
      redirected: false,
      type: 'cors',
    };
    return [head, { t: 'chunk', id: 0, data: await kept.arrayBuffer() }, { t: 'end', id: 0 }];
  }

  private async put(owner: string, url: string, head: ResponseHead, body: Blob): Promise<void> {
    const headers = head.headers
      .filter(([name]) => !['content-encoding', 'content-length'].includes(name))
      .map(([name, value]): [string, string] => [name, value]);
    // Where there is no room, the answer is fetched again next time.
    await (await this.open())?.put(key(owner, url), new Response(body, { headers }));
  }
}

/** One for each version of each plugin: a version goes on with what it began with. Nothing is ever fetched from here. */
function key(owner: string, url: string): string {
  return `https://kept.invalid/${owner}?${encodeURIComponent(url)}`;
}
