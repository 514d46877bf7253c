/** A ladder as one HTML file that needs no network and no script. It arranges the sections and knows nothing of what is in them. */
import type { Ladder } from '../domain/ladder.ts';
import { count } from './format/count.ts';
import { Markup, markup } from './markup.ts';
import { casesSection } from './sections/cases-section.ts';
import { classesSection } from './sections/classes-section.ts';
import { decisionBox } from './sections/decision-section.ts';
import { ladderSection } from './sections/ladder-section.ts';
import { methodSection } from './sections/method-section.ts';
import { sealedSection } from './sections/sealed-section.ts';
import { searchSection } from './sections/search-section.ts';
import { drawSection } from './sections/section.ts';
import { slicesSection } from './sections/slices-section.ts';
import { stacksSection } from './sections/stacks-section.ts';
import { differenceSection, tradeOffSection } from './sections/trade-off-section.ts';
import { trainingSection } from './sections/training-section.ts';
import { styles } from './styles.ts';

const policy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** A whole document. Foreign text in it is escaped, and what little the browser could run or fetch is forbidden by its policy. */
export function renderHtml(ladder: Ladder): string {
  const sections = [
    ladderSection(ladder),
    sealedSection(ladder),
    differenceSection(ladder),
    tradeOffSection(ladder),
    classesSection(ladder),
    slicesSection(ladder),
    searchSection(ladder),
    trainingSection(ladder),
    casesSection(ladder),
    stacksSection(ladder),
    methodSection(ladder),
  ].filter(({ content }) => markup`${content}`.source !== '');
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Fulcrum ${ladder.fulcrumVersion}">
<link rel="icon" href="data:,">
<title>${ladder.task} – Fulcrum report</title>
<style>${new Markup(styles)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the report</a>
<header>
<p class="brand">Fulcrum report</p>
<h1><bdi>${ladder.task}</bdi></h1>
<p class="meta"><time datetime="${ladder.createdAt}">${ladder.createdAt.slice(0, 16).replace('T', ' ')} UTC</time> · ${count(ladder.rungs.length)} rungs · ${count(ladder.caseSet.dev)} dev and ${count(ladder.caseSet.sealed)} sealed cases · ${ladder.scorer.name} · ${ladder.status}</p>
</header>
<nav aria-label="Contents"><ol>
<li><a href="#decision">Decision</a></li>
${sections.map(
  ({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>
`,
)}</ol></nav>
<main id="main">
${decisionBox(ladder)}${sections.map(drawSection)}</main>
<footer><p>Made by Fulcrum ${ladder.fulcrumVersion} from ladder <code>${ladder.id}</code>. The file needs no network and runs no script.</p></footer>
</body>
</html>
`.source;
}
