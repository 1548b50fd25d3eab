import type { Doc, Life, Site } from '#sandboxes/erpnext/controller'
import { text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'

/** Without `set_posting_time` a document is booked now, whatever date was sent. */
export function setPostingTime(doc: Doc, site: Site, life: Life): void {
  if (life.isNew && text(doc, 'amended_from') !== '') doc['set_posting_time'] = 1
  const now = site.now()
  if (!truthy(doc, 'set_posting_time')) {
    doc['posting_date'] = now.slice(0, 10)
    doc['posting_time'] = now.slice(11)
    return
  }
  if (text(doc, 'posting_date') === '') doc['posting_date'] = now.slice(0, 10)
  const time = text(doc, 'posting_time')
  if (time === '') doc['posting_time'] = now.slice(11)
  else if (!/^\d{1,2}:\d{1,2}(:\d{1,2}(\.\d+)?)?$/.test(time)) refuse('Invalid Posting Time')
}
