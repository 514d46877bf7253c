/** The entry of `fulcrum/tuning`: adapters trained, read, checked and converted. */
export { type BaseShape, baseShape } from './adapters/base-shape.ts';
export { loraToGguf } from './adapters/lora-to-gguf.ts';
export { mergeIntoGguf } from './adapters/merge-into-gguf.ts';
export { type Lora, type LoraPair, readLora } from './adapters/read-lora.ts';
export { localTrainer } from './trainers/local-trainer.ts';
export type {
  TrainedAdapter,
  Trainer,
  TrainingOptions,
  TrainingPlan,
  TrainingRun,
} from './trainers/trainer.ts';
export type { TrainingEvent } from './trainers/training-event.ts';
