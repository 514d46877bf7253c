/** The parts of the docs that are generated from the code, so that they cannot rot. Knows nothing of writing files. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { errorRegistry } from '../domain/error-registry.ts';
import { buildProgram } from './run-cli.ts';

export interface GeneratedDoc {
  /** Relative to the repository. */
  readonly file: string;
  /** The whole file as it should be. */
  readonly text: string;
}

const markers = /(<!-- tree:start -->\n)[\s\S]*?(<!-- tree:end -->)/;

export function generatedDocs(root: string): GeneratedDoc[] {
  const tree = `\`\`\`\n${sourceTree(root)}\n\`\`\`\n`;
  return [
    { file: 'docs/cli.md', text: cliPage() },
    { file: 'docs/errors.md', text: errorPage() },
    ...['README.md', 'AGENTS.md'].map((file) => ({
      file,
      text: readFileSync(path.join(root, file), 'utf8').replace(markers, `$1${tree}$2`),
    })),
  ];
}

function cliPage(): string {
  const program = buildProgram(async () => {});
  const intro =
    '# The command line\n\nGenerated from the program by `node scripts/write-docs.ts`. From a checkout the program is called `bin/fulcrum`. Exit codes: 0 done, 1 error, 2 wrong usage, 130 interrupted.\nWith `--json` an error is one line on stderr, `{"error":{"code","message","advice"}}`; where stderr is no terminal nothing else is written there.\n';
  return `${intro}\n${program.commands.map((c) => section(c, 'fulcrum')).join('\n')}`;
}

function section(command: Command, parent: string): string {
  const name = `${parent} ${command.name()}`;
  if (command.commands.length > 0) return command.commands.map((c) => section(c, name)).join('\n');
  command.configureHelp({ helpWidth: 100 });
  return `## ${name}\n\n\`\`\`\n${command.helpInformation().trimEnd()}\n\`\`\`\n`;
}

function errorPage(): string {
  const rows = Object.entries(errorRegistry).map(
    ([code, { message, advice }]) => `| \`${code}\` | ${cell(message)} | ${cell(advice)} |`,
  );
  return `# Errors\n\nGenerated from \`src/domain/error-registry.ts\` by \`node scripts/write-docs.ts\`. Words in braces are filled in.\n\n| code | message | what to do |\n|---|---|---|\n${rows.join('\n')}\n`;
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** One line per folder of `src` to a depth of two, with the sentence of its README line below. */
function sourceTree(root: string): string {
  const lines: string[] = [];
  for (const stage of folders(path.join(root, 'src'))) {
    const inside = folders(path.join(root, 'src', stage));
    lines.push(`src/${stage}/`.padEnd(18) + (stageSentences[stage] ?? ''));
    if (inside.length > 0) lines.push(...wrap(inside.join(', '), 100).map((l) => `                    ${l}`));
  }
  return lines.join('\n');
}

/** Every stage must have its sentence: a folder without one fails the docs test. */
export const stageSentences: Readonly<Record<string, string>> = {
  checks: 'pure checks of one text: JSON, personal data, patterns',
  knowledge: 'files → documents → chunks → corpus → search → passages for an answer',
  cases: 'load, audit, split, seal',
  cli: 'the command line, one file per verb',
  decide: 'readings and verdicts → what to ship, or to stop',
  domain: 'the nouns, the ports, the registry of errors; no I/O',
  levers: 'each proposes candidate stacks; one folder each',
  measure: 'runs → attempts, scoring → scores, stats, comparison',
  models: 'chat and embedding models: local engine, providers, catalogue, metering',
  report: 'the ladder record → terminal, HTML, Markdown, JSON, JUnit',
  stacks: 'a stack spec made live: the one code path that answers',
  store: 'Postgres, embedded or server, behind the ports',
  tuning: 'training data, trainers, adapters, and what training costs the base: an engine of its own',
  testing: 'exported fakes and a mock provider',
  workbench: 'one file per verb; the only place that composes',
};

function folders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((e) => e.isDirectory() && e.name !== 'testing' && e.name !== 'test-support')
    .map((e) => e.name)
    .sort();
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
