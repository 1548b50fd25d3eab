import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import type { ErpPeople, Person } from './erp-people.ts'

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry'] as const

/** Customers of ERPNext. */
export function erpnextPeople(erp: ErpnextSandbox): ErpPeople {
  const values = ({ name, phone, vatNumber }: Partial<Person>): Record<string, unknown> => ({
    ...(name === undefined ? {} : { customer_name: name }),
    ...(phone === undefined ? {} : { mobile_no: phone ?? '' }),
    ...(vatNumber === undefined ? {} : { tax_id: vatNumber ?? '' }),
  })
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return {
    enter: (person) => String(erp.insert({ doctype: 'Customer', customer_type: 'Individual', ...values(person) }).name),
    amend: (id, person) => void erp.site.setValue('Customer', id, values(person)),
    person(id) {
      const found = erp.site.get('Customer', id)
      return {
        name: String(found['customer_name']),
        phone: text(found['mobile_no']),
        vatNumber: text(found['tax_id']),
      }
    },
    having: (email) =>
      erp
        .documents('Customer')
        .filter((one) => String(one['email_id'] ?? '').toLowerCase() === email.toLowerCase())
        .map((one) => String(one['name'])),
    customerOf({ name }) {
      for (const doctype of DOCTYPES) {
        const found = erp.documents(doctype).find((one) => one['name'] === name)
        if (found !== undefined) return String(found['customer'] ?? found['party'])
      }
      throw new Error(`no document ${name} with a customer`)
    },
  }
}
