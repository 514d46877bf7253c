/** Where the embedded server's Unix socket lives: a short private path, since socket paths are limited to about 104 bytes. */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the system limits paths: 104 bytes on macOS, 108 on Linux, `/.s.PGSQL.5432` and the final NUL included. */
const maxFolderBytes = 104 - 16;

/** Makes (0700) and returns the folder for the socket of this database. Throws when someone else has taken the name. */
export function makeSocketFolder(dataFolder: string): string {
  const uid = process.getuid?.() ?? 0;
  const hash = createHash('sha256').update(realpathSync(dataFolder)).digest('hex').slice(0, 16);
  const name = `fulcrum-${uid}-${hash}`;
  const preferred = join(tmpdir(), name);
  const folder = Buffer.byteLength(preferred) <= maxFolderBytes ? preferred : join('/tmp', name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { mode, uid: owner } = lstatSync(folder);
  const isPrivateFolder = (mode & 0o170000) === 0o040000 && (mode & 0o077) === 0 && owner === uid;
  if (!isPrivateFolder) throw new Error(`${folder} is not a private folder of this user; remove it`);
  return folder;
}
