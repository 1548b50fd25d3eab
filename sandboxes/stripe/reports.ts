import { ApiError, missing, missingParam } from './errors.ts'
import { emit } from './events.ts'
import { integer, texts, text } from './params.ts'
import type { Form } from './form.ts'
import { isColumn, ITEMIZED_COLUMNS, itemizedCsv } from './report-csv.ts'
import { type Account, type FileRecord, type Json, need, nowOf, type ReportRun, type Row } from './state.ts'

interface ReportType {
  readonly name: string
  readonly version: number
  readonly needs: readonly string[]
  /** The rows of a run, oldest first. */
  rows(account: Account, parameters: Json): Row[]
}

const YEARS_BACK_SECONDS = 2 * 365 * 86_400

const within = (seconds: number, { interval_start: from, interval_end: until }: Json): boolean =>
  seconds >= Number(from) && seconds < Number(until)

const REPORT_TYPES: Readonly<Record<string, ReportType>> = {
  'balance_change_from_activity.itemized.3': {
    name: 'Itemized balance change from activity',
    version: 3,
    needs: ['interval_start', 'interval_end'],
    rows: (account, parameters) =>
      account.rows.rows.filter((row) => row.category !== 'payout' && within(row.created, parameters)),
  },
  'payout_reconciliation.by_id.itemized.4': {
    name: 'Itemized payout reconciliation by ID',
    version: 4,
    needs: ['payout'],
    rows: (account, { payout }) => account.rows.rows.filter((row) => inPayout(row) && row.payoutId === payout),
  },
  'payout_reconciliation.itemized.5': {
    name: 'Itemized payout reconciliation',
    version: 5,
    needs: ['interval_start', 'interval_end'],
    rows: (account, parameters) =>
      account.rows.rows.filter((row) => {
        const payout = row.payoutId === null ? undefined : account.payouts.get(row.payoutId)
        return payout !== undefined && inPayout(row) && within(payout.arrivalDate, parameters)
      }),
  },
}

/** A payout's own row is not a part of it. */
const inPayout = (row: Row): boolean => row.source !== row.payoutId

/** Data is there up to the full hour before now. */
const dataEnd = (account: Account): number => Math.ceil((nowOf(account) + 1) / 3600) * 3600

export const reportTypeViews = (account: Account): Json[] =>
  Object.keys(REPORT_TYPES).map((id) => reportTypeView(account, id))

export function reportTypeView(account: Account, id: string): Json {
  const type = REPORT_TYPES[id]
  if (type === undefined) throw missing('report type', id)
  return {
    id,
    object: 'reporting.report_type',
    data_available_end: dataEnd(account),
    data_available_start: nowOf(account) - YEARS_BACK_SECONDS,
    default_columns: ITEMIZED_COLUMNS,
    livemode: account.settings.livemode,
    name: type.name,
    updated: nowOf(account),
    version: type.version,
  }
}

/** Queues a run. Its parameters are checked now, its rows are read when it runs. */
export function startReport(account: Account, form: Form): ReportRun {
  const id = text(form, 'report_type')
  if (id === undefined) throw missingParam('report_type')
  const type = REPORT_TYPES[id]
  if (type === undefined) throw missing('report type', id, 'report_type')
  const parameters = parametersOf(form)
  for (const name of type.needs) if (parameters[name] === undefined) throw missingParam(`parameters[${name}]`)
  if (typeof parameters['payout'] === 'string') checkPayout(account, parameters['payout'])
  const made = account.reportRuns.add({
    ...account.stamp('frr'),
    reportType: id,
    parameters,
    finishesAt: nowOf(account) + account.settings.reportSeconds,
    status: 'pending',
    succeededAt: null,
    fileId: null,
    error: null,
  })
  void account.clock.sleep(account.settings.reportSeconds * 1000).then(() => finishReports(account))
  return made
}

function parametersOf(form: Form): Json {
  const given = form['parameters'] ?? {}
  if (typeof given === 'string' || Array.isArray(given))
    throw new ApiError(400, 'Invalid hash', { param: 'parameters' })
  const columns = texts(given, 'columns')
  const unknown = columns.find((name) => !isColumn(name))
  if (unknown !== undefined) {
    throw new ApiError(400, `Invalid column: ${unknown}`, { param: 'parameters[columns]' })
  }
  const read = {
    columns: columns.length === 0 ? undefined : columns,
    currency: text(given, 'currency'),
    interval_end: integer(given, 'interval_end'),
    interval_start: integer(given, 'interval_start'),
    payout: text(given, 'payout'),
    reporting_category: text(given, 'reporting_category'),
    timezone: text(given, 'timezone'),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function checkPayout(account: Account, id: string): void {
  const payout = account.payouts.get(id)
  if (payout === undefined) throw missing('payout', id, 'parameters[payout]')
  if (!payout.automatic) {
    throw new ApiError(400, 'Only automatic payouts can be reconciled.', { param: 'parameters[payout]' })
  }
}

/** Ends every run whose time has come. */
export function finishReports(account: Account): void {
  for (const run of account.reportRuns.rows) {
    if (run.status === 'pending' && run.finishesAt <= nowOf(account)) finish(account, run)
  }
}

function finish(account: Account, run: ReportRun): void {
  const { parameters } = run
  const rows = (REPORT_TYPES[run.reportType]?.rows(account, parameters) ?? []).filter(
    (row) =>
      row.balanceType === 'payments' &&
      (parameters['currency'] === undefined || row.currency === parameters['currency']) &&
      (parameters['reporting_category'] === undefined || row.category === parameters['reporting_category']),
  )
  const columns = (parameters['columns'] as readonly string[] | undefined) ?? ITEMIZED_COLUMNS
  const content = itemizedCsv(account, rows, columns, String(parameters['timezone'] ?? 'Etc/UTC'))
  const stamp = account.stamp('file')
  account.files.add({ ...stamp, filename: `${run.id}.csv`, content })
  run.fileId = stamp.id
  run.status = 'succeeded'
  run.succeededAt = nowOf(account)
  emit(account, 'reporting.report_run.succeeded', reportRunView(account, run))
}

/** A queued run comes to nothing. */
export function reportFails(account: Account, id: string, error = 'The report could not be made.'): ReportRun {
  const run = need(account.reportRuns, id)
  if (run.status !== 'pending') throw new RangeError(`${id} is ${run.status}`)
  run.status = 'failed'
  run.error = error
  emit(account, 'reporting.report_run.failed', reportRunView(account, run))
  return run
}

export function reportRunView(account: Account, run: ReportRun): Json {
  const file = run.fileId === null ? undefined : account.files.get(run.fileId)
  return {
    id: run.id,
    object: 'reporting.report_run',
    created: run.created,
    error: run.error,
    livemode: account.settings.livemode,
    parameters: run.parameters,
    report_type: run.reportType,
    result: file === undefined ? null : fileView(account, file),
    status: run.status,
    succeeded_at: run.succeededAt,
  }
}

export function fileView(account: Account, file: FileRecord): Json {
  return {
    id: file.id,
    object: 'file',
    created: file.created,
    expires_at: null,
    filename: file.filename,
    links: { object: 'list', data: [], has_more: false, url: `/v1/file_links?file=${file.id}` },
    purpose: 'finance_report_run',
    size: Buffer.byteLength(file.content),
    title: null,
    type: 'csv',
    url: `${account.baseUrl}/v1/files/${file.id}/contents`,
  }
}
