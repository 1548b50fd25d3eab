import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { executeKw } from '#sandboxes/odoo/rpc/dispatch'
import { createInstallation } from '#sandboxes/odoo/start'

const FOLDER = new URL('../../../shared/captures/odoo/', import.meta.url)
const has = existsSync(FOLDER)

interface Recorded {
  readonly request: { readonly body: { readonly params: { readonly args: readonly unknown[] } } }
  readonly response: { readonly body: { readonly error?: { readonly data: { readonly message: string } } } }
}

/** What a real server answered to a request by its number. */
function recorded(version: number, number: number): Recorded {
  const [name = ''] = readdirSync(FOLDER).filter(
    (file) => file.startsWith(`${version}-${number}-`) && !file.endsWith('-json2.json'),
  )
  return JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recorded
}

/** Names and numbers of records differ from server to server. */
const plain = (message: string): string =>
  message
    .replace(/\(id=\d+\)/, '(id)')
    .replace(/S\d{5}/, 'S…')
    .replace(/\(warehouse_id: '.*'\)/, '(warehouse_id)')

describe.skipIf(!has)(
  'the Odoo sandbox refuses as the real servers did (needs the recorded exchanges beside the repository)',
  () => {
    test.each([17, 18, 19] as const)('rights, hidden records and companies of version %i', (version) => {
      const installation = createInstallation({ version })
      const { site } = installation
      const call = (uid: number, model: string, method: string, args: readonly unknown[], named = {}): unknown =>
        executeKw(installation, uid, model, method, args, named)
      const make = (model: string, values: object): number => (call(2, model, 'create', [[values]]) as number[])[0] ?? 0
      const [seller] = site.db.find('res.groups', 'full_name', 'Sales / User: Own Documents Only')
      const group = version === 19 ? 'group_ids' : 'groups_id'
      const sam = make('res.users', { name: 'Sam Seller', login: 'sam', [group]: [[6, 0, [seller]]] })
      const order = make('sale.order', { partner_id: 1, user_id: 2 })
      const refusal = (work: () => unknown): string => {
        try {
          work()
        } catch (error) {
          return plain((error as Error).message)
        }
        return ''
      }
      const said = (number: number): string => plain(recorded(version, number).response.body.error?.data.message ?? '')
      const asked = (number: number): [string, string, readonly unknown[]] =>
        recorded(version, number).request.body.params.args.slice(3, 6) as [string, string, readonly unknown[]]
      const [journal, payments, fields] = [320, 321, 326].map((number) => {
        const [model, method, args] = asked(number)
        return [refusal(() => call(sam, model, method, args)), said(number)]
      })
      expect(journal?.[0]).toBe(journal?.[1])
      expect(payments?.[0]).toBe(payments?.[1])
      expect(fields?.[0]).toBe(fields?.[1])
      expect(refusal(() => call(sam, 'sale.order', 'read', [[order], ['name']]))).toBe(said(322))
      expect(call(sam, 'sale.order', 'search', [[['id', '=', order]]])).toEqual([])
      expect(refusal(() => call(sam, 'sale.order', 'write', [[order], { client_order_ref: 'x' }]))).toBe(said(324))
      const norway = make('res.company', { name: 'Norge AS', currency_id: 14 })
      const [oslo] = site.db.find('stock.warehouse', 'company_id', norway)
      const mixed = { partner_id: 1, company_id: 1, warehouse_id: oslo }
      expect(refusal(() => call(2, 'sale.order', 'create', [[mixed]]))).toBe(said(328))
      const elsewhere = { context: { allowed_company_ids: [9999] } }
      expect(refusal(() => call(2, 'sale.order', 'search_count', [[]], elsewhere))).toBe(said(330))
    })
  },
)
