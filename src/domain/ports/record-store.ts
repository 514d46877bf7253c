/** The port for whole records kept by id: ladders, their reports and the like. Knows nothing of their content. */
import type { Json } from '../json.ts';

export interface StoredRecord {
  readonly id: string;
  readonly kind: string;
  readonly task: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly body: Json;
}

export interface RecordStore {
  /** Inserts or replaces. */
  put(record: {
    readonly id: string;
    readonly kind: string;
    readonly task: string;
    readonly body: Json;
  }): Promise<void>;
  get(id: string): Promise<StoredRecord | undefined>;
  /** Newest first. */
  list(query: {
    readonly kind: string;
    readonly task?: string;
    readonly limit?: number;
  }): Promise<StoredRecord[]>;
}
