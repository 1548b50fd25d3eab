import type { TransferSummary } from '#api/transfers'
import { en, type TextId } from '#web/languages/en.ts'

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** What a record is worth, where its flow states it. */
export function totalOf({ summary }: Pick<TransferSummary, 'summary'>): { amount: string; currency: string } | null {
  const amount = textOf(summary?.['total'])
  const currency = textOf(summary?.['currency'])
  return amount === null || currency === null || !/^-?\d+(\.\d+)?$/.test(amount) ? null : { amount, currency }
}

/** Texts of a list that a flow states, such as the tracking numbers of a delivery. */
export function textsOf({ summary }: Pick<TransferSummary, 'summary'>, name: 'orders' | 'parcels'): string[] {
  const values = summary?.[name]
  return Array.isArray(values) ? values.flatMap((value) => textOf(value) ?? []) : []
}

/** Whose record it is, or what else tells it apart from its neighbours. */
export function aboutOf(transfer: Pick<TransferSummary, 'summary' | 'recordKey' | 'recordName'>): string {
  const { summary, recordKey, recordName } = transfer
  const customer = textOf(summary?.['customer'])
  if (customer !== null) return customer
  const parts = [textsOf(transfer, 'orders'), textsOf(transfer, 'parcels')].filter((part) => part.length > 0)
  if (parts.length > 0) return parts.map((part) => part.join(', ')).join(' · ')
  const key = recordKey.replace(/^(source|target)\//, '')
  return key === recordName || /^\d+$/.test(key) ? '' : key
}

/** The name of a flow; one that has no name yet is called as it is. */
export function flowTextId(flow: string): TextId {
  const id = `flow.${flow}`
  return id in en ? (id as TextId) : 'flow.other'
}
