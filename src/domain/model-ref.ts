/** How a spec names a model. Knows no model. */
import type { ArtefactRef } from './artefact.ts';

/** A model by its id (`local/smollm2-135m`, `openai/gpt-5-mini`); `digest` pins weights where they are ours to pin. */
export interface ModelRef {
  readonly id: string;
  readonly digest?: string;
  /** Weights trained on top of it; `digest` is still that of the model alone. */
  readonly adapter?: ArtefactRef;
}
