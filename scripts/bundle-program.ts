/**
 * Bundles the command line with its libraries into `dist/program`, so that it starts without looking up hundreds of modules, and names the
 * licences of what it took in. Models run outside of it: what is native, optional or a program of its own stays a module.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rolldown } from 'rolldown';

const notBundled = [
  /^node-llama-cpp/,
  /^@electric-sql\//,
  /^@ai-sdk\/(openai|anthropic)$/,
  'officeparser',
  'pg-native',
];

export async function bundleProgram(root: string): Promise<void> {
  const folder = path.join(root, 'dist', 'program');
  const bundle = await rolldown({
    input: { fulcrum: path.join(root, 'src', 'cli', 'main.ts') },
    platform: 'node',
    external: notBundled,
    cwd: root,
  });
  const { output } = await bundle.write({
    dir: folder,
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
  });
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  writeFileSync(path.join(folder, 'LICENSES.txt'), licencesOf(modules));
}

/** The licence of each package that one of these files belongs to. Throws where one states none. */
function licencesOf(files: readonly string[]): string {
  const marker = `${path.sep}node_modules${path.sep}`;
  const folders = new Set<string>();
  for (const file of files) {
    const at = file.lastIndexOf(marker);
    if (at < 0) continue;
    const [scope = '', name = ''] = file.slice(at + marker.length).split(path.sep);
    folders.add(path.join(file.slice(0, at), marker, scope.startsWith('@') ? path.join(scope, name) : scope));
  }
  return [...folders].sort().map(licenceOf).join('\n\n---\n\n');
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  if (license === undefined) throw new Error(`${name} states no licence`);
  const [file] = globSync('{LICENSE,LICENCE,license,licence}*', { cwd: folder });
  const text =
    file === undefined || !existsSync(path.join(folder, file))
      ? ''
      : readFileSync(path.join(folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text}`.trim();
}
