import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type ProductField, PRODUCT_FIELDS, type VariantField, VARIANT_FIELDS } from '#catalog/fields'
import { productRulesOf } from '#catalog/rules'
import { erpnext } from '#connectors/erpnext/index'
import { settings as erpnextSettings } from '#connectors/erpnext/settings'
import { shopify } from '#connectors/shopify/index'

type Field = ProductField | VariantField

const namesOf = (fields: { readonly product: readonly string[]; readonly variant: readonly string[] } | undefined) =>
  new Set<string>([...(fields?.product ?? []), ...(fields?.variant ?? [])])

const withEverything = erpnext.forSettings?.(
  erpnextSettings.parse({
    baseUrl: 'https://erp.example',
    apiKey: 'key',
    apiSecret: 'secret',
    company: 'Acme',
    companyCurrency: 'EUR',
    costField: 'valuation',
  }),
)
/** What a system takes only as a part of a new product. */
const NEW_ONLY: Readonly<Record<string, readonly Field[]>> = { Shopify: ['images'], ERPNext: [] }

const tells = { Shopify: namesOf(shopify.reads.products?.fields), ERPNext: namesOf(erpnext.reads.products?.fields) }
const takes = { Shopify: namesOf(shopify.writes.products?.fields), ERPNext: namesOf(erpnext.writes.products?.fields) }
const bySetting = namesOf(withEverything?.writes.products?.fields)

function takesText(system: 'Shopify' | 'ERPNext', field: Field): string {
  if (takes[system].has(field)) return 'yes'
  if (NEW_ONLY[system]?.includes(field) === true) return 'new products'
  return system === 'ERPNext' && bySetting.has(field) ? 'by setting' : '–'
}

function usually(field: Field): string {
  const { owner, direction } = productRulesOf().fields[field]
  if (direction === 'none') return '–'
  const into = owner === 'store' ? 'ERPNext' : 'Shopify'
  const isPossible = tells.Shopify.has(field) && tells.ERPNext.has(field) && takes[into].has(field)
  return isPossible ? `to ${into}` : '–'
}

const row = (field: Field): string => {
  const yes = (has: boolean): string => (has ? 'yes' : '–')
  const cells = [
    `\`${field}\``,
    yes(tells.Shopify.has(field)),
    takesText('Shopify', field),
    yes(tells.ERPNext.has(field)),
    takesText('ERPNext', field),
    usually(field),
  ]
  return `| ${cells.join(' | ')} |`
}

test('the table of fields in the docs is what the connectors and the rules say', async () => {
  const text = await readFile('docs/concepts/catalog.md', 'utf8')
  const written = text.split('\n').filter((line) => /^\| `\w+` \|(?: [^|]+\|){5}$/.test(line))
  expect(written).toEqual([...VARIANT_FIELDS, ...PRODUCT_FIELDS].map(row))
})
