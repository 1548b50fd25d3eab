import type { OdooSandbox } from '#sandboxes/odoo/start'
import type { ErpPeople, Person } from './erp-people.ts'
import { make, recordOf } from './odoo-records.ts'

/** Customers of Odoo. */
export function odooPeople(odoo: OdooSandbox): ErpPeople {
  const values = ({ name, phone, vatNumber }: Partial<Person>): object => ({
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone: phone ?? false }),
    ...(vatNumber === undefined ? {} : { vat: vatNumber ?? false }),
  })
  const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
  return {
    enter(person) {
      return String(make(odoo, 'res.partner', { ...values(person), customer_rank: 1 }))
    },
    amend: (id, person) => void odoo.call('res.partner', 'write', [[Number(id)], values(person)]),
    person(id) {
      const [found] = odoo.records('res.partner', [['id', '=', Number(id)]])
      return { name: String(found?.['name']), phone: text(found?.['phone']), vatNumber: text(found?.['vat']) }
    },
    having: (email) =>
      odoo
        .records('res.partner', [
          ['email', '=ilike', email],
          ['parent_id', '=', false],
        ])
        .map(({ id }) => String(id)),
    customerOf(document) {
      const { model, id } = recordOf(document)
      const [found] = odoo.records(model, [['id', '=', id]], ['partner_id'])
      const [partner] = (found?.['partner_id'] ?? []) as [number]
      const [own] = odoo.records('res.partner', [['id', '=', partner]], ['commercial_partner_id'])
      return String(((own?.['commercial_partner_id'] ?? []) as [number])[0])
    },
  }
}
