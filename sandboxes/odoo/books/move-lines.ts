import {
  absolute,
  add,
  type Decimal,
  decimal,
  isNegative,
  isZero,
  negate,
  ONE,
  subtract,
  sum,
  toNumber,
  ZERO,
} from '#lib/decimal'
import { allocate, round } from '#lib/rounding'
import { userError, validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, today } from '#sandboxes/odoo/orm/env'
import { valueOf } from '#sandboxes/odoo/orm/read'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'
import { rounded } from '#sandboxes/odoo/orm/values'
import { accountOfType } from './accounts.ts'
import { convert } from './currency.ts'
import { asDecimal, documentTotals, type LineTaxes, lineTaxes, shownLine, type TaxRules } from './tax-engine.ts'
import { taxesOf, taxRules } from './taxes.ts'

const LINE = 'account.move.line'

export const isInvoice = (move: Row): boolean => String(move['move_type']) !== 'entry'
/** An invoice's goods stand in credit, a credit note's in debit. */
const sign = (move: Row): Decimal => decimal(['out_invoice', 'in_refund'].includes(String(move['move_type'])) ? -1 : 1)

export const linesOf = (env: Env, move: number): Row[] =>
  env.site.db.find(LINE, 'move_id', move).map((id) => record(env, LINE, id))

function goods(env: Env, move: Row): Row[] {
  return linesOf(env, move.id).filter((line) => line['display_type'] === 'product')
}

/** Makes the tax lines and the receivable line of an invoice anew from its goods, and its sums. */
export function refreshInvoice(env: Env, id: number): void {
  const move = record(env, 'account.move', id)
  const rules = taxRules(env, Number(move['company_id']), Number(move['currency_id']))
  const lines = goods(env, move)
  const found = lines.map((line) =>
    lineTaxes(
      {
        price: asDecimal(line['price_unit'] ?? 0),
        quantity: asDecimal(line['quantity'] ?? 1),
        discount: asDecimal(line['discount'] ?? 0),
        taxes: taxesOf(env, line['tax_ids']),
      },
      rules,
    ),
  )
  const totals = documentTotals(found, rules)
  const shown = found.map((taxes) => shownLine(taxes, rules))
  const bases = bookedBases(
    shown.map(({ subtotal }) => decimal(subtotal)),
    totals.untaxed,
    rules,
  )
  for (const [index, line] of lines.entries())
    update(env, LINE, line.id, {
      price_subtotal: shown[index]?.subtotal ?? 0,
      price_total: shown[index]?.total ?? 0,
      ...booked(env, move, bases[index] ?? decimal(0)),
    })
  writeTaxLines(env, move, found, new Map(totals.taxes.map(({ tax, amount }) => [tax.id, amount])))
  refreshTerm(env, id)
}

/**
 * What of the untaxed sum is booked on each line: what it shows, and what rounding over the whole document leaves: 18 puts that on
 * the first line, 19 a cent on each from the first on.
 */
function bookedBases(shown: readonly Decimal[], untaxed: Decimal, { version, places }: TaxRules): Decimal[] {
  const rest = round(subtract(untaxed, sum(shown)), { places, direction: 'half-up' })
  if (isZero(rest)) return [...shown]
  if (version < 19) return shown.map((one, index) => (index === 0 ? add(one, rest) : one))
  const each = shown.map(() => ONE)
  const parts = allocate(absolute(rest), each, places)
  return shown.map((one, index) => (isNegative(rest) ? subtract : add)(one, parts[index] ?? ZERO))
}

/** What an amount of goods or tax is in the books: signed, in both currencies. */
function booked(env: Env, move: Row, amount: Decimal): Record<string, number> {
  const own = toNumber(sign(move) === decimal(-1) ? negate(amount) : amount)
  const company = Number(record(env, 'res.company', Number(move['company_id']))['currency_id'])
  const date = String(move['invoice_date'] || move['date'] || today(env))
  const balance = convert(env, own, Number(move['currency_id']), company, date)
  return { amount_currency: own, ...sides(balance) }
}

export const sides = (balance: number): Record<string, number> => ({
  balance,
  debit: balance > 0 ? balance : 0,
  credit: balance < 0 ? -balance : 0,
})

