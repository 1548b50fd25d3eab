import { policiesOf, type PoliciesInput } from '#books/policies'
import { add, type Decimal, decimal, subtract, sum, ZERO } from '#lib/decimal'
import type { JournalLine, Party, PaymentDocument, TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Payout, PayoutCategory, PayoutTransaction } from '#model/payout'
import type { BookedPayment, PayoutFacts } from './facts.ts'
import { type PayoutPlan, planPayout } from './plan-payout.ts'

export const SCOPE = 'acme'

export interface RowInput extends Partial<Omit<PayoutTransaction, 'amount' | 'fee' | 'net'>> {
  readonly category: PayoutCategory
  readonly amount: string
  readonly fee?: string
}

let count = 0

export function aRow({ amount, fee = '0', ...more }: RowInput): PayoutTransaction {
  count += 1
  return {
    externalId: `txn_${count}`,
    type: more.category,
    amount: decimal(amount),
    fee: decimal(fee),
    feeTax: ZERO,
    withheldTax: ZERO,
    net: subtract(decimal(amount), decimal(fee)),
    currency: 'EUR',
    orderExternalId: null,
    orderName: null,
    orderPaymentExternalId: null,
    providerReferences: [],
    presentment: null,
    processedAt: '2026-11-16T09:12:44.000Z',
    description: null,
    ...more,
  }
}

export function aPayout(rows: readonly PayoutTransaction[], more: Partial<Payout> = {}): Payout {
  return {
    externalId: 'po_1',
    name: 'po_1',
    provider: 'Stripe',
    gateway: 'stripe',
    status: 'paid',
    date: '2026-11-18',
    createdAt: '2026-11-17T00:00:00.000Z',
    updatedAt: '2026-11-17T00:00:05.000Z',
    timeZone: 'Europe/Berlin',
    currency: 'EUR',
    net: sum(rows.filter((row) => row.category !== 'payout').map((row) => row.net)),
    direction: 'deposit',
    bankReference: 'TRACE1',
    complete: true,
    incomplete: null,
    test: false,
    transactions: rows,
    ...more,
  }
}

export const ANN: Party = {
  kind: 'person',
  keys: ['email:ann@example.com'],
  name: 'Ann',
  customer: null,
  company: null,
  email: 'ann@example.com',
  phone: null,
  billingAddress: null,
  shippingAddress: null,
}

export function aPayment(id: string, amount: string, more: Partial<PaymentDocument> = {}): BookedPayment {
  const kind = more.kind ?? 'payment'
  return {
    reference: `${SCOPE}:${kind}:${id}`,
    externalId: `ACC-PAY-${id}`,
    cleared: null,
    document: {
      kind,
      reference: `${SCOPE}:${kind}:${id}`,
      orderName: '#1001',
      date: '2026-11-16',
      currency: 'EUR',
      party: ANN,
      gateway: 'shopify_payments',
      amount: decimal(amount),
      rounding: ZERO,
      providerReference: null,
      allocations: [],
      ...more,
    },
  }
}

export const factsOf = (more: Partial<PayoutFacts> = {}): PayoutFacts => ({
  held: [],
  payments: [],
  orders: [],
  ...more,
})

export const planOf = (
  payout: Payout,
  facts: Partial<PayoutFacts> = {},
  { today = '2026-11-21', ...policies }: PoliciesInput & { readonly today?: string } = {},
): PayoutPlan => planPayout({ payout, policies: policiesOf(policies), facts: factsOf(facts), scope: SCOPE, today })

/** The documents of a plan as the target then holds them. */
export const heldOf = (documents: readonly TargetDocument[]): HeldDocument[] =>
  documents.map((document) => ({
    kind: document.kind,
    reference: document.reference,
    externalId: `X-${document.reference}`,
    state: 'issued',
    document,
    rowIds: {},
  }))

/** What the journals of a plan move, by ledger. */
export function balances(documents: readonly TargetDocument[]): Record<string, Decimal> {
  const lines = documents.flatMap((document): readonly JournalLine[] =>
    document.kind === 'journal' ? document.lines : [],
  )
  const result: Record<string, Decimal> = {}
  for (const { ledger, amount } of lines) {
    const name =
      ledger.kind === 'category' ? ledger.category : ledger.kind === 'clearing' ? ledger.gateway : 'receivable'
    result[name] = add(result[name] ?? ZERO, amount)
  }
  return Object.fromEntries(Object.entries(result).filter(([, amount]) => amount !== ZERO))
}

export const documentsIn = (plan: PayoutPlan): TargetDocument[] => plan.writes.map((write) => write.document)
