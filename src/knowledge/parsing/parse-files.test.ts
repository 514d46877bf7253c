/** The parsing child and its parent, with files and with a parser that do their worst. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectSound } from './document-parser.conformance.ts';
import { type ParsedFile, type ParseFilesOptions, parseFiles } from './parse-files.ts';
import { archiveOf, docxOf, paragraph, pdfOf, xlsxOf } from './testing/sample-files.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'parsing-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** Files of the given contents, named by their keys, under paths that say nothing. */
function filesOf(contents: Readonly<Record<string, string | Uint8Array>>) {
  return Object.entries(contents).map(([name, content]) => {
    count += 1;
    const file = path.join(folder, String(count));
    writeFileSync(file, content);
    return { name, path: file };
  });
}

async function outcomes(
  contents: Readonly<Record<string, string | Uint8Array>>,
  options: ParseFilesOptions = {},
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const outcome of parseFiles(filesOf(contents), { processes: 1, ...options }))
    found[outcome.name] = 'problem' in outcome ? `! ${outcome.problem}` : outcome.document.text;
  return found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie that nobody waits for is as good as gone.
    return !existsSync('/proc') || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

const program = fileURLToPath(new URL('./testing/programs/hostile-parser.ts', import.meta.url));
const hostile = (contents: Readonly<Record<string, string>>, limits: ParseFilesOptions['limits'] = {}) =>
  outcomes(contents, { program, limits });

