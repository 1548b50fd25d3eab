import type { SandboxResponse } from '#sandboxes/kit/server'
import { accountView, balanceView } from './balance.ts'
import { chargeView, paymentIntentView } from './charge-view.ts'
import { disputeView } from './disputes.ts'
import { addEndpoint, checkEvents, checkUrl, endpointView } from './endpoints.ts'
import { ApiError, missing } from './errors.ts'
import { eventView, isKept } from './events.ts'
import type { Form } from './form.ts'
import type { Permission } from './keys.ts'
import { listPage, PAGE_PARAMS } from './list.ts'
import { flag, integer, metadata, needText, range, text, texts } from './params.ts'
import { payoutView } from './payouts.ts'
import { refundView } from './refunds.ts'
import { fileView, reportRunView, reportTypeView, reportTypeViews, startReport } from './reports.ts'
import * as lists from './route-lists.ts'
import { createRefund } from './route-refunds.ts'
import { rowView } from './rows.ts'
import { chargeSearch } from './search.ts'
import { type Account, type Json, nowOf, type ReportRun } from './state.ts'
import type { Stored, Table } from './table.ts'

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** `:id` stands for one segment. */
  readonly path: string
  readonly permission: Permission
  /** Parameters it knows; others are refused. */
  readonly params: readonly string[]
  /** An object to be answered (and expanded), or a whole answer. */
  handle(account: Account, form: Form, id: string): Json | { readonly raw: SandboxResponse }
}

const get = (path: string, permission: Permission, params: readonly string[], handle: Route['handle']): Route => ({
  method: 'GET',
  path,
  permission,
  params: [...params, 'expand'],
  handle,
})

/** The two reads that most kinds have: the list and the single object. */
function reads<T extends Stored>(
  path: string,
  permission: Permission,
  filters: readonly string[],
  list: (account: Account, form: Form) => Json,
  one: { object: string; table(account: Account): Table<T>; view(account: Account, row: T): Json },
): Route[] {
  return [
    get(path, permission, [...PAGE_PARAMS, ...filters], list),
    get(`${path}/:id`, permission, [], (account, _form, id) => {
      const row = one.table(account).get(id)
      if (row === undefined) throw missing(one.object, id)
      return one.view(account, row)
    }),
  ]
}

const READS: readonly Route[] = [
  get('/v1/balance', 'balance_read', [], (account) => balanceView(account)),
  get('/v1/account', 'accounts_kyc_basic_read', [], (account) => accountView(account)),
  get('/v1/accounts/:id', 'accounts_kyc_basic_read', [], (account, _form, id) => {
    if (id !== account.settings.id) throw missing('account', id)
    return accountView(account)
  }),
  get('/v1/charges/search', 'charge_read', ['query', 'limit', 'page'], searchCharges),
  ...reads(
    '/v1/balance_transactions',
    'balance_transaction_source_read',
    ['created', 'currency', 'payout', 'source', 'type'],
    lists.listRows,
    { object: 'balance transaction', table: (account) => account.rows, view: rowView },
  ),
  ...reads(
    '/v1/charges',
    'charge_read',
    ['created', 'customer', 'payment_intent', 'transfer_group'],
    lists.listCharges,
    { object: 'charge', table: (account) => account.charges, view: chargeView },
  ),
  ...reads('/v1/payment_intents', 'payment_intent_read', ['created', 'customer'], lists.listPaymentIntents, {
    object: 'payment_intent',
    table: (account) => account.paymentIntents,
    view: paymentIntentView,
  }),
  ...reads('/v1/refunds', 'charge_read', ['charge', 'created', 'payment_intent'], lists.listRefunds, {
    object: 'refund',
    table: (account) => account.refunds,
    view: refundView,
  }),
  ...reads('/v1/disputes', 'dispute_read', ['charge', 'created', 'payment_intent'], lists.listDisputes, {
    object: 'dispute',
    table: (account) => account.disputes,
    view: disputeView,
  }),
  ...reads('/v1/payouts', 'payout_read', ['arrival_date', 'created', 'destination', 'status'], lists.listPayouts, {
    object: 'payout',
    table: (account) => account.payouts,
    view: payoutView,
  }),
  get('/v1/events', 'event_read', [...PAGE_PARAMS, 'created', 'delivery_success', 'type', 'types'], lists.listEvents),
  get('/v1/events/:id', 'event_read', [], (account, _form, id) => {
    const event = account.events.get(id)
    if (event === undefined || !isKept(event, nowOf(account))) throw missing('event', id)
    return eventView(account, event)
  }),
]

const DEFAULT_SEARCH_LIMIT = 10

function searchCharges(account: Account, form: Form): Json {
  const test = chargeSearch(needText(form, 'query'))
  const limit = integer(form, 'limit') ?? DEFAULT_SEARCH_LIMIT
  const from = Number(text(form, 'page') ?? 0)
  const found = account.charges.rows.toReversed().filter(test)
  const more = found.length > from + limit
  return {
    object: 'search_result',
    data: found.slice(from, from + limit).map((row) => chargeView(account, row)),
    has_more: more,
    next_page: more ? String(from + limit) : null,
    url: '/v1/charges/search',
  }
}

