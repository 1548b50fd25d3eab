import { decimal } from '#lib/decimal'
import type { TransferState, TransferView } from '#database/transfers'
import type { Io } from './io.ts'
import { hanging, money } from './output.ts'

const MARKS: Readonly<
  Record<TransferState, { readonly mark: string; readonly color: 'green' | 'cyan' | 'yellow' | 'red' | 'dim' }>
> = {
  synced: { mark: '●', color: 'green' },
  running: { mark: '◐', color: 'cyan' },
  pending: { mark: '○', color: 'cyan' },
  waiting: { mark: '◔', color: 'yellow' },
  attention: { mark: '▲', color: 'red' },
  skipped: { mark: '–', color: 'dim' },
  held: { mark: '‖', color: 'yellow' },
}

/** `● synced`, coloured. */
export function stateText({ colors }: Pick<Io, 'colors'>, state: TransferState, word: string = state): string {
  const { mark, color } = MARKS[state]
  return colors[color](`${mark} ${word}`)
}

/** What a person calls the record. */
export const nameOf = (transfer: Pick<TransferView, 'recordName' | 'recordKey'>): string =>
  transfer.recordName ?? transfer.recordKey

export interface Summary {
  readonly total: string | null
  readonly currency: string | null
  readonly customer: string | null
  readonly channel: string | null
}

/** The figures that a transfer keeps for lists. */
export function summaryOf(transfer: Pick<TransferView, 'summary'>): Summary {
  const fields = (transfer.summary ?? {}) as Record<string, unknown>
  const text = (name: string): string | null =>
    typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null
  return { total: text('total'), currency: text('currency'), customer: text('customer'), channel: text('channel') }
}

export function totalText(transfer: Pick<TransferView, 'summary'>): string {
  const { total, currency } = summaryOf(transfer)
  return total === null || currency === null ? '' : money(decimal(total), currency)
}

export interface CauseText {
  readonly message: string | null
  readonly remedy: string | null
}

// A line for the configuration file must not be broken: people copy it.
const SNIPPET = /^(.*?:) ((?:taxes|payments|shipping|locations|items|ledgers|roles): [[{].+)$/

/** A cause and its remedy, indented under what they belong to. */
export function causeLines(
  { colors, columns }: Pick<Io, 'colors' | 'columns'>,
  { message, remedy }: CauseText,
  indent = '    ',
): string[] {
  const lines = message === null ? [] : [hanging(indent, message, columns)]
  if (remedy === null) return lines
  const [, words = remedy, snippet] = SNIPPET.exec(remedy) ?? []
  lines.push(hanging(`${indent}${colors.dim('→')} `, words, columns))
  if (snippet !== undefined) lines.push(`${indent}    ${colors.cyan(snippet)}`)
  return lines
}
