/** What all charts share: colours as custom properties of the page, text styles, axis styles. */
export const colour = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  surface: 'var(--surface)',
  accent: 'var(--accent)',
  limit: 'var(--warn)',
} as const;

/** Without quotes: the SVG renderer writes styles into attributes as they are. */
const fontFamily = 'system-ui, -apple-system, Roboto, sans-serif';

export const textStyle = { fontFamily, fontSize: 12, color: colour.ink } as const;

/** Lines and labels of a value axis with its name in words along it. */
export function valueAxis(name: string, gap: number) {
  return {
    name,
    nameLocation: 'middle' as const,
    nameGap: gap,
    nameTextStyle: { ...textStyle, fontSize: 12.5, color: colour.ink },
    axisLine: { show: true, lineStyle: { color: colour.muted } },
    axisTick: { show: true, lineStyle: { color: colour.muted } },
    minorTick: { show: false },
    splitLine: { show: true, lineStyle: { color: colour.line, width: 1 } },
    axisLabel: { ...textStyle, color: colour.muted },
  };
}
