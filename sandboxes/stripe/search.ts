import { ApiError } from './errors.ts'
import type { Charge } from './state.ts'

const CLAUSE = /^\s*(-?)([a-z_]+)(?:\[["']([^"']+)["']\])?\s*(:|>=|<=|>|<)\s*(?:"([^"]*)"|'([^']*)'|(\d+)|(null))\s*$/

/** Reads `metadata['order_id']:'1001' AND status:'succeeded'`; `OR` when all clauses are joined by it. */
export function chargeSearch(query: string): (charge: Charge) => boolean {
  const any = /\sOR\s/.test(query)
  if (any && /\sAND\s/.test(query)) throw new ApiError(400, 'You cannot combine AND and OR.', { param: 'query' })
  const tests = query.split(any ? /\sOR\s/ : /\sAND\s/).map(clause)
  return (charge) => (any ? tests.some((test) => test(charge)) : tests.every((test) => test(charge)))
}

function clause(text: string): (charge: Charge) => boolean {
  const match = CLAUSE.exec(text)
  if (match === null) throw new ApiError(400, `We were unable to parse your search query: ${text}`, { param: 'query' })
  const [, not, field = '', key, operator = ':', double, single, number, nothing] = match
  const wanted = nothing === undefined ? (double ?? single ?? number ?? '') : null
  const read = fieldReader(field, key)
  return (charge) => compares(read(charge), operator, wanted) !== (not === '-')
}

function fieldReader(field: string, key: string | undefined): (charge: Charge) => string | null {
  switch (field) {
    case 'metadata':
      return (charge) => charge.metadata[key ?? ''] ?? null
    case 'amount':
      return (charge) => String(charge.amount)
    case 'created':
      return (charge) => String(charge.created)
    case 'currency':
      return (charge) => charge.currency
    case 'customer':
      return (charge) => charge.customer
    case 'status':
      return (charge) => charge.status
    default:
      throw new ApiError(400, `Field \`${field}\` is an unsupported search field for resource \`charges\`.`, {
        param: 'query',
      })
  }
}

function compares(value: string | null, operator: string, wanted: string | null): boolean {
  if (value === null || wanted === null) return value === wanted && operator === ':'
  if (operator === ':') return value === wanted
  const [a, b] = [Number(value), Number(wanted)]
  return { '>': a > b, '>=': a >= b, '<': a < b, '<=': a <= b }[operator] ?? false
}
