import { decimalInWords } from '#web/kit/money-text.ts'

/** Words that a value may be, in the language of the person. */
export interface FieldWords {
  readonly locale: string
  readonly yes: string
  readonly no: string
  status(value: string): string
  struckOut(amount: string): string
}

const DECIMAL = /^-?\d+(\.\d+)?$/
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }

/** The value of a field as people read it; `null` = there is none. */
export function fieldText(field: string, value: unknown, words: FieldWords): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (Array.isArray(value)) return listText(field, value)
  if (typeof value === 'object') return partsText(value, words)
  const plain = String(value)
  if (field === 'status') return words.status(plain)
  if (field === 'description') return textOfHtml(plain)
  // A SKU may be all digits too: only what is an amount is written as one.
  return field === 'cost' || field.startsWith('price') ? amountText(plain, words.locale) : plain
}

/** Cents stay cents: `12.5` is written as 12.50, and `15` as 15. */
export function amountText(amount: string, locale: string): string {
  if (!DECIMAL.test(amount)) return amount
  const cents = amount.includes('.') ? 2 : 0
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: cents, maximumFractionDigits: 20 })
  return format.format(amount as Intl.StringNumericLiteral)
}

function listText(field: string, values: readonly unknown[]): string | null {
  if (values.length === 0) return null
  if (field !== 'images') return values.map(String).join(', ')
  const [first] = values as { readonly url: string }[]
  const name = first?.url.replace(/\?.*$/, '').split('/').at(-1) ?? ''
  return values.length === 1 ? name : `${name} + ${values.length - 1}`
}

function partsText(value: object, { locale, struckOut }: FieldWords): string | null {
  const parts = value as Readonly<Record<string, unknown>>
  if ('unit' in parts) return `${decimalInWords(String(parts['value']), locale)} ${String(parts['unit'])}`
  if ('amount' in parts) {
    const { amount, compareAt } = parts as { readonly amount: string | null; readonly compareAt?: string | null }
    const price = amount === null ? null : amountText(amount, locale)
    return price === null || compareAt == null ? price : `${price} ${struckOut(amountText(compareAt, locale))}`
  }
  const told = Object.values(parts).filter((part) => part !== null && part !== '')
  return told.length === 0 ? null : told.map(String).join(' · ')
}

/** What a text says, without how it is laid out. */
const textOfHtml = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
    .replaceAll(/\s+/g, ' ')
    .trim()
