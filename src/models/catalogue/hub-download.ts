/** Downloads one file over HTTP into a partial file that a later call resumes. Knows nothing of models or digests. */
import { createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

export interface DownloadOptions {
  /** More than this is refused. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** Bytes of the file present so far, those of an earlier call included. */
  readonly onBytes: (bytes: number) => void;
  /** Sent to the host of the URL alone. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the response headers are there; default 5 s, so that an unreachable hub does not keep anyone waiting. */
  readonly connectTimeoutMs?: number;
  /** Longest pause between two pieces; default 30 s. */
  readonly silenceTimeoutMs?: number;
}

/** Writes to `target`, going on after the bytes it already holds. Throws `Error` on a status other than 200 or 206, and on silence. */
export async function hubDownload(url: string, target: string, options: DownloadOptions): Promise<void> {
  const { maxBytes, onBytes, connectTimeoutMs = 5_000, silenceTimeoutMs = 30_000 } = options;
  const watchdog = new AbortController();
  const expire = (what: string) => watchdog.abort(new Error(`${new URL(url).host} ${what}`));
  let timer = setTimeout(expire, connectTimeoutMs, `did not answer within ${connectTimeoutMs / 1000} s`);
  const signal = AbortSignal.any([options.signal, watchdog.signal]);
  try {
    const present = (await stat(target).catch(() => undefined))?.size ?? 0;
    const range = present > 0 ? { range: `bytes=${present}-` } : {};
    const response = await fetch(url, { signal, headers: { ...options.headers, ...range } });
    if (response.status === 416) {
      await rm(target);
      throw new Error('the partial file did not fit and was deleted');
    }
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      throw new Error(`${new URL(url).host} answered with status ${response.status}`);
    }
    const resumed = response.status === 206;
    let bytes = resumed ? present : 0;
    const watched = async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        clearTimeout(timer);
        timer = setTimeout(expire, silenceTimeoutMs, `was silent for ${silenceTimeoutMs / 1000} s`);
        bytes += chunk.length;
        if (bytes > maxBytes) throw new Error(`the file is longer than ${maxBytes} bytes`);
        yield chunk;
        onBytes(bytes);
      }
    };
    await pipeline(response.body, watched, createWriteStream(target, { flags: resumed ? 'a' : 'w' }), {
      signal,
    });
  } catch (error) {
    throw watchdog.signal.aborted ? watchdog.signal.reason : reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): unknown {
  return error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
}