function writeTaxLines(env: Env, move: Row, found: readonly LineTaxes[], amounts: ReadonlyMap<number, Decimal>): void {
  const kept = new Map(
    linesOf(env, move.id)
      .filter((line) => line['display_type'] === 'tax')
      .map((line) => [Number(line['tax_line_id']), line.id]),
  )
  const half = String(move['move_type']).endsWith('refund') ? 'refund' : 'invoice'
  for (const [tax, amount] of amounts) {
    const repartition = env.site.db
      .find('account.tax.repartition.line', 'tax_id', tax)
      .map((id) => record(env, 'account.tax.repartition.line', id))
      .find((one) => one['document_type'] === half && one['repartition_type'] === 'tax')
    const base = sum(found.flatMap((line) => line.taxes.filter((one) => one.tax.id === tax).map((one) => one.base)))
    const fallback = goods(env, move)[0]?.['account_id'] ?? false
    const values = {
      name: record(env, 'account.tax', tax)['name'],
      account_id: repartition?.['account_id'] || fallback,
      tax_base_amount: rounded(toNumber(base) * (env.site.version === 19 ? toNumber(sign(move)) : 1), 2),
      ...booked(env, move, amount),
    }
    const line = kept.get(tax)
    kept.delete(tax)
    if (line !== undefined) update(env, LINE, line, values)
    else if (toNumber(amount) !== 0)
      addLine(env, move, {
        display_type: 'tax',
        tax_line_id: tax,
        tax_repartition_line_id: repartition?.id ?? false,
        ...values,
      })
  }
  for (const line of kept.values()) env.site.db.remove(LINE, line)
}

function addLine(env: Env, move: Row, values: Record<string, unknown>): number {
  return createRecord({ ...env, context: { books_internal: true } }, LINE, {
    move_id: move.id,
    partner_id: move['partner_id'] ?? false,
    currency_id: move['currency_id'],
    quantity: 0,
    price_unit: 0,
    ...values,
  })
}

/** The receivable goes by the invoice's own reference, with the customer's before it. */
export function termName(env: Env, move: Row): string | false {
  const names = [move['ref'], move['payment_reference']].filter((one) => typeof one === 'string' && one !== '')
  if (typeof move['payment_reference'] !== 'string') return env.site.version === 18 ? '' : false
  return names.join(' - ')
}

/** The receivable line takes what the others leave open. */
export function refreshTerm(env: Env, id: number): void {
  const move = record(env, 'account.move', id)
  const lines = linesOf(env, id)
  const others = lines.filter((line) => line['display_type'] !== 'payment_term')
  const total = (field: string): number => toNumber(sum(others.map((line) => asDecimal(line[field] ?? 0))))
  const partner = env.site.db.get('res.partner', Number(move['partner_id']))
  const fallback = accountOfType(env, 'asset_receivable')
  const account =
    partner === undefined ? fallback : valueOf(env, 'res.partner', partner, 'property_account_receivable_id')
  const values = {
    account_id: account,
    amount_currency: -total('amount_currency'),
    ...sides(-total('balance')),
    amount_residual: -total('balance'),
    amount_residual_currency: -total('amount_currency'),
    date_maturity: move['invoice_date_due'] ?? today(env),
    name: termName(env, move),
  }
  const term = lines.find((line) => line['display_type'] === 'payment_term')
  const line = term?.id ?? (others.length > 0 ? addLine(env, move, { display_type: 'payment_term', ...values }) : null)
  if (line !== null) update(env, LINE, line, values)
  writeSums(env, id, move)
}

function writeSums(env: Env, id: number, move: Row): void {
  const lines = linesOf(env, id)
  const flip = sign(move)
  const of = (kinds: readonly string[]): Decimal => {
    const all = sum(
      lines
        .filter((line) => kinds.includes(String(line['display_type'])))
        .map((line) => asDecimal(line['amount_currency'] ?? 0)),
    )
    return flip === decimal(-1) ? negate(all) : all
  }
  const untaxed = of(['product', 'rounding'])
  const tax = of(['tax'])
  update(env, 'account.move', id, {
    amount_untaxed: toNumber(untaxed),
    amount_tax: toNumber(tax),
    amount_total: toNumber(add(untaxed, tax)),
  })
}

/** A journal entry must be even. */
export function checkBalanced(env: Env, id: number): void {
  const lines = linesOf(env, id)
  const debit = sum(lines.map((line) => asDecimal(line['debit'] ?? 0)))
  const credit = sum(lines.map((line) => asDecimal(line['credit'] ?? 0)))
  if (toNumber(debit) === toNumber(credit)) return
  if (env.site.version === 19) throw userError('The entry is not balanced.')
  throw userError(
    `The move (${String(record(env, 'account.move', id)['name'])}) is not balanced.\nThe total of debits equals ${debit} and the total of credits equals ${credit}.\nYou might want to specify a default account on journal "${String(record(env, 'account.journal', Number(record(env, 'account.move', id)['journal_id']))['name'])}" to automatically balance each move.`,
  )
}

export function checkCountries(env: Env, id: number): void {
  const move = record(env, 'account.move', id)
  const home = record(env, 'res.company', Number(move['company_id']))['account_fiscal_country_id']
  for (const tax of linesOf(env, id).flatMap((line) => (line['tax_ids'] ?? []) as number[]))
    if (record(env, 'account.tax', tax)['country_id'] !== home)
      throw validationError(
        'This entry contains taxes that are not compatible with your fiscal position. Check the country set in fiscal position and in your tax configuration.',
      )
}
