/** An HTTP service of given answers, which remembers what it was asked. Knows no service by name. */
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly authorization: string | undefined;
  /** JSON, or the fields of a form. */
  readonly body: unknown;
}

/** `json`, `bytes`, or `drop`: the request is taken and the connection cut. */
export type Answer =
  | { readonly status?: number; readonly json: unknown }
  | { readonly bytes: Buffer }
  | { readonly drop: true };

export interface StartedService extends AsyncDisposable {
  readonly baseURL: string;
  readonly asked: readonly Asked[];
}

export async function startService(answer: (asked: Asked) => Answer): Promise<StartedService> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const one = { method, path: url, authorization: headers.authorization, body: await bodyOf(request) };
    asked.push(one);
    const given = answer(one);
    if ('drop' in given) return void request.socket.destroy();
    if ('bytes' in given) return void response.end(given.bytes);
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(given.json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const type = request.headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) {
    const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
    const fields = [...form].map(async ([name, value]) => [
      name,
      typeof value === 'string' ? value : await value.text(),
    ]);
    return Object.fromEntries(await Promise.all(fields));
  }
  return bytes.length === 0 ? undefined : JSON.parse(bytes.toString());
}
