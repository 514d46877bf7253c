/** The entry of `fulcrum/tuning`: adapters read, checked and converted. Training them is a program of its own. */
export { baseShape } from './adapters/base-shape.ts';
export { type BaseShape, loraToGguf } from './adapters/lora-to-gguf.ts';
export { type Lora, type LoraPair, readLora } from './adapters/read-lora.ts';
