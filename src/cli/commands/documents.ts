/** `fulcrum documents list | why | sync | prune | draft | review`. */
import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import { FulcrumError } from '../../domain/errors.ts';
import type { StoredCorpus } from '../../domain/ports/corpus-store.ts';
import { cut } from '../../report/cut.ts';
import { visibleLine } from '../../report/visible.ts';
import type { ExplainedDocument, ListedDocuments } from '../../workbench/documents.ts';
import { nearestName } from '../../workbench/nearest-name.ts';
import {
  addDocumentOptions,
  addSpendingOption,
  type DocumentOptions,
  folderAndWords,
  openDocumentWorkbench,
  spendingOf,
} from '../document-verb.ts';
import { wholeNumber } from '../option-values.ts';
import { passagePlace } from '../passage-place.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import {
  type AddCommand,
  addPlaceOptions,
  nextLine,
  type RunVerb,
  type TaskOptions,
  taskWords,
} from '../verb.ts';
import { addDraft } from './draft.ts';
import { addReview } from './review.ts';

export const addDocuments: AddCommand = (program, run) => {
  const documents = program
    .command('documents')
    .description(
      'what is searched: list it, bring it up to its folder, ask why something is not found, draft questions to it',
    );
  addList(documents, run);
  addWhy(documents, run);
  addSync(documents, run);
  addPrune(documents, run);
  addDraft(documents, run);
  addReview(documents, run);
};

const searchNext = (folder: string | undefined, options: TaskOptions) =>
  `${taskWords(folder ?? '.', options)} "<query>"`.trim();

function addList(documents: Command, run: RunVerb): void {
  addDocumentOptions(documents.command('list', { isDefault: true }), [])
    .description('the documents with their readers, and the files that failed')
    .action((folder: string | undefined, options: DocumentOptions, command: Command) => {
      refuseMisspelt(folder, documents, command);
      return run(async (context) => {
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { listDocuments } = await import('../../workbench/documents.ts');
        const listed = await listDocuments(workbench, options.as, spendingOf(options));
        if (options.json) context.terminal.print(JSON.stringify(listed, undefined, 2));
        else {
          printList(listed, context.terminal);
          context.terminal.print(nextLine(context, 'search', searchNext(folder, options)));
        }
        return 0;
      });
    });
}

/** `documents lst` reads as the folder `lst`, as listing is what is done by default. */
function refuseMisspelt(folder: string | undefined, documents: Command, command: Command): void {
  if (folder === undefined || existsSync(folder)) return;
  const verb = nearestName(
    folder,
    documents.commands.map((one) => one.name()),
  );
  if (verb !== undefined)
    command.error(`error: there is no folder and no command "${folder}" (Did you mean ${verb}?)`);
}

const longestTitle = 40;

function printList({ documents, failed = [] }: ListedDocuments, { print, style }: Terminal): void {
  print(
    table(
      ['document', 'title', 'pages', 'passages', 'date', 'category', 'language', 'readers'],
      documents.map((document) => {
        const { name, title = '', pageCount = '', chunkCount, date = '', category = '' } = document;
        const { language = '', readers } = document;
        return [
          name,
          cut(title, longestTitle).text,
          String(pageCount),
          String(chunkCount),
          date,
          category,
          language,
          readers.join(', ') || 'nobody',
        ].map(visibleLine);
      }),
    ),
  );
  for (const { name, notes, chunkCount } of documents)
    for (const note of chunkCount === 0 ? ['has no text', ...notes] : notes)
      print(style('dim', `· ${visibleLine(`${name}: ${note}`)}`));
  for (const { name, problem, keptVersion } of failed) {
    const kept = keptVersion ? '; the version before is still searched' : '';
    print(style('yellow', `✗ ${visibleLine(`${name} ${problem}`)}${kept}`));
  }
  const passages = documents.reduce((sum, { chunkCount }) => sum + chunkCount, 0);
  print(
    `\n${documents.length} documents, ${passages} passages${failed.length > 0 ? `; ${failed.length} ${failed.length === 1 ? 'file' : 'files'} failed` : ''}`,
  );
}

interface WhyOptions extends DocumentOptions {
  readonly limit: number;
}

const whyNames = ['document', 'question'];

function addWhy(documents: Command, run: RunVerb): void {
  addDocumentOptions(
    documents.command('why'),
    whyNames,
    'person or group whose search it is; what these may not read is told all the same',
  )
    .description(
      'why a document is or is not found: its rank in each stage of the search, or what stands in its way',
    )
    .option('-k, --limit <passages>', 'passages the search is to find', wholeNumber, 10)
    .action((given: string[], options: WhyOptions, command: Command) => {
      const { folder, words } = folderAndWords(given, whyNames, command);
      const [document = '', query = ''] = words;
      return run(async (context) => {
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { explainDocument } = await import('../../workbench/documents.ts');
        const { as: principal, limit: k } = options;
        const explained = await explainDocument(workbench, {
          document,
          query,
          k,
          ...(principal !== undefined && { principal }),
          ...spendingOf(options),
        });
        if (options.json) context.terminal.print(JSON.stringify(explained, undefined, 2));
        else {
          printWhy(document, explained, context.terminal);
          context.terminal.print(nextLine(context, 'search', searchNext(folder, options)));
        }
        return 0;
      });
    });
}

