import type { PayoutPreview } from '#engine/preview-payout'
import { payoutRows } from '#model/payout'
import { documentText } from './document-text.ts'
import type { Io } from './io.ts'
import { amount, money, table } from './output.ts'
import { proofText } from './proof-text.ts'
import { causeLines } from './transfer-text.ts'

/** A payout as the provider states it, what becomes of it, and the proof that both agree. */
export function payoutPreviewText(io: Io, preview: PayoutPreview): string {
  const { plan, held, documents, missing } = preview
  const parts = [payoutText(io, preview)]
  if (held.length > 0) {
    parts.push(`${io.colors.dim('In the target already')}\n  ${held.map((one) => one.externalId).join('\n  ')}`)
  }
  if (plan.reason !== null)
    parts.push(causeLines(io, { ...plan.reason, remedy: plan.reason.remedy ?? null }, '').join('\n'))
  const shown = missing.length === 0 ? documents : plan.writes.map((write) => write.document)
  parts.push(...shown.map((document) => documentText(io, document)))
  for (const { message, remedy } of missing)
    parts.push(`${io.colors.red('▲')} ${causeLines(io, { message, remedy }, '').join('\n')}`)
  if (plan.outcome === 'unchanged')
    parts.push(`${io.colors.green('✓')} The target holds what it should; nothing would be written.`)
  parts.push(proofText(io, plan.proof))
  return parts.join('\n\n')
}

function payoutText(io: Io, { payout }: PayoutPreview): string {
  const { colors, columns } = io
  const { currency } = payout
  const rows = payoutRows(payout).map((row) => [
    row.category,
    row.orderName ?? row.description ?? row.type,
    amount(row.amount, currency),
    amount(row.fee, currency),
    amount(row.net, currency),
  ])
  const lines = table(
    [
      { title: 'what' },
      { title: 'of', flexible: true },
      { title: 'amount', align: 'right' },
      { title: 'fee', align: 'right' },
      { title: 'net', align: 'right' },
    ],
    rows,
    { colors, width: columns },
  )
  const head = `${colors.bold(`${payout.name} by ${payout.provider}`)}  ${payout.status}  ${payout.date}`
  return `${head}\n${lines}\n  ${colors.bold(`to the bank ${money(payout.net, currency)}`)}`
}