describe('a parser that misbehaves', () => {
  it('costs its own file only', async () => {
    const found = await hostile(
      {
        a: 'say one',
        b: 'loop',
        c: 'say two',
        d: 'exit',
        e: 'say three',
        f: 'abort',
        g: 'throw something',
        h: 'recurse',
        i: 'say four',
      },
      { timeMs: 700 },
    );
    expect(found).toEqual({
      a: 'one',
      b: '! took longer than 0.7 s to parse',
      c: 'two',
      d: '! makes its parser crash',
      e: 'three',
      f: '! makes its parser crash',
      g: '! is broken: something',
      h: '! is nested too deep',
      i: 'four',
    });
  });

  it.each(['heap', 'buffers'])('is ended when it takes too much memory: %s', async (deed) => {
    const found = await hostile({ a: deed, b: 'say on' }, { memoryMb: 128, timeMs: 20_000 });
    expect(found).toEqual({ a: '! needs more than 128 MB of memory to parse', b: 'on' });
  });

  it('reads no file, writes none, starts nothing and connects to nothing', async () => {
    const secret = path.join(folder, 'secret.txt');
    writeFileSync(secret, 'secret');
    let connections = 0;
    const server = createServer(() => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const found = await hostile({
      read: `read ${secret}`,
      write: `write ${path.join(folder, 'new.txt')}`,
      run: 'run',
      connect: `connect ${port}`,
      fetch: 'fetch',
    });
    await new Promise((resolve) => server.close(resolve));
    expect(found).toEqual({
      read: 'refused ERR_ACCESS_DENIED',
      write: 'refused ERR_ACCESS_DENIED',
      run: 'refused ERR_ACCESS_DENIED',
      connect: 'refused a parser may not open connections',
      fetch: 'undefined',
    });
    expect(connections).toBe(0);
  });

  it('sees no environment but what Node needs', async () => {
    process.env.FULCRUM_TEST_SECRET = 'canary';
    const { a = '' } = await hostile({ a: 'environment' });
    delete process.env.FULCRUM_TEST_SECRET;
    const allowed = [
      'LANG',
      'NODE_CHANNEL_FD',
      'NODE_CHANNEL_SERIALIZATION_MODE',
      'SystemRoot',
      'TEMP',
      'TMP',
      'TMPDIR',
      'TZ',
    ];
    expect(a.split(' ').filter((name) => !allowed.includes(name))).toEqual([]);
  });

  it('leaves no process behind, also when the reader stops early or aborts', async () => {
    const files = filesOf({ a: 'pid', b: 'loop', c: 'loop' });
    const pids: number[] = [];
    for await (const outcome of parseFiles(files, { program, processes: 1 })) {
      pids.push(Number('document' in outcome ? outcome.document.text : Number.NaN));
      break;
    }
    const controller = new AbortController();
    const read = async () => {
      for await (const outcome of parseFiles(files, { program, processes: 1, signal: controller.signal })) {
        pids.push(Number('document' in outcome ? outcome.document.text : Number.NaN));
        setTimeout(() => controller.abort(new Error('enough')), 50);
      }
    };
    await expect(read()).rejects.toThrow('enough');
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it.skipIf(process.platform === 'win32')('ends with its parent, even within a loop', async () => {
    const batch = fileURLToPath(new URL('./testing/programs/abandoned-batch.ts', import.meta.url));
    const paths = filesOf({ a: 'pid', b: 'loop', c: 'loop' }).map((file) => file.path);
    const parent = spawn(process.execPath, [batch, ...paths], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const pid = Number(String(line));
    await sleep(200);
    expect(process.kill(pid, 0)).toBe(true);
    parent.kill('SIGKILL');
    await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  });

  it('throws when there is no such program', async () => {
    await expect(outcomes({ a: 'x' }, { program: path.join(folder, 'none.ts') })).rejects.toThrow(
      'did not start',
    );
  });
});

describe('files', () => {
  it('are read in order, each by its format, in several processes', async () => {
    const files = filesOf({
      'a.md': '# A',
      'b.html': '<p>B',
      'c.txt': 'C',
      'd.csv': 'D',
      'e.pdf': pdfOf([[{ text: 'E', x: 72, y: 700, size: 12 }]]),
      'f.docx': docxOf(paragraph('F')),
      'g.xlsx': xlsxOf('<row r="1"><c r="A1" t="str"><v>G</v></c></row>'),
      'h.png': 'H',
      'i.zip': archiveOf({ 'x/a.md': '# I', 'b.exe': 'MZ', '../c.md': '# no' }),
      'j.zip': 'no archive',
      'k.zip': archiveOf({}),
    });
    const found: ParsedFile[] = [];
    for await (const outcome of parseFiles(files, { processes: 2 })) {
      found.push(outcome);
      if ('document' in outcome) expectSound(outcome.document);
    }
    expect(found.map((one) => [one.name, 'problem' in one ? `! ${one.problem}` : one.document.text])).toEqual(
      [
        ['a.md', 'A'],
        ['b.html', 'B'],
        ['c.txt', 'C'],
        ['d.csv', 'D'],
        ['e.pdf', 'E'],
        ['f.docx', 'F'],
        ['g.xlsx', 'Prices\n\nG'],
        ['h.png', '! cannot be read: .png is no known format'],
        ['i.zip/x/a.md', 'I'],
        ['i.zip/b.exe', '! cannot be read: .exe is no known format'],
        ['i.zip/../c.md', '! has a name that leads out of the archive'],
        ['j.zip', '! is a broken zip archive'],
      ],
    );
  });

  it('that are hostile end in a reason, and the batch goes on', async () => {
    const line = Buffer.alloc(20 * 2 ** 20, 'word ');
    const found = await outcomes(
      {
        'line.txt': line,
        'line.md': line,
        'deep.html': '<div>'.repeat(200_000),
        'quotes.md': `${'> '.repeat(20_000)}x`,
        'brackets.md': '['.repeat(50_000),
        'bomb.xlsx': xlsxOf(' '.repeat(40 * 2 ** 20)),
        'table.csv': 'a,b,c,d,e\n'.repeat(1_000_000),
        'proto.md': '---\n__proto__: { polluted: yes }\n---\nFine\n',
        'good.txt': 'Good',
      },
      { limits: { timeMs: 5_000, cells: 500_000 } },
    );
    expect(found['line.txt']).toBe('! holds more than 10 MB of text');
    expect(found['line.md']).toBe('! holds more than 10 MB of text');
    expect(found['bomb.xlsx']).toBe('! unpacks to more than 200 times its size');
    expect(found['table.csv']).toBe('! holds more than 500000 cells');
    for (const name of ['deep.html', 'quotes.md', 'brackets.md']) expect(found[name]).toMatch(/^! |\[/);
    expect(found['proto.md']).toBe('Fine');
    expect(found['good.txt']).toBe('Good');
  });

  it('that cannot be opened, are too large or no files say so', async () => {
    const found: string[] = [];
    const files = [
      { name: 'a.txt', path: path.join(folder, 'missing') },
      { name: 'b.txt', path: folder },
      { name: 'c.txt', path: '/dev/zero' },
      ...filesOf({ 'd.txt': 'x'.repeat(2000) }),
    ];
    for await (const one of parseFiles(files, { processes: 1, limits: { bytesIn: 1000 } }))
      found.push('problem' in one ? one.problem : '');
    expect(found).toEqual([
      'cannot be read: ENOENT',
      'is not a regular file',
      'is not a regular file',
      expect.stringMatching(/^is larger than/),
    ]);
  });

  it('go to the child as bytes: a name is never opened', async () => {
    const found = await outcomes({ '../../../etc/passwd.txt': 'mine' });
    expect(found).toEqual({ '../../../etc/passwd.txt': 'mine' });
  });
});
