/** Texts that try to leave the place they are shown in, one per kind of report. */
export const hostileTexts = [
  '</script><script>alert(1)</script><img src=x onerror=alert(2)>',
  ']]><!-- & <![CDATA[ &lt;b&gt; --> "quoted" \'single\'',
  '\u001b[31mred\u001b[0m \u009b2J\u001b]8;;https://example.invalid\u0007link\u001b]8;;\u0007',
  '\u202eelbisivni\u202c zero\u200bwidth\u2066\u{e0041}\u{e0042} \ud800 lone \u0000 nul \ufffe',
  '[click](javascript:alert(1)) ![x](https://example.invalid/x.png) `code` | pipe | **bold** <details>',
  '```\n# heading\n```\n@everyone fixes #1 https://example.invalid www.example.invalid\n| a | b |\n|---|---|',
] as const;
