/** Says for each place to train at which ways of tuning fit into its memory, how long they would take and what that costs. Looks at no machine. */
import type { ModelShape } from './model-shape.ts';
import {
  type TrainingBatch,
  type TrainingMemory,
  type TuningWay,
  trainingMemory,
} from './training-memory.ts';
import { tokensPerSecond } from './training-speed.ts';

export interface Place {
  readonly name: string;
  readonly memoryBytes: number;
  /** `cpu`: weights of 32 bits, and no 4-bit ones. */
  readonly kind: 'gpu' | 'cpu';
  /** Dense bf16, as its maker states it; absent where that says nothing of training. */
  readonly peakTflops?: number;
  /** Measured there with this model. */
  readonly measuredTokensPerSecond?: number;
  readonly usdPerHour?: number;
}

export interface PlannedWay extends TrainingMemory {
  readonly way: TuningWay;
  readonly fits: boolean;
  /** Absent where nothing is known of the speed. */
  readonly speed?: { readonly tokensPerSecond: number; readonly from: 'measured' | 'computed' };
  readonly seconds?: number;
  readonly usd?: number;
}

export interface PlacePlan {
  readonly place: Place;
  /** Those that can be had there. */
  readonly ways: readonly PlannedWay[];
}

/** Left for what the driver holds and for gaps between tensors. */
export const usableShare = 0.9;

/** `tokens`: of all rows, as often as each is seen. A measured speed is taken for that of `lora`. */
export function adviseHardware(
  shape: ModelShape,
  batch: TrainingBatch,
  tokens: number,
  places: readonly Place[],
): PlacePlan[] {
  return places.map((place) => {
    const memory = trainingMemory(shape, batch, place.kind === 'gpu' ? 2 : 4);
    const ways: readonly TuningWay[] = place.kind === 'gpu' ? ['full', 'lora', 'qlora'] : ['full', 'lora'];
    return { place, ways: ways.map((way) => planWay(shape, way, memory[way], tokens, place)) };
  });
}

function planWay(
  shape: ModelShape,
  way: TuningWay,
  memory: TrainingMemory,
  tokens: number,
  place: Place,
): PlannedWay {
  const speed = speedOf(shape, way, place);
  const seconds = speed && tokens / speed.tokensPerSecond;
  const fits = memory.totalBytes <= place.memoryBytes * usableShare;
  return {
    way,
    ...memory,
    fits,
    ...(speed && { speed }),
    ...(seconds !== undefined && { seconds }),
    ...(seconds !== undefined &&
      place.usdPerHour !== undefined && { usd: (seconds / 3600) * place.usdPerHour }),
  };
}

function speedOf(shape: ModelShape, way: TuningWay, place: Place): PlannedWay['speed'] {
  const { measuredTokensPerSecond, peakTflops } = place;
  if (measuredTokensPerSecond !== undefined && way === 'lora')
    return { tokensPerSecond: measuredTokensPerSecond, from: 'measured' };
  return peakTflops === undefined
    ? undefined
    : { tokensPerSecond: tokensPerSecond(shape, way, peakTflops), from: 'computed' };
}
