import { parseInstant } from '#cli/instants'
import type { ChosenIntegration } from '#cli/session'
import { startOfDay } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'

export interface RangeOptions {
  readonly from?: string
  readonly to?: string
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60_000

/**
 * Orders that were placed from `--from` to `--to`, on the shop's calendar. A last day counts as a whole, an instant is an end.
 *
 * @throws {TillbridgeError} `rejected`: `TIME_INVALID`, `RANGE_EMPTY`.
 */
export function rangeOf(
  { from, to }: RangeOptions,
  { timeZone }: Pick<ChosenIntegration, 'timeZone'>,
  now: Date,
): { readonly since: Date; readonly until: Date } {
  const since = parseInstant(from ?? '', timeZone)
  const until = to === undefined ? now : endOf(to, timeZone)
  if (since < until) return { since, until }
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'RANGE_EMPTY',
    message: `There is nothing from ${from ?? ''} to ${to ?? 'now'}.`,
    remedy: 'Name the first day with --from and the last one with --to.',
  })
}

function endOf(text: string, timeZone: string): Date {
  if (!DAY.test(text)) return parseInstant(text, timeZone)
  parseInstant(text, timeZone)
  const next = new Date(Date.parse(`${text}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10)
  return startOfDay(next, timeZone)
}

/** Who asks, for the records: as named, or the account on this machine. */
export const askedBy = (by: string | undefined, env: Readonly<Record<string, string | undefined>>): string =>
  by ?? env['USER'] ?? env['USERNAME'] ?? 'somebody at the command line'
