import { kindText } from '#cli/document-text'
import type { Io } from '#cli/io'
import { amount, count, hanging, plural, table } from '#cli/output'
import type { BooksProof } from '#cli/sandboxes'
import { causeLines } from '#cli/transfer-text'
import { equals, subtract, ZERO } from '#lib/decimal'
import type { Compared, PaydayFigures } from './payday.ts'
import type { WarehouseFigures } from './warehouse.ts'

/** How the orders came to be known. */
export interface FoundBy {
  readonly webhook: number
  readonly sweep: number
}

const CURRENCY = 'SEK'

/** The end of the demo: the books of both sides, each read from its own data. */
export function proofText(io: Io, proof: BooksProof, foundBy: FoundBy): string {
  const parts = [
    `  ${io.colors.bold('The books of both sides')}`,
    ordersText(io, proof, foundBy),
    documentsText(io, proof),
    sumsText(io, proof),
  ]
  if (proof.held.length > 0) parts.push(heldText(io, proof))
  return parts.join('\n\n')
}

function ordersText(io: Io, proof: BooksProof, { webhook, sweep }: FoundBy): string {
  const { colors, columns } = io
  const none = (value: number): string => (value === 0 ? colors.green('0') : colors.red(count(value)))
  const rows = [
    [
      'orders placed in the shop',
      count(proof.placed),
      colors.dim(`${count(webhook)} known by webhook, ${count(sweep)} found by the search`),
    ],
    ['in the ERP', count(proof.booked), ''],
    ['held for a person', count(proof.held.length), colors.dim('with cause and remedy, below')],
    ...(proof.skipped.length === 0
      ? []
      : [['left out by a rule', count(proof.skipped.length), colors.dim(reasonsOf(proof))]]),
    ...(proof.takenBack.length === 0 ? [] : [['cancelled on both sides', count(proof.takenBack.length), '']]),
    ['lost', none(proof.lost.length), proof.lost.join(' ')],
    ['booked twice', none(proof.double.length), proof.double.map(({ order }) => order).join(' ')],
    [
      'not to the cent',
      none(proof.unbalanced.length),
      proof.unbalanced.map(({ order, what }) => `${order} ${what}`).join(', '),
    ],
    ...(proof.strays.length === 0 ? [] : [['of no order', none(proof.strays.length), proof.strays.join(' ')]]),
    ...(proof.drafts.length === 0 ? [] : [['drafts left behind', none(proof.drafts.length), proof.drafts.join(' ')]]),
  ]
  return table([{ title: '' }, { title: '', align: 'right' }, { title: '', flexible: true }], rows, {
    colors,
    width: columns,
  })
}

const reasonsOf = ({ skipped }: BooksProof): string =>
  [...Map.groupBy(skipped, ({ code }) => code)].map(([code, list]) => `${list.length} × ${code}`).join(', ')

function documentsText({ colors, columns }: Io, { byKind }: BooksProof): string {
  const rows = byKind.map(({ kind, count: documents, total }) => [
    plural(documents, kindText(kind).toLowerCase()),
    amount(total, CURRENCY),
  ])
  return table([{ title: 'documents in the ERP' }, { title: CURRENCY, align: 'right' }], rows, {
    colors,
    width: columns,
  })
}

function sumsText({ colors, columns }: Io, { sums }: BooksProof): string {
  const rows = sums.map(({ what, shop, erp, difference }) => {
    const text = amount(difference, CURRENCY)
    return [
      what,
      amount(shop, CURRENCY),
      amount(erp, CURRENCY),
      difference === '0' ? colors.green(text) : colors.red(text),
    ]
  })
  return table(
    [
      { title: `booked orders, ${CURRENCY}` },
      { title: 'the shop says', align: 'right' },
      { title: 'the ERP holds', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    rows,
    { colors, width: columns },
  )
}

function heldText(io: Io, { held }: BooksProof): string {
  const { colors } = io
  const inOrder = held.toSorted((a, b) => a.order.localeCompare(b.order))
  const byCause = Map.groupBy(inOrder, ({ code, message }) => `${code} ${message}`)
  const causes = [...byCause.values()].flatMap((orders) => {
    const names = orders.map(({ order }) => order)
    const [{ code, message, remedy } = { code: '', message: '', remedy: null }] = orders
    return [
      hanging(`  ${colors.yellow('▲')} `, `${colors.bold(names.join(' '))} ${colors.dim(code)}`, io.columns),
      ...causeLines(io, { message, remedy }),
    ]
  })
  return [`  ${colors.dim('held, because nothing is guessed')}`, ...causes].join('\n')
}

/** The last part: what the provider paid out, and that nothing of it is left to explain. */
export function paydayText({ colors, columns }: Io, paid: PaydayFigures | null): string[] {
  if (paid === null) return []
  if (paid.held !== null) return [hanging(`  ${colors.yellow('▲')} `, `The payout is held: ${paid.held}`, columns)]
  const row = (what: string, { provider, erp }: Compared): string[] => {
    const text = amount(subtract(provider, erp), CURRENCY)
    return [
      what,
      amount(provider, CURRENCY),
      amount(erp, CURRENCY),
      equals(provider, erp) ? colors.green(text) : colors.red(text),
    ]
  }
  const rows = [
    row('paid out to the bank', paid.paidOut),
    row('fees kept by the provider', paid.fees),
    row('card payments left to clear', { provider: ZERO, erp: paid.leftToClear }),
  ]
  const head = [
    { title: `one payout of ${plural(paid.movements, 'movement')}, ${CURRENCY}` },
    { title: 'the provider says', align: 'right' as const },
    { title: 'the ERP holds', align: 'right' as const },
    { title: 'difference', align: 'right' as const },
  ]
  return [table(head, rows, { colors, width: columns })]
}

/** The other half: what the warehouse has and sent, and what the shop shows of it. */
export function warehouseText({ colors, columns }: Io, figures: WarehouseFigures): string {
  const of = (part: number, whole: number): string =>
    part === whole ? colors.green(`${count(part)} of ${count(whole)}`) : colors.red(`${count(part)} of ${count(whole)}`)
  const { products, inStep, receipts, prices, shown, parcels, told, emails } = figures
  const rows = [
    ['products that the shop offers as the ERP has them', of(inStep, products)],
    ['prices that were changed in the ERP, and the shop shows', of(shown, prices)],
    ['parcels of the ERP that the shop knows, with their numbers', of(told, parcels)],
    ['e-mails to customers about them, one each', of(emails, parcels)],
    ['pallets unloaded meanwhile', count(receipts)],
  ]
  const head = [
    { title: 'the other half', flexible: true },
    { title: '', align: 'right' as const },
  ]
  return table(head, rows, { colors, width: columns })
}

/** The figures for a program. All but `held` are measured in the ERP's own data. */
export const proofFigures = (proof: BooksProof) => ({
  placed: proof.placed,
  documents: proof.documents,
  lost: proof.lost.length,
  double: proof.double.length,
  unbalanced: proof.unbalanced.length,
  held: proof.held.length,
})
