/**
 * The entry of `fulcrum/tuning`: training data audited, cleaned and written; adapters trained, read, checked, converted and merged; what
 * training takes, and the general set that shows what it cost the base.
 */
export { type BaseShape, baseShape } from './adapters/base-shape.ts';
export { loraToGguf } from './adapters/lora-to-gguf.ts';
export { mergeIntoGguf } from './adapters/merge-into-gguf.ts';
export { type Lora, type LoraPair, readLora } from './adapters/read-lora.ts';
export { auditTrainingData, type TrainingAuditOptions } from './data/audit-training-data.ts';
export {
  type CleanedCase,
  handlePersonalData,
  type PersonalDataHandling,
  replacePersonalData,
  stripPersonalData,
} from './data/personal-data.ts';
export type { HeldOutInput, TrainingExample } from './data/training-example.ts';
export {
  datasetInfo,
  type PreferencePair,
  preferenceFormats,
  trainingFormats,
} from './data/training-formats.ts';
export { type ForgettingSet, forgettingSet } from './forgetting/forgetting-set.ts';
export { adviseHardware, type Place, type PlacePlan } from './hardware/advise-hardware.ts';
export type { ModelShape } from './hardware/model-shape.ts';
export { readModelShape } from './hardware/read-model-shape.ts';
export { type TrainingBatch, type TrainingMemory, trainingMemory } from './hardware/training-memory.ts';
export { localTrainer } from './trainers/local-trainer.ts';
export type {
  TrainedAdapter,
  Trainer,
  TrainingOptions,
  TrainingPlan,
  TrainingRun,
} from './trainers/trainer.ts';
export type { TrainingEvent } from './trainers/training-event.ts';