function printWhy(document: string, explained: ExplainedDocument, { print, style }: Terminal): void {
  print(visibleLine(`${document} ${whyInWords(explained)}`));
  if (explained.outdated !== undefined)
    print(
      style('yellow', visibleLine(`! its newest version ${explained.outdated}; an older one is searched`)),
    );
  if (!('passages' in explained)) return;
  const shown = (rank: number | undefined) => (rank === undefined ? '–' : `#${rank}`);
  print('');
  print(
    table(
      ['passage', 'by words', 'by vectors', 'together', 'found as'],
      explained.passages.map(({ passage, words, vectors, fused, rank, nearEqualOf }) => [
        passagePlace(passage),
        shown(words?.rank),
        shown(vectors?.rank),
        shown(fused.rank),
        nearEqualOf === undefined ? shown(rank) : 'left out: repeats another',
      ]),
    ),
  );
}

/** To follow the name of the document. */
function whyInWords(explained: ExplainedDocument): string {
  const { depth } = explained;
  switch (explained.kind) {
    case 'found':
      return 'is found.';
    case 'near-equal':
      return 'is left out: what would be found of it repeats a passage found before.';
    case 'behind':
      return 'is not found: its passages rank behind the last that was wanted.';
    case 'below-depth': {
      const rank = (n: number | undefined) =>
        n === undefined ? `not among the first ${explained.lookedAt}` : `#${n}`;
      return `is not found: each search gives its first ${depth} passages, and its best are ${rank(explained.wordRank)} by words, ${rank(explained.vectorRank)} by vectors.`;
    }
    case 'filtered':
      return 'is left out by the filters of the search.';
    case 'no-match':
      return 'shares no word with the question, or has no text.';
    case 'not-there':
      return 'is not there.';
    case 'not-permitted':
      return `may not be read by whoever asks, only by ${explained.readers.join(', ') || 'nobody'}.`;
    case 'failed':
      return `${explained.problem}; so it is no document.`;
    case 'not-in-corpus':
      return `is not among the documents${explained.nearest === undefined ? '' : `; nearest is ${explained.nearest}`}.`;
  }
}

function addSync(documents: Command, run: RunVerb): void {
  addSpendingOption(
    addPlaceOptions(
      documents.command('sync').argument('[folder]', 'folder of the task, or any folder of documents'),
    ),
  )
    .description('bring what is searched up to the folder; Ctrl-C keeps what is done')
    .option('--json', 'print the report as JSON')
    .action((folder: string | undefined, options: DocumentOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { syncDocuments } = await import('../../workbench/documents.ts');
        const { report, notes } = await syncDocuments(workbench, spendingOf(options));
        if (options.json) terminal.print(JSON.stringify(report, withMessages, 2));
        else {
          for (const note of notes) terminal.print(visibleLine(note));
          terminal.print(
            `${report.unchanged} unchanged; ${report.chunksStored} passages stored, ${report.chunksEmbedded} of them embedded anew`,
          );
          terminal.print(nextLine(context, 'search', searchNext(folder, options)));
        }
        return 0;
      }),
    );
}

function addPrune(documents: Command, run: RunVerb): void {
  addPlaceOptions(
    documents.command('prune').argument('[folder]', 'folder of the task, or any folder of documents'),
  )
    .description(
      'remove what was cut or embedded in ways that neither the config nor a kept climb names any more',
    )
    .option('--json', 'print what was removed as JSON')
    .action((folder: string | undefined, options: TaskOptions) =>
      run(async (context) => {
        const { terminal } = context;
        await using workbench = await openDocumentWorkbench(folder, options, context);
        const { pruneDocuments } = await import('../../workbench/prune-documents.ts');
        const removed = await pruneDocuments(workbench);
        if (options.json) terminal.print(JSON.stringify(removed, undefined, 2));
        else {
          for (const corpus of removed) terminal.print(visibleLine(`removed ${corpusInWords(corpus)}`));
          if (removed.length === 0) terminal.print('Nothing to remove: all that is there is named.');
          terminal.print(nextLine(context, 'search', searchNext(folder, options)));
        }
        return 0;
      }),
    );
}

function corpusInWords({ settings, documents, chunks }: StoredCorpus): string {
  const { chunking, embedding = 'words alone', contextLine } = settings;
  const described = contextLine === undefined ? '' : `, described by ${contextLine.model.id}`;
  return `${documents} documents in ${chunks} passages of at most ${chunking.maxTokens} tokens, ${embedding}${described}`;
}

/** An error keeps its message to itself. */
function withMessages(_key: string, value: unknown): unknown {
  if (!(value instanceof FulcrumError)) return value;
  const { code, message, advice } = value;
  return { code, message, advice };
}
