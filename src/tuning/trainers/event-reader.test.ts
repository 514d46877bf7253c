/** Output in pieces to events, wherever it is cut. */
import { expect, test } from 'vitest';
import { EventReader } from './event-reader.ts';
import type { TrainingEvent } from './training-event.ts';

test('pieces may end within a line and within a character', () => {
  const text = '{"event":"phase","name":"grün 🌱"}\n\n{"event":"cancelled"}\n';
  const bytes = Buffer.from(text);
  for (let size = 1; size <= bytes.length; size++) {
    const events: TrainingEvent[] = [];
    const reader = new EventReader((event) => events.push(event));
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    expect(events).toEqual([{ event: 'phase', name: 'grün 🌱' }, { event: 'cancelled' }]);
  }
});
