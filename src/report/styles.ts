/** The style sheet of the HTML report: light and dark, wide and narrow, screen and print. Plain CSS, no foreign text. */
export const styles = `
:root {
  color-scheme: light dark;
  --paper: #faf9f6; --surface: #ffffff; --ink: #1e2226; --muted: #59616b; --line: #e2dfd7;
  --accent: #0b5a8a; --accent-soft: #e9f1f7; --good: #0a6249; --bad: #a2331c; --fair: #0b5a8a; --warn: #845300;
  --warn-soft: #fbf3e2; --bad-soft: #fbece8;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --surface: #1b1f23; --ink: #e7e5e0; --muted: #a3abb4; --line: #343a41;
    --accent: #7dbbe8; --accent-soft: #1a2833; --good: #62c9a4; --bad: #f19a85; --fair: #7dbbe8; --warn: #e2b65c;
    --warn-soft: #2a2417; --bad-soft: #30201c;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; -webkit-text-size-adjust: 100%; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; padding: 0 clamp(1rem, 4vw, 3rem) 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.6 var(--sans); overflow-wrap: break-word;
  display: grid; grid-template-columns: minmax(0, 1fr); column-gap: 2.5rem; max-width: 84rem; margin-inline: auto;
}
header { padding: 3rem 0 1.25rem; }
.brand { margin: 0; color: var(--accent); font-size: .82rem; font-weight: 600; letter-spacing: .04em; }
h1, h2, .headline { font-family: var(--serif); font-weight: 600; line-height: 1.25; text-wrap: balance; }
h1 { margin: .3rem 0 .5rem; font-size: clamp(1.7rem, 4.2vw, 2.5rem); letter-spacing: -.01em; }
h2 { margin: 0 0 .9rem; font-size: 1.55rem; }
h3 { margin: 2rem 0 .6rem; font-size: 1.05rem; }
details h3 { margin: 1.25rem 0 .4rem; font-size: .95rem; }
h4 { margin: .9rem 0 .25rem; font-size: .85rem; font-weight: 600; }
p, li, dd { max-width: 72ch; }
p { margin: 0 0 1rem; }
.meta, .spending, .basis, .note, footer, small { color: var(--muted); }
.meta, .spending, .basis, .note, footer { font-size: .9rem; }
.meta { max-width: none; }
small { font-size: .8125rem; font-weight: 400; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--surface); padding: .5rem 1rem; z-index: 2; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

nav { border-block: 1px solid var(--line); padding: .7rem 0; margin-bottom: 2rem; font-size: .9rem; }
nav ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.25rem; }
nav a { color: var(--ink); text-decoration: none; display: inline-block; padding: .15rem 0; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { min-width: 0; }
main > section { margin: 0 0 3.75rem; scroll-margin-top: 1rem; }
@media (min-width: 68rem) {
  body { grid-template-columns: 10rem minmax(0, 1fr); }
  header, footer { grid-column: 1 / -1; }
  nav { position: sticky; top: 1.5rem; align-self: start; border: 0; padding: .25rem 0; }
  nav ol { display: block; border-left: 2px solid var(--line); padding-left: 1rem; }
  nav li { margin: .2rem 0; }
}

main > .decision { background: var(--accent-soft); border-left: 4px solid var(--accent); border-radius: 0 8px 8px 0; padding: 1.5rem clamp(1.1rem, 3vw, 2rem) 1.1rem; margin-bottom: 1.25rem; }
main > .decision.open { background: var(--warn-soft); border-color: var(--warn); }
.kicker { margin: 0 0 .4rem; font-size: .9rem; font-weight: 600; color: var(--accent); }
.decision.open .kicker { color: var(--warn); }
.headline { margin: 0 0 1rem; font-size: clamp(1.2rem, 2.6vw, 1.5rem); max-width: 56ch; }
.decision ul { margin: 0 0 1rem; padding-left: 1.2rem; }
.decision li { margin: .35rem 0; }
.settle-title { margin: 0 0 .25rem; font-weight: 600; font-size: .95rem; }
.decision .basis { margin: 0; }
main > .warnings { background: var(--warn-soft); border-radius: 8px; padding: .9rem 1.25rem; margin-bottom: 1.25rem; }
.warnings h2 { font: 600 .95rem/1.5 var(--sans); margin: 0; color: var(--warn); }
.warnings ul { margin: .25rem 0 0; padding-left: 1.2rem; font-size: .95rem; }
.spending { margin-bottom: 3.25rem; }

.scroll { overflow-x: auto; margin: 0 0 .75rem; border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; line-height: 1.4; }
caption { text-align: left; padding: .7rem .55rem .2rem; color: var(--muted); font-size: .875rem; }
th, td { padding: .6rem .55rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { font-size: .8125rem; font-weight: 600; color: var(--muted); vertical-align: bottom; border-top: 0; line-height: 1.3; }
tbody th { font-weight: 400; }
th.number, td.number { text-align: right; }
td small, th small { display: block; }
td.number, td.number small { white-space: nowrap; }
td.number small.wrap { white-space: normal; }
.figure { font-weight: 600; }
.percentile { color: var(--muted); font-size: .8125rem; }
.place { display: inline-block; min-width: 1.3em; color: var(--muted); float: left; }
.name { font-weight: 600; }
tbody th .name, tbody th small { display: block; }
.place ~ .name, .place ~ small { margin-left: 1.4em; }
tr.chosen > * { background: var(--accent-soft); }
tr.broken > * { background: var(--bad-soft); }
.role.chosen { color: var(--accent); font-weight: 600; }
.badge { white-space: nowrap; font-weight: 600; }
.badge.good { color: var(--good); } .badge.fair { color: var(--fair); }
.badge.bad { color: var(--bad); } .badge.open { color: var(--warn); }
.badge > span { font-size: .8em; }
.against { white-space: nowrap; } .against small { display: block; }
.bar { display: block; margin: .3rem 0 0 auto; overflow: visible; }
.bar .track { stroke: var(--line); stroke-width: 2; } .bar .span { stroke: var(--muted); stroke-width: 3; }
.bar circle { fill: var(--ink); } tr.chosen .bar circle { fill: var(--accent); } tr.chosen .bar .track { stroke: var(--muted); stroke-opacity: .35; }
.footnotes { list-style: none; margin: 0 0 1.5rem; padding: 0; font-size: .85rem; color: var(--muted); }
@media (min-width: 40rem) { tbody th[scope=row].text { min-width: 9.75rem; } }
@media (max-width: 40rem) {
  th, td { padding: .55rem .7rem; }
  tbody th[scope=row], thead th:first-child { position: sticky; left: 0; background: var(--surface); min-width: 8.5rem; max-width: 10rem; box-shadow: 1px 0 0 var(--line); }
  tr.chosen > th[scope=row] { background: var(--accent-soft); }
  tr.broken > th[scope=row] { background: var(--bad-soft); }
}

figure { margin: 0 0 2.25rem; padding: 1rem clamp(.5rem, 2vw, 1.25rem) .5rem; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-size: .9rem; color: var(--muted); margin: 0 .25rem .75rem; max-width: 80ch; }
figcaption strong { color: var(--ink); }
figure svg { display: block; width: 100%; height: auto; margin-inline: auto; }
.narrow { display: none; }
@media (max-width: 40rem) { .wide { display: none; } .narrow { display: block; } }

details { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); margin: 0 0 .6rem; padding: 0 1rem; }
details[open] { padding-bottom: .75rem; }
summary { cursor: pointer; padding: .65rem 0; font-weight: 600; }
summary small { margin-left: .4em; }
details.case, details.prompt { background: var(--paper); padding-inline: .8rem; margin-bottom: .4rem; }
details.case > summary, details.prompt > summary { font-weight: 400; font-size: .9rem; padding: .45rem 0; }
.sign { font-weight: 600; white-space: nowrap; } .won .sign { color: var(--good); } .lost .sign { color: var(--bad); }
.teaser { color: var(--muted); }
.beside { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 0 1.25rem; align-items: start; }
.beside > * { min-width: 0; }
.message-role { margin: .6rem 0 .2rem; font-size: .8125rem; color: var(--muted); }
.failure { color: var(--bad); font-size: .9rem; }
pre, code, .foreign { font-family: var(--mono); font-size: .85em; }
pre { margin: 0; padding: .65rem .8rem; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8125rem; line-height: 1.5; tab-size: 2; unicode-bidi: plaintext; }
.case pre, .prompt pre { background: var(--surface); }
.beside pre + details { margin-top: .4rem; }
.cut { color: var(--muted); font-style: italic; }
bdi.foreign { overflow-wrap: anywhere; }

dl { margin: 0 0 1.5rem; }
dl > div { display: grid; grid-template-columns: 9rem minmax(0, 1fr); gap: 0 1.5rem; padding: .4rem 0; border-top: 1px solid var(--line); }
dl.notes > div { grid-template-columns: 13rem minmax(0, 1fr); padding: .65rem 0; }
dt { font-weight: 600; font-size: .9rem; } dd { margin: 0; font-size: .95rem; }
@media (max-width: 40rem) { dl > div, dl.notes > div { grid-template-columns: 1fr; } }
footer { border-top: 1px solid var(--line); padding-top: 1rem; }

@media print {
  :root { color-scheme: light; --paper: #fff; --surface: #fff; --ink: #000; --muted: #444; --line: #bbb; --accent: #0b5a8a; --accent-soft: #f2f6f9; --good: #0a6249; --bad: #a2331c; --fair: #0b5a8a; --warn: #845300; --warn-soft: #faf6ec; --bad-soft: #fbf0ed; }
  body { display: block; font-size: 10.5pt; padding: 0; max-width: none; }
  nav, .skip { display: none; }
  header { padding-top: 0; }
  table { font-size: 8.5pt; } th, td { padding: .3rem .45rem; }
  td.number, td.number small { white-space: normal; }
  .scroll { overflow: visible; border: 0; }
  tr, figure, .decision, .warnings, dl > div { break-inside: avoid; }
  h2, h3, h4, summary { break-after: avoid; }
  main > section { margin-bottom: 1.75rem; }
}
`;
