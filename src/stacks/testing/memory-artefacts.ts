/** An artefact store in memory, for tests. */
import type { ArtefactStore } from '../../domain/artefact.ts';
import { contentHash } from '../../domain/content-hash.ts';
import { FulcrumError } from '../../domain/errors.ts';
import type { Json } from '../../domain/json.ts';

export function memoryArtefacts(): ArtefactStore {
  const bodies = new Map<string, string>();
  return {
    async put(kind, body) {
      const hash = contentHash(body);
      bodies.set(`${kind} ${hash}`, JSON.stringify(body));
      return { kind, hash };
    },
    async get({ kind, hash }) {
      const body = bodies.get(`${kind} ${hash}`);
      if (body === undefined) throw new FulcrumError('ARTEFACT_MISSING', { kind, hash, folder: 'memory' });
      return JSON.parse(body) as Json;
    },
  };
}
