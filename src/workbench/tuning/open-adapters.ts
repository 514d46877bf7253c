/** The adapters that stacks name, from the artefacts of a workbench. Trains none. */
import type { ArtefactFiles, ArtefactStore } from '../../domain/artefact.ts';
import type { AdapterSource } from '../../models/adapter-source.ts';
import { readAdapterRecord } from '../../tuning/adapters/adapter-record.ts';

export function openAdapters(
  artefacts: Pick<ArtefactStore, 'get'>,
  artefactFiles: ArtefactFiles,
): AdapterSource {
  return {
    async open(ref) {
      const { base, files, canary } = readAdapterRecord(await artefacts.get(ref));
      const ggufFile = files.gguf && (await artefactFiles.open(files.gguf));
      const mergedFile = files.merged && (await artefactFiles.open(files.merged));
      return {
        hash: ref.hash,
        base,
        canary,
        ...(ggufFile !== undefined && { ggufFile }),
        ...(mergedFile !== undefined && { mergedFile }),
      };
    },
  };
}
