import type { DocController } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'

export const user: DocController = {
  autoname: (doc) => text(doc, 'email').toLowerCase().trim(),
  validate(doc) {
    doc['full_name'] = [text(doc, 'first_name'), text(doc, 'last_name')].filter((part) => part !== '').join(' ')
  },
}
