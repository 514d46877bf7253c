/** Counts tokens where no tokenizer of the model's own runs. Knows nothing of models. */
export type TokenCounter = (text: string) => { readonly tokens: number; readonly exact: boolean };

const charactersPerToken = 4;

/** English prose has about four characters to a token; other text has fewer. */
export const estimateTokens: TokenCounter = (text) => ({
  tokens: Math.ceil(text.length / charactersPerToken),
  exact: false,
});

export type OpenAiEncoding = 'o200k_base' | 'cl100k_base';

/** Loads an encoding of OpenAI models; megabytes of ranks, so only when such a model is used. */
export async function openAiTokenCounter(encoding: OpenAiEncoding): Promise<TokenCounter> {
  const { countTokens } =
    encoding === 'o200k_base'
      ? await import('gpt-tokenizer/encoding/o200k_base')
      : await import('gpt-tokenizer/encoding/cl100k_base');
  // Control tokens that a text spells out are text to the API.
  return (text) => ({ tokens: countTokens(text, { disallowedSpecial: new Set() }), exact: true });
}

/** The encoding of an OpenAI model by its name, where it is known. */
export function openAiEncoding(model: string): OpenAiEncoding | undefined {
  if (/^(gpt-4o|gpt-4\.1|gpt-5|o[134]|chatgpt-4o)/.test(model)) return 'o200k_base';
  if (/^(gpt-4|gpt-3\.5|text-embedding-)/.test(model)) return 'cl100k_base';
  return undefined;
}
