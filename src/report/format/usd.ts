/** An amount in US dollars, with as many decimals as its size needs: `$0`, `$0.0021`, `$0.31`, `$12.40`, `$1,240`. An upper bound is rounded up. */
export function usd(amount: number, roundingMode: 'halfExpand' | 'ceil' = 'halfExpand'): string {
  if (amount === 0) return '$0';
  const size = Math.abs(amount);
  if (size < 1e-6) return amount < 0 ? '−$<0.000001' : '<$0.000001';
  const decimals = size >= 100 ? 0 : size >= 0.1 ? 2 : Math.ceil(-Math.log10(size)) + 1;
  const digits = size.toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    roundingMode,
  });
  return `${amount < 0 ? '−' : ''}$${digits}`;
}
