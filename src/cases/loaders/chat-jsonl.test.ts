import { expect, it } from 'vitest';
import { memorySource } from '../case-source.ts';
import { LoadReportCollector } from '../load-report.ts';
import { chatJsonlLoader } from './chat-jsonl.ts';

const user = { role: 'user', content: 'Weather in Rome?' };
const call = { id: '1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } };
const calling = { role: 'assistant', content: null, tool_calls: [call] };

async function load(...records: readonly object[]) {
  const report = new LoadReportCollector();
  const source = memorySource('a.jsonl', records.map((record) => JSON.stringify(record)).join('\n'));
  const drafts = [];
  for await (const draft of chatJsonlLoader.load(source, {}, report)) drafts.push(draft);
  return { drafts, notes: report.report().notes };
}

it('takes everything before the last assistant turn as the input', async () => {
  const { drafts } = await load({
    messages: [
      { role: 'developer', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Hi ' },
          { type: 'text', text: 'there' },
        ],
      },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Bye' },
      { role: 'assistant', content: 'So long' },
    ],
  });
  expect(drafts[0]?.input).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi there' },
    { role: 'assistant', content: 'Hello' },
    { role: 'user', content: 'Bye' },
  ]);
  expect(drafts[0]?.expected).toEqual({ value: 'So long' });
});

it('reads tool calls, old function calls and the turn that called none although it could', async () => {
  const { drafts } = await load(
    { messages: [user, calling], tools: [{}] },
    { messages: [user, { role: 'assistant', function_call: { name: 'weather', arguments: '' } }] },
    { messages: [user, { role: 'assistant', content: 'Sunny' }], tools: [{}] },
    { messages: [user, { role: 'assistant', content: 'Sunny' }] },
  );
  expect(drafts.map((d) => d.expected)).toEqual([
    { calls: [{ name: 'weather', arguments: { city: 'Rome' } }] },
    { calls: [{ name: 'weather', arguments: {} }] },
    { value: 'Sunny', calls: [] },
    { value: 'Sunny' },
  ]);
});

it('says how it wrote out tools in the middle and what it left off', async () => {
  const { drafts, notes } = await load({
    messages: [user, calling, { role: 'tool', content: '21 °C' }, { role: 'assistant', content: '21' }, user],
  });
  expect(drafts[0]?.input).toEqual([
    user,
    { role: 'assistant', content: '[{"name":"weather","arguments":{"city":"Rome"}}]' },
    { role: 'user', content: 'Tool result: 21 °C' },
  ]);
  expect(Object.values(notes)).toEqual([1, 1, 1]);
});

it('puts a system text beside the messages in front and keeps id and tags', async () => {
  const { drafts } = await load({
    id: 'a1',
    tags: ['json'],
    system: 'JSON mode',
    messages: [user, { role: 'assistant', content: '{}' }],
  });
  expect(drafts[0]).toMatchObject({
    id: 'a1',
    tags: ['json'],
    input: [{ role: 'system', content: 'JSON mode' }, user],
  });
});

it('leaves a conversation without answer without expected value', async () => {
  expect((await load({ messages: [user] })).drafts[0]?.expected).toBeUndefined();
});

it.each([
  [
    'an image',
    {
      messages: [
        { role: 'user', content: [{ type: 'image_url' }] },
        { role: 'assistant', content: 'a' },
      ],
    },
  ],
  [
    'an unknown role',
    {
      messages: [
        { role: 'critic', content: 'a' },
        { role: 'assistant', content: 'a' },
      ],
    },
  ],
  [
    'arguments that are no object',
    { messages: [user, { role: 'assistant', tool_calls: [{ function: { name: 'f', arguments: '[1]' } }] }] },
  ],
])('refuses %s', async (_what, record) => {
  await expect(load(record)).rejects.toMatchObject({ code: 'CASES_MALFORMED', details: { line: 1 } });
});