function createdTest(form: Form): (row: Stored) => boolean {
  const test = range(form, 'created')
  return (row) => test === null || test(row.created)
}

const REPORTS: readonly Route[] = [
  ...reads(
    '/v1/reporting/report_runs',
    'report_runs_and_report_types_read',
    ['created'],
    (account, form) =>
      listPage<ReportRun>(form, {
        object: 'report run',
        url: '/v1/reporting/report_runs',
        table: account.reportRuns,
        keep: createdTest(form),
        view: (row) => reportRunView(account, row),
      }),
    { object: 'report run', table: (account) => account.reportRuns, view: reportRunView },
  ),
  {
    method: 'POST',
    path: '/v1/reporting/report_runs',
    permission: 'report_runs_and_report_types_write',
    params: ['report_type', 'parameters', 'expand'],
    handle: (account, form) => reportRunView(account, startReport(account, form)),
  },
  get('/v1/reporting/report_types', 'report_runs_and_report_types_read', [], (account) => ({
    object: 'list',
    data: reportTypeViews(account),
    has_more: false,
    url: '/v1/reporting/report_types',
  })),
  get('/v1/reporting/report_types/:id', 'report_runs_and_report_types_read', [], (account, _form, id) =>
    reportTypeView(account, id),
  ),
  get('/v1/files/:id', 'file_read', [], (account, _form, id) => fileView(account, fileOf(account, id))),
  get('/v1/files/:id/contents', 'file_read', [], (account, _form, id) => ({
    raw: { status: 200, body: fileOf(account, id).content, headers: { 'content-type': 'text/csv' } },
  })),
]

function fileOf(account: Account, id: string) {
  const file = account.files.get(id)
  if (file === undefined) throw missing('file upload', id)
  return file
}

const ENDPOINT_PARAMS = ['url', 'enabled_events', 'description', 'metadata', 'expand']

const WRITES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/refunds',
    permission: 'charge_write',
    params: ['charge', 'payment_intent', 'amount', 'currency', 'reason', 'metadata', 'instructions_email', 'expand'],
    handle: (account, form) => refundView(account, createRefund(account, form)),
  },
  ...reads(
    '/v1/webhook_endpoints',
    'webhook_read',
    [],
    (account, form) =>
      listPage(form, {
        object: 'webhook endpoint',
        url: '/v1/webhook_endpoints',
        table: account.endpoints,
        keep: () => true,
        view: (row) => endpointView(account, row),
      }),
    { object: 'webhook endpoint', table: (account) => account.endpoints, view: (a, row) => endpointView(a, row) },
  ),
  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    permission: 'webhook_write',
    params: [...ENDPOINT_PARAMS, 'api_version', 'connect'],
    handle(account, form) {
      const made = addEndpoint(account, {
        url: needText(form, 'url'),
        enabledEvents: texts(form, 'enabled_events'),
        apiVersion: text(form, 'api_version') ?? null,
        connect: flag(form, 'connect') ?? false,
        description: text(form, 'description') ?? null,
        metadata: metadata(form),
      })
      return endpointView(account, made, true)
    },
  },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints/:id',
    permission: 'webhook_write',
    params: [...ENDPOINT_PARAMS, 'disabled'],
    handle: updateEndpoint,
  },
  {
    method: 'DELETE',
    path: '/v1/webhook_endpoints/:id',
    permission: 'webhook_write',
    params: [],
    handle(account, _form, id) {
      const endpoint = account.endpoints.get(id)
      if (endpoint === undefined) throw missing('webhook endpoint', id)
      endpoint.status = 'disabled'
      account.endpoints.remove(id)
      return { id, object: 'webhook_endpoint', deleted: true }
    },
  },
]

function updateEndpoint(account: Account, form: Form, id: string): Json {
  const endpoint = account.endpoints.get(id)
  if (endpoint === undefined) throw missing('webhook endpoint', id)
  const url = text(form, 'url') ?? endpoint.url
  checkUrl(account, url)
  const events = form['enabled_events'] === undefined ? endpoint.enabledEvents : texts(form, 'enabled_events')
  checkEvents(events)
  const disabled = flag(form, 'disabled')
  endpoint.url = url
  endpoint.enabledEvents = events
  endpoint.description = text(form, 'description') ?? endpoint.description
  endpoint.metadata = form['metadata'] === undefined ? endpoint.metadata : metadata(form)
  if (disabled !== undefined) endpoint.status = disabled ? 'disabled' : 'enabled'
  return endpointView(account, endpoint)
}

const COMPILED = [...READS, ...REPORTS, ...WRITES].map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll('.', '\\.').replaceAll(':id', '([^/]+)')}$`),
}))

/** The route of a request. @throws {ApiError} 404. */
export function findRoute(method: string, path: string): { route: Route; id: string } {
  for (const { route, pattern } of COMPILED) {
    const match = route.method === method ? pattern.exec(path) : null
    if (match !== null) return { route, id: decodeURIComponent(match[1] ?? '') }
  }
  throw new ApiError(404, `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs.`)
}
