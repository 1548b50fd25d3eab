import type { Decimal } from '#lib/decimal'
import type { Product, Variant } from '#model/product'
import type { ReadRow, RowProblem } from './rows.ts'

/** A product as a file describes it: what is not in the file is absent, and is not touched anywhere. */
export type FileProduct = Pick<Product, 'title' | 'options'> &
  Partial<Pick<Product, 'status' | 'description' | 'vendor' | 'productType' | 'tags'>> & {
    /** What its rows share. */
    readonly key: string
    readonly variants: readonly (FileVariant & { readonly line: number })[]
  }

export type FileVariant = Pick<Variant, 'optionValues'> &
  Partial<Pick<Variant, 'barcode' | 'price' | 'compareAtPrice' | 'cost' | 'weight' | 'taxClass' | 'unit'>> & {
    readonly sku: string
  }

export type ProductResult =
  | { readonly ok: true; readonly product: FileProduct }
  | { readonly ok: false; readonly problems: readonly RowProblem[] }

const STATUSES = ['active', 'draft', 'archived'] as const
const WEIGHT_UNITS = ['g', 'kg', 'lb', 'oz'] as const
const PLACES = [1, 2, 3] as const

/** The product that these rows describe: a variant each. */
export function productOf(rows: readonly [ReadRow, ...ReadRow[]]): ProductResult {
  const problems = [...rows.flatMap(wordProblems), ...repeated(rows)]
  if (problems.length > 0) return { ok: false, problems }
  const head = rows[0].values
  const key = head['product'] ?? ''
  const names = PLACES.flatMap((place) => head[`option-${place}-name`] ?? [])
  const product = {
    key,
    title: head['title'] ?? key,
    options: names.map((name, index) => ({
      name,
      values: [...new Set(rows.flatMap(({ values }) => values[`option-${index + 1}-value`] ?? []))],
    })),
    ...given(head, 'status', (value) => ({ status: value as Product['status'] })),
    ...given(head, 'description', (description) => ({ description })),
    ...given(head, 'vendor', (vendor) => ({ vendor })),
    ...given(head, 'type', (productType) => ({ productType })),
    ...given(head, 'tags', (tags) => ({
      tags: tags
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    })),
    variants: rows.map((row) => ({ line: row.line, ...variant(row.values, names) })),
  }
  return { ok: true, product }
}

function variant(values: ReadRow['values'], names: readonly string[]): FileVariant {
  const number = (name: string): Decimal => values[name] as Decimal
  return {
    sku: values['sku'] ?? '',
    optionValues: Object.fromEntries(names.map((name, index) => [name, values[`option-${index + 1}-value`] ?? ''])),
    ...given(values, 'barcode', (barcode) => ({ barcode })),
    ...given(values, 'price', () => ({ price: number('price') })),
    ...given(values, 'compare-at-price', () => ({ compareAtPrice: number('compare-at-price') })),
    ...given(values, 'cost', () => ({ cost: number('cost') })),
    ...given(values, 'weight', () => ({
      weight: { value: number('weight'), unit: (values['weight-unit'] ?? 'kg') as (typeof WEIGHT_UNITS)[number] },
    })),
    ...given(values, 'tax-class', (taxClass) => ({ taxClass })),
    ...given(values, 'unit', (unit) => ({ unit })),
  }
}

const given = <T extends object>(values: ReadRow['values'], name: string, take: (value: string) => T): T | object =>
  values[name] === undefined ? {} : take(values[name])

function wordProblems({ line, values }: ReadRow): RowProblem[] {
  const oneOf = (column: string, words: readonly string[]): RowProblem[] => {
    const value = values[column]
    if (value === undefined || words.includes(value)) return []
    return [{ line, column, value, message: `is none of ${words.join(', ')}` }]
  }
  return [...oneOf('status', STATUSES), ...oneOf('weight-unit', WEIGHT_UNITS)]
}

function repeated(rows: readonly ReadRow[]): RowProblem[] {
  const seen = new Map<string, number>()
  return rows.flatMap(({ line, values }) => {
    const sku = values['sku'] ?? ''
    const first = seen.get(sku)
    seen.set(sku, first ?? line)
    return first === undefined ? [] : [{ line, column: 'sku', value: sku, message: `stands in line ${first} already` }]
  })
}

/** A product as rows of a file. */
export const productCells = (product: Product): Record<string, string>[] =>
  product.variants.map((one, index) =>
    present({
      // Titles are not unique: items of an ERP may share one.
      product: product.handle ?? product.externalId,
      ...(index === 0 ? headCells(product) : {}),
      ...Object.fromEntries(
        product.options.flatMap(({ name }, place) => [
          [`option-${place + 1}-name`, name],
          [`option-${place + 1}-value`, one.optionValues[name] ?? null],
        ]),
      ),
      ...variantCells(one),
    }),
  )

const headCells = (product: Product): Record<string, string | null | undefined> => ({
  title: product.title,
  status: product.status,
  description: product.description,
  vendor: product.vendor,
  type: product.productType,
  tags: product.tags?.join(', '),
})

const variantCells = (one: Variant): Record<string, string | null | undefined> => ({
  sku: one.sku,
  barcode: one.barcode,
  price: one.price,
  'compare-at-price': one.compareAtPrice,
  cost: one.cost,
  weight: one.weight?.value,
  'weight-unit': one.weight?.unit,
  'tax-class': one.taxClass,
  unit: one.unit,
})

const present = (cells: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(cells).flatMap(([name, value]) => (value == null || value === '' ? [] : [[name, value]])),
  )
