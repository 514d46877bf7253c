/** The local models that a task starts with where nobody names others. */
export const defaultModels = { chat: 'local/smollm2-135m', embedding: 'local/minilm-l6-v2' } as const;
