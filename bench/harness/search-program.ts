/** `fulcrum search` as a process of its own over a folder of documents with an access list; all that it prints. Knows nothing of what is looked for. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type CanaryDocument, readersOf } from './canary-documents.ts';

const program = resolve(import.meta.dirname, '../../src/cli/main.ts');

export interface ProgramRun {
  /** Stdout and stderr together. */
  readonly printed: string;
  readonly exitCode: number | null;
}

export interface SearchProgram extends Disposable {
  /** A signal that is aborted ends it as Ctrl-C does. */
  search(query: string, principal: string, signal?: AbortSignal): Promise<ProgramRun>;
}

/** `databaseUrl` absent: embedded, in `stateFolder`. The first search imports the documents. */
export function searchProgram(
  documents: readonly CanaryDocument[],
  { stateFolder, databaseUrl }: { readonly stateFolder: string; readonly databaseUrl?: string | undefined },
): SearchProgram {
  const folder = mkdtempSync(join(tmpdir(), 'fulcrum-leaks-'));
  const rules: Record<string, readonly string[]> = { default: [] };
  for (const document of documents) {
    const file = join(folder, 'pages', document.name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, document.text.replaceAll('\n', '\n\n'));
    rules[document.name] = readersOf(document);
  }
  writeFileSync(join(folder, 'pages', '_acl.yaml'), JSON.stringify(rules));
  const config = { name: 'leaks', contract: { kind: 'text' }, knowledge: { documents: 'pages' } };
  writeFileSync(join(folder, 'fulcrum.config.json'), JSON.stringify(config));
  symlinkSync(stateFolder, join(folder, '.fulcrum'));
  const place = databaseUrl === undefined ? [] : ['--database', databaseUrl];
  return {
    search: (query, principal, signal) =>
      new Promise((done, failed) => {
        const argv = ['search', folder, query, '--as', principal, '--limit', '100', ...place];
        const child = spawn(process.execPath, [program, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
        let printed = '';
        for (const stream of [child.stdout, child.stderr])
          stream.setEncoding('utf8').on('data', (text: string) => {
            printed += text;
          });
        const interrupt = () => child.kill('SIGINT');
        signal?.addEventListener('abort', interrupt, { once: true });
        child.on('error', failed);
        child.on('close', (exitCode) => {
          signal?.removeEventListener('abort', interrupt);
          done({ printed, exitCode });
        });
      }),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
