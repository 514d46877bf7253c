/** The child's side of parsing: answers each file it is sent. Knows neither the formats nor where files come from. */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import type { DocumentParser } from './document-parser.ts';
import { ParseProblem } from './parse-problem.ts';
import type { ParseReply, ParseRequest } from './parser-messages.ts';
import type { WatchdogData } from './parser-watchdog.ts';
import type { ParsingLimits } from './parsing-limits.ts';

/**
 * Serves until the parent goes. `find` gives the parser of a file or throws `ParseProblem`. The limits come as JSON in the first argument,
 * the watchdog's program as the second.
 */
export function serveParsing(find: (name: string, bytes: Uint8Array) => DocumentParser): void {
  const limits = JSON.parse(process.argv[2] ?? '') as ParsingLimits;
  closeNetwork();
  watch(limits, process.argv[3] ?? '');
  const send = (reply: ParseReply) => process.send?.(reply);
  process.on('disconnect', () => process.exit(0));
  // Libraries leave promises behind; the answer to the file is what counts.
  process.on('unhandledRejection', () => undefined);
  process.on('message', async ({ name, bytes }: ParseRequest) => {
    try {
      send({ kind: 'document', document: await find(name, bytes).parse(bytes, name, limits) });
    } catch (error) {
      send({ kind: 'problem', problem: problemOf(error) });
    }
  });
  send({ kind: 'ready' });
}

function problemOf(error: unknown): string {
  if (error instanceof ParseProblem) return error.message;
  if (error instanceof RangeError && /call stack/i.test(error.message)) return 'is nested too deep';
  const { message } = error instanceof Error ? error : new Error(String(error));
  return `is broken: ${message.split('\n')[0]?.slice(0, 200)}`;
}

/** No library is to follow what a document refers to; files and programs are kept from this process by its permissions. */
function closeNetwork(): void {
  const refuse = () => {
    throw new Error('a parser may not open connections');
  };
  net.Socket.prototype.connect = refuse;
  dgram.createSocket = refuse as typeof dgram.createSocket;
  Object.assign(dns, { lookup: refuse, resolve: refuse });
  for (const name of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
    Reflect.deleteProperty(globalThis, name);
}

function watch(limits: ParsingLimits, program: string): void {
  const workerData: WatchdogData = { parent: process.ppid, mostBytes: limits.memoryMb * 2 ** 20 };
  new Worker(program, { workerData, resourceLimits: { maxOldGenerationSizeMb: 32 } }).unref();
}
