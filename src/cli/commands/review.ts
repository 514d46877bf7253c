/** `fulcrum documents review`. */
import { userInfo } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { FulcrumError } from '../../domain/errors.ts';
import { shellWord } from '../../report/shell-word.ts';
import { visibleLine } from '../../report/visible.ts';
import { nextLine, type RunVerb } from '../verb.ts';

export function addReview(documents: Command, run: RunVerb): void {
  documents
    .command('review')
    .argument('<drafts>', 'JSONL with drafts')
    .description(
      'read drafted questions one by one, and approve, reword or reject them: what is approved counts',
    )
    .option('--by <name>', 'who decides; the user of this machine by default')
    .action((file: string, { by }: { readonly by?: string }) =>
      run(async (context) => {
        const { terminal } = context;
        if (!process.stdin.isTTY || !process.stdout.isTTY) throw new FulcrumError('REVIEW_NEEDS_TERMINAL');
        const { review } = await import('../../workbench/review.ts');
        const { terminalReviewer } = await import('../terminal-reviewer.ts');
        const who = by ?? userInfo().username;
        const { approved, rejected, waiting, approvedInAll } = await review(
          { file, by: who, now: () => new Date() },
          terminalReviewer(terminal),
        );
        terminal.print(
          `${approved} approved and ${rejected} rejected by ${visibleLine(who)}; ${waiting} wait, ${approvedInAll} approved in all`,
        );
        if (waiting > 0) terminal.print(nextLine(context, 'documents review', shellWord(file)));
        else {
          terminal.print(
            `They count once ${visibleLine(path.basename(file))} stands under \`cases\` in the config.`,
          );
          const folder = path.dirname(file);
          terminal.print(nextLine(context, 'check', folder === '.' ? '' : shellWord(folder)));
        }
        return 0;
      }),
    );
}
