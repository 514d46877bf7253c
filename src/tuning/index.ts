/** The entry of `fulcrum/tuning`: training data audited, cleaned and written; adapters trained, read, checked, converted and merged. */
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
export { localTrainer } from './trainers/local-trainer.ts';
export type {
  TrainedAdapter,
  Trainer,
  TrainingOptions,
  TrainingPlan,
  TrainingRun,
} from './trainers/trainer.ts';
export type { TrainingEvent } from './trainers/training-event.ts';
