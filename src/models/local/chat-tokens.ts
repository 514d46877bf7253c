/** Renders messages by the chat template inside the model file and tokenises them. Knows nothing of evaluation. */
import type { ChatHistoryItem, ChatWrapper, LlamaModel, Token } from 'node-llama-cpp';
import type { Message } from '../../domain/case.ts';
import type { LlamaModule } from './llama.ts';

/**
 * Returns a function from messages to the tokens of the prompt, up to where the assistant begins to speak. Message text is tokenised as
 * plain text: a case that spells out a control token such as `<|im_end|>` does not get one.
 */
export function chatTokens(
  model: LlamaModel,
  module: LlamaModule,
): (messages: readonly Message[]) => Token[] {
  const wrapper = chatWrapper(model, module);
  return (messages) => {
    const chatHistory: ChatHistoryItem[] = messages.map(({ role, content }) =>
      role === 'assistant' ? { type: 'model', response: [content] } : { type: role, text: content },
    );
    chatHistory.push({ type: 'model', response: [''] });
    const { contextText } = wrapper.generateContextState({ chatHistory });
    return contextText.tokenize(model.tokenizer, 'trimLeadingSpace');
  };
}

function chatWrapper(model: LlamaModel, module: LlamaModule): ChatWrapper {
  const template: unknown = model.fileInfo.metadata.tokenizer?.chat_template;
  return typeof template === 'string'
    ? new module.JinjaTemplateChatWrapper({ template, trimLeadingWhitespaceInResponses: false })
    : module.resolveChatWrapper(model);
}
