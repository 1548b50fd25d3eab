import { chargeView, paymentIntentView } from './charge-view.ts'
import { disputeView } from './disputes.ts'
import { ApiError, missing } from './errors.ts'
import { covers, eventView, isKept } from './events.ts'
import type { Form } from './form.ts'
import { type ListOf, listPage } from './list.ts'
import { flag, range, text, texts } from './params.ts'
import { payoutView } from './payouts.ts'
import { refundView } from './refunds.ts'
import { rowView } from './rows.ts'
import { type Account, type Json, nowOf, type Payout, type Row } from './state.ts'
import type { Stored } from './table.ts'

/** One test per filter given; absent filters pass. */
const all = <T>(tests: readonly (((row: T) => boolean) | null)[]): ((row: T) => boolean) => {
  const given = tests.filter((test) => test !== null)
  return (row) => given.every((test) => test(row))
}

function equals<T>(form: Form, name: string, read: (row: T) => string | null): ((row: T) => boolean) | null {
  const wanted = text(form, name)
  return wanted === undefined ? null : (row) => read(row) === wanted
}

function created<T extends Stored>(form: Form): ((row: T) => boolean) | null {
  const test = range(form, 'created')
  return test === null ? null : (row) => test(row.created)
}

type Lister = (account: Account, form: Form) => Json

export const listRows: Lister = (account, form) => {
  const payout = payoutIn(account, form)
  const list: ListOf<Row> = {
    object: 'balance_transaction',
    url: '/v1/balance_transactions',
    table: account.rows,
    ...(payout === null ? {} : { within: payout.rows }),
    keep: all([
      created(form),
      equals(form, 'source', (row) => row.source),
      equals(form, 'type', (row) => row.type),
      equals(form, 'currency', (row) => row.currency),
    ]),
    view: (row) => rowView(account, row),
  }
  return listPage(form, list)
}

/** The payout asked for. Only automatic ones know their rows, and only once they are reconciled. */
function payoutIn(account: Account, form: Form): Payout | null {
  const id = text(form, 'payout')
  if (id === undefined) return null
  const payout = account.payouts.get(id)
  if (payout === undefined) throw missing('payout', id, 'payout')
  if (!payout.automatic) {
    throw new ApiError(400, 'Balance transaction history can only be filtered on automatic transfers, not manual.', {
      param: 'payout',
    })
  }
  if (payout.reconciliation === 'in_progress') {
    throw new ApiError(400, `The reconciliation of payout ${id} has not been completed.`, {
      code: 'payout_reconciliation_not_ready',
      param: 'payout',
    })
  }
  return payout
}

export const listCharges: Lister = (account, form) =>
  listPage(form, {
    object: 'charge',
    url: '/v1/charges',
    table: account.charges,
    keep: all([
      created(form),
      equals(form, 'payment_intent', (row) => row.paymentIntentId),
      equals(form, 'customer', (row) => row.customer),
      equals(form, 'transfer_group', (row) => row.transferGroup),
    ]),
    view: (row) => chargeView(account, row),
  })

export const listPaymentIntents: Lister = (account, form) =>
  listPage(form, {
    object: 'payment_intent',
    url: '/v1/payment_intents',
    table: account.paymentIntents,
    keep: all([created(form), equals(form, 'customer', (row) => row.customer)]),
    view: (row) => paymentIntentView(account, row),
  })

export const listRefunds: Lister = (account, form) =>
  listPage(form, {
    object: 'refund',
    url: '/v1/refunds',
    table: account.refunds,
    keep: all([
      created(form),
      equals(form, 'charge', (row) => row.chargeId),
      equals(form, 'payment_intent', (row) => account.charges.get(row.chargeId)?.paymentIntentId ?? null),
    ]),
    view: (row) => refundView(account, row),
  })

export const listDisputes: Lister = (account, form) =>
  listPage(form, {
    object: 'dispute',
    url: '/v1/disputes',
    table: account.disputes,
    keep: all([
      created(form),
      equals(form, 'charge', (row) => row.chargeId),
      equals(form, 'payment_intent', (row) => account.charges.get(row.chargeId)?.paymentIntentId ?? null),
    ]),
    view: (row) => disputeView(account, row),
  })

const PAYOUT_STATUSES = ['pending', 'in_transit', 'paid', 'failed', 'canceled']

export const listPayouts: Lister = (account, form) => {
  const status = text(form, 'status')
  if (status !== undefined && !PAYOUT_STATUSES.includes(status)) {
    throw new ApiError(400, `Invalid status: must be one of ${PAYOUT_STATUSES.join(', ')}`, { param: 'status' })
  }
  const arrival = range(form, 'arrival_date')
  return listPage(form, {
    object: 'payout',
    url: '/v1/payouts',
    table: account.payouts,
    keep: all([
      created(form),
      arrival === null ? null : (row) => arrival(row.arrivalDate),
      equals(form, 'status', (row) => row.status),
      equals(form, 'destination', (row) => String(payoutView(account, row)['destination'])),
    ]),
    view: (row) => payoutView(account, row),
  })
}

const MOST_TYPES = 20

export const listEvents: Lister = (account, form) => {
  const type = text(form, 'type')
  const types = texts(form, 'types')
  if (type !== undefined && types.length > 0) {
    throw new ApiError(400, 'You may only specify one of these parameters: type, types.', {
      code: 'parameters_exclusive',
    })
  }
  if (types.length > MOST_TYPES) throw new ApiError(400, 'You may pass up to 20 types.', { param: 'types' })
  const patterns = type === undefined ? types : [type]
  const delivered = flag(form, 'delivery_success')
  const now = nowOf(account)
  return listPage(form, {
    object: 'event',
    url: '/v1/events',
    table: account.events,
    keep: all([
      (row) => isKept(row, now),
      created(form),
      patterns.length === 0 ? null : (row) => patterns.some((pattern) => covers(pattern, row.type)),
      delivered === undefined ? null : (row) => (row.pendingWebhooks + row.failedWebhooks === 0) === delivered,
    ]),
    view: (row) => eventView(account, row),
  })
}
