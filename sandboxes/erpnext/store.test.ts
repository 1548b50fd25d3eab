import { describe, expect, test } from 'vitest'
import type { Doc } from './controller.ts'
import { standardMetas } from './meta.ts'
import { createStore, type Store } from './store.ts'

const customer = (name: string, more: Record<string, unknown> = {}): Doc => ({
  doctype: 'Customer',
  name,
  docstatus: 0,
  ...more,
})
const contact = (name: string, emails: readonly string[]): Doc => ({
  doctype: 'Contact',
  name,
  docstatus: 0,
  email_ids: emails.map((email_id, index) => ({
    doctype: 'Contact Email',
    name: `${name}-${index}`,
    docstatus: 0,
    email_id,
    parent: name,
    parenttype: 'Contact',
    parentfield: 'email_ids',
  })),
})

function emptyStore(): Store {
  return createStore((doctype) => standardMetas().get(doctype))
}

describe('the store of a site', () => {
  test('finds names without regard to case and accents', () => {
    const store = emptyStore()
    store.put(customer('Shop & Söhne'))
    expect(store.get('Customer', 'SHOP & SOHNE ')?.name).toBe('Shop & Söhne')
  })

  test('answers equality from an index that follows every write', () => {
    const store = emptyStore()
    store.put(customer('Ann', { tax_id: 'A' }))
    expect(store.by('Customer', 'tax_id', 'a')).toHaveLength(1)
    store.patch('Customer', 'Ann', { tax_id: 'B' })
    expect(store.by('Customer', 'tax_id', 'A')).toHaveLength(0)
    expect(store.by('Customer', 'tax_id', 'B')).toHaveLength(1)
  })

  test('keeps rows both in their parent and in their own table', () => {
    const store = emptyStore()
    store.put(contact('Ann', ['a@example.com', 'b@example.com']))
    store.patch('Contact Email', 'Ann-1', { is_primary: 1 })
    expect(store.get('Contact', 'Ann')?.['email_ids']).toMatchObject([{}, { is_primary: 1 }])
    store.put(contact('Ann', ['a@example.com']))
    expect(store.get('Contact Email', 'Ann-1')).toBeUndefined()
  })

  test('a rollback leaves nothing of the transaction, indexes included', () => {
    const store = emptyStore()
    store.put(customer('Ann', { tax_id: 'A' }))
    store.by('Customer', 'tax_id', 'A')
    store.commit()
    store.put(customer('Ben', { tax_id: 'A' }))
    store.patch('Customer', 'Ann', { tax_id: 'B' })
    store.remove('Customer', 'Ann')
    store.rollback()
    expect(store.by('Customer', 'tax_id', 'A').map((doc) => doc.name)).toEqual(['Ann'])
    expect(store.count('Customer')).toBe(1)
  })
})
