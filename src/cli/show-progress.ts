/** Draws progress events: one line for what goes on, lasting lines for rungs and notes. Knows no verb. */
import { usd } from '../report/format/usd.ts';
import type { OnProgress } from '../workbench/progress.ts';
import type { Terminal } from './terminal.ts';

export function showProgress(terminal: Terminal, now: () => number = () => performance.now()): OnProgress {
  let name = '';
  let startedAt = now();
  let drawnAt = 0;
  return (event) => {
    switch (event.kind) {
      case 'step':
        name = event.text;
        terminal.line(`${name} …`);
        break;
      case 'note':
        terminal.say(terminal.style('dim', event.text));
        break;
      case 'measuring':
        name = `${event.name} on ${event.split}`;
        startedAt = now();
        break;
      case 'estimate':
        terminal.say(
          terminal.style(
            'dim',
            `${event.name}: ${event.answers} ${event.answers === 1 ? 'answer' : 'answers'} to buy, at most ${usd(event.maxCostUsd, 'ceil')}; retries come on top`,
          ),
        );
        break;
      case 'answered': {
        if (now() - drawnAt < 100 && event.done < event.total) break;
        drawnAt = now();
        const seconds = (now() - startedAt) / 1000;
        const rate = event.done / Math.max(seconds, 0.001);
        const left = rate > 0 ? ` ETA ${clock((event.total - event.done) / rate)}` : '';
        const failed = event.failed > 0 ? ` ${event.failed} failed` : '';
        terminal.line(`${name}: ${event.done} of ${event.total}${failed}  ${rate.toFixed(1)}/s ${left}`);
        break;
      }
      case 'bytes': {
        if (now() - drawnAt < 100 && event.done !== event.total) break;
        drawnAt = now();
        const of = event.total === undefined ? '' : ` of ${event.total.toLocaleString('en')}`;
        terminal.line(`${event.what}: ${event.done.toLocaleString('en')}${of}`);
        break;
      }
      case 'training': {
        if (now() - drawnAt < 100 && event.step < event.of) break;
        drawnAt = now();
        const { step, of, loss, heldOutLoss, etaSeconds } = event;
        const held = heldOutLoss === undefined ? '' : `, held out ${heldOutLoss.toFixed(3)}`;
        terminal.line(
          `training: step ${step} of ${of}  loss ${loss.toFixed(3)}${held}  ETA ${clock(etaSeconds)}`,
        );
        break;
      }
      case 'rung':
        terminal.say(`  ${event.name.padEnd(34)} ${event.line}`);
        break;
    }
  };
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
