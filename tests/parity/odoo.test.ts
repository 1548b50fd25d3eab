import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { createInstallation } from '#sandboxes/odoo/start'
import { executeKw } from '#sandboxes/odoo/rpc/dispatch'

const FOLDER = new URL('../../../shared/captures/odoo/', import.meta.url)
const has = existsSync(FOLDER)

type Values = Record<string, unknown>
interface Exchange {
  readonly request: { readonly body: { readonly params: { readonly args: readonly unknown[] } } }
  readonly response: { readonly body: { readonly result?: unknown } }
}
interface Capture extends Exchange {
  readonly name: string
  readonly given: {
    readonly setup?: readonly {
      readonly model?: string
      readonly method: string
      readonly kwargs?: { readonly vals_list?: readonly Values[] }
      readonly result: unknown
    }[]
  }
  readonly then?: readonly Exchange[]
}

const read = (name: string): Capture => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Capture
const files = (version: number, from: number, to: number): string[] =>
  readdirSync(FOLDER)
    .filter(
      (name) =>
        name.startsWith(`${version}-`) &&
        !name.includes('-json2') &&
        Number(name.split('-')[1]) >= from &&
        Number(name.split('-')[1]) <= to,
    )
    .toSorted()

/** Taxes that were made before the orders, with their ids of then. */
function taxes(version: number): Map<number, Values> {
  const found = new Map<number, Values>()
  for (const name of files(version, 58, 62)) {
    const capture = read(name)
    const [, , , , , positional] = capture.request.body.params.args
    const [made] = (positional ?? []) as [readonly Values[]]
    const all = [
      ...(capture.given.setup ?? [])
        .filter((one) => one.model === 'account.tax' && one.method === 'create')
        .map((one) => [one.kwargs?.vals_list, one.result]),
      [made, capture.response.body.result],
    ]
    for (const [values, ids] of all as [readonly Values[], readonly number[]][])
      if (Array.isArray(ids)) for (const [index, id] of ids.entries()) found.set(id, values[index] ?? {})
  }
  return found
}

const ORDER_LINES = ['price_unit', 'product_uom_qty', 'discount', 'display_type', 'name']

describe.skipIf(!has)(
  'the Odoo sandbox reckons as the real servers did (needs the recorded exchanges beside the repository)',
  () => {
    test.each([17, 18, 19] as const)('order totals of version %i in both ways of rounding', (version) => {
      const installation = createInstallation({ version })
      const call = (model: string, method: string, positional: readonly unknown[]): unknown =>
        executeKw(installation, 2, model, method, positional, {})
      const ids = new Map<unknown, number>()
      for (const [id, { invoice_repartition_line_ids: _i, refund_repartition_line_ids: _r, ...values }] of taxes(
        version,
      )) {
        const children = values['children_tax_ids'] as [[number, number, number[]]] | undefined
        const mapped =
          children === undefined ? {} : { children_tax_ids: [[6, 0, children[0][2].map((one) => ids.get(one))]] }
        ids.set(
          id,
          (
            call('account.tax', 'create', [[{ ...values, country_id: 196, tax_group_id: 2, ...mapped }]]) as number[]
          )[0] ?? 0,
        )
      }
      const partner = (call('res.partner', 'create', [[{ name: 'Karin Nordin' }]]) as number[])[0]
      const product = (
        call('product.product', 'create', [[{ name: 'Any item', type: 'consu', taxes_id: [[6, 0, []]] }]]) as number[]
      )[0]
      const field = version === 19 ? 'tax_ids' : 'tax_id'
      let all = 0
      const wrong: string[] = []
      for (const name of files(version, 400, 488)) {
        const capture = read(name)
        const seen = capture.then
          ?.map((one) => one.response.body.result)
          .find((one) => Array.isArray(one) && (one[0] as Values)['amount_total'] !== undefined) as [Values] | undefined
        const [, , , , , positional] = capture.request.body.params.args
        const [order] = ((positional ?? [[]]) as [readonly Values[]])[0]
        const lines = (order?.['order_line'] ?? []) as [number, number, Values][]
        if (
          seen === undefined ||
          /eur|jpy|omitted|section|300-lines/.test(name) ||
          !lines.every(([, , line]) => line['price_unit'] !== undefined)
        )
          continue
        call('res.company', 'write', [
          [1],
          { tax_calculation_rounding_method: name.includes('-so-line-') ? 'round_per_line' : 'round_globally' },
        ])
        const commands = lines.map(([, , line]) => {
          const [command] = (line[field] ?? [[6, 0, []]]) as [[number, number, number[]]]
          const own = Object.fromEntries(ORDER_LINES.flatMap((key) => (key in line ? [[key, line[key]]] : [])))
          return [0, 0, { ...own, product_id: product, [field]: [[6, 0, command[2].map((one) => ids.get(one))]] }]
        })
        const [made] = call('sale.order', 'create', [[{ partner_id: partner, order_line: commands }]]) as number[]
        const [ours] = call('sale.order', 'read', [[made], ['amount_untaxed', 'amount_tax', 'amount_total']]) as [
          Values,
        ]
        all += 1
        const keys = ['amount_untaxed', 'amount_tax', 'amount_total']
        if (keys.some((key) => Math.abs(Number(ours[key]) - Number(seen[0][key])) > 0.001))
          wrong.push(`${name}: ${keys.map((key) => `${String(ours[key])}/${String(seen[0][key])}`).join(' ')}`)
      }
      process.stdout.write(`Odoo ${version} order totals: ${all - wrong.length}/${all} agree. ${wrong.join('; ')}\n`)
      expect((all - wrong.length) / all).toBeGreaterThanOrEqual(0.9)
    })
  },
)
