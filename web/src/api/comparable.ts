import type { Comparable } from '#api/ledger'

/** The integration that the address names, else the first; `null` = there is none with the flow. */
export function chosenOf(
  items: readonly Comparable[],
  { integration, flow }: { readonly integration: string | undefined; readonly flow: string },
): Comparable | null {
  const fitting = items.filter(({ flows }) => flows.includes(flow))
  return fitting.find((item) => item.integration === integration) ?? fitting[0] ?? null
}
