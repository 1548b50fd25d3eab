import { type Answer, listed, listIn, problem, textIn } from './answers.ts'

/** A customer of the old system; texts, and `''` for none. */
export interface Person {
  readonly no: string
  kind: 'P' | 'C'
  name: string
  mail: string
  phone: string
  vat: string
  terms: string
  /** Ours. */
  ref: string
  changed: string
  address: readonly Place[]
}

interface Place {
  readonly id: string
  readonly street: string
  readonly zip: string
  readonly town: string
  readonly land: string
}

/** Customers as records of their own, beside the numbers that documents name. */
export interface People {
  readonly all: Map<string, Person>
  put(person: Partial<Person> & { readonly no?: string }): Person
  answer(part: string, id: string | undefined, query: URLSearchParams): Answer | null
  take(part: string, id: string | undefined, body: Readonly<Record<string, unknown>>): Answer | null
}

const BLANK = { kind: 'P', name: '', mail: '', phone: '', vat: '', terms: '', ref: '', address: [] } as const
const FIELDS = ['kind', 'name', 'mail', 'phone', 'vat', 'terms', 'ref'] as const

/** `tell`: hears of every change. */
export function openPeople(tell: (event: string, key: string) => void): People {
  const all: People['all'] = new Map()
  const put: People['put'] = ({ no = `P${all.size + 1}`, ...given }) => {
    const person: Person = { ...BLANK, ...all.get(no), ...given, no, changed: new Date().toISOString() }
    all.set(no, person)
    tell('person', no)
    return person
  }
  return {
    all,
    put,
    answer(part, id, query) {
      if (part !== 'people') return null
      if (id === undefined) return listed('person', found([...all.values()], query), query)
      const person = all.get(id)
      return person === undefined ? problem(404, 'no_such_person', id) : { status: 200, name: 'person', body: person }
    },
    take(part, id, body) {
      if (part !== 'people') return null
      const ref = textIn(body['ref']) ?? ''
      if (id !== undefined && !all.has(id)) return problem(404, 'no_such_person', id)
      if (id === undefined && ref !== '' && [...all.values()].some((one) => one.ref === ref))
        return problem(409, 'duplicate', ref)
      return {
        status: id === undefined ? 201 : 200,
        name: 'person',
        body: put({ ...given(body), ...(id === undefined ? {} : { no: id }) }),
      }
    },
  }
}

/** By any of what is asked for; an empty word finds nobody. */
function found(all: readonly Person[], query: URLSearchParams): readonly Person[] {
  const asked = (['ref', 'mail', 'vat'] as const).filter((name) => query.has(name))
  if (asked.length === 0) return all
  return all.filter((one) => asked.some((name) => query.get(name) !== '' && one[name] === query.get(name)))
}

function given(body: Readonly<Record<string, unknown>>): Partial<Person> {
  const texts = Object.fromEntries(
    FIELDS.filter((name) => name in body).map((name) => [name, textIn(body[name]) ?? '']),
  )
  if (!('address' in body)) return texts
  const address = (listIn(body['address']) as Record<string, unknown>[]).map((one, index) => ({
    id: `A${index + 1}`,
    street: textIn(one['street']) ?? '',
    zip: textIn(one['zip']) ?? '',
    town: textIn(one['town']) ?? '',
    land: textIn(one['land']) ?? '',
  }))
  return { ...texts, address }
}
