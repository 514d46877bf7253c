/** Packages of peers at a pinned version, in a folder outside the project, installed on first use. Nothing leaves the machine but the install. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** In `PEERS_DIR`, else a folder of the system's for temporary files that later runs find again. */
const peersFolder = () => process.env.PEERS_DIR ?? join(tmpdir(), 'fulcrum-peers');

/** The module of a package; what it exports is for the caller to know. */
export async function importPeer<Module>(name: string, version: string): Promise<Module> {
  const folder = peersFolder();
  requirePackage(folder, name, version);
  const entry = createRequire(join(folder, 'from.js')).resolve(name);
  return import(pathToFileURL(entry).href) as Promise<Module>;
}

/** Throws when it cannot be installed. */
export function requirePackage(folder: string, name: string, version: string): void {
  if (versionIn(folder, name) === version) return;
  npmInstall(folder, `${name}@${version}`);
  if (versionIn(folder, name) !== version)
    throw new Error(`${name} ${version} could not be installed into ${folder}`);
}

export function npmInstall(folder: string, what: string, ...flags: readonly string[]): void {
  const argv = ['install', what, '--prefix', folder, '--no-audit', '--no-fund', ...flags];
  execFileSync('npm', argv, { stdio: 'inherit', timeout: 600_000 });
}

export function versionIn(folder: string, name: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
