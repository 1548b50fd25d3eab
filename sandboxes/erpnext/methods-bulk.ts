import { answerDoc } from './answer-doc.ts'
import type { ApiMethods, Doc, Site } from './controller.ts'
import { FrappeError } from './frappe-error.ts'
import { type Args, parsed } from './request.ts'
import type { SiteCore } from './site.ts'

const MAX_BULK = 500

/** Functions that work on many documents in one request. */
export const bulkMethods: ApiMethods = {
  'frappe.client.bulk_update': {
    required: ['docs'],
    verbs: ['POST', 'PUT'],
    run: (args, site) => bulkUpdate(args, site),
  },
  'frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs': {
    required: ['doctype', 'docnames'],
    run: (args, site) => submitOrCancel(args, site as SiteCore),
  },
  'frappe.desk.form.save.savedocs': { required: ['doc', 'action'], run: (args, site) => saveDocs(args, site) },
}

function bulkUpdate(args: Readonly<Args>, site: Site): unknown {
  if (typeof args['docs'] !== 'string') {
    throw new FrappeError('TypeError', 'the JSON object must be str, bytes or bytearray, not list', {
      module: '',
      show: false,
    })
  }
  const failed: unknown[] = []
  for (const given of parsed(args['docs']) as Args[]) {
    const { doctype, docname, ...values } = given
    try {
      const doc = site.get(String(doctype), docname)
      site.save(Object.assign(doc, values))
    } catch (error) {
      if (!(error instanceof FrappeError)) throw error
      if (error.shown !== null) site.message(error.shown)
      failed.push({ doc: given, exc: `Traceback (most recent call last):\n${error.exception}` })
    }
  }
  return { failed_docs: failed }
}

/** Each document is committed by itself, so an unknown name further down does not undo those before it. */
function submitOrCancel(args: Readonly<Args>, site: SiteCore): unknown {
  const doctype = String(args['doctype'])
  const names = parsed(args['docnames']) as string[]
  if (names.length > MAX_BULK) {
    throw new FrappeError('ValidationError', `Bulk operations only support up to ${MAX_BULK} documents.`, {
      title: 'Too Many Documents',
    })
  }
  const action = String(args['action'] ?? 'submit')
  const data = (parsed(args['data']) ?? {}) as Args
  const failed: string[] = []
  for (const name of names) {
    const doc = site.get(doctype, name)
    if (!applies(action, doc)) {
      failed.push(name)
      continue
    }
    const mark = site.store.mark()
    try {
      site.save(changed(doc, action, data))
      site.commit()
    } catch (error) {
      if (!(error instanceof FrappeError)) throw error
      site.store.rollbackTo(mark)
      site.webhooks.clear()
      failed.push(name)
    }
  }
  return failed
}

function applies(action: string, doc: Readonly<Doc>): boolean {
  if (action === 'submit') return doc.docstatus === 0
  if (action === 'cancel') return doc.docstatus === 1
  return action === 'update' && doc.docstatus < 2
}

function changed(doc: Doc, action: string, data: Args): Doc {
  if (action === 'submit') return { ...doc, docstatus: 1 }
  return action === 'cancel' ? { ...doc, docstatus: 2 } : Object.assign(doc, data)
}

const SAVE_ACTIONS: Readonly<Record<string, 0 | 1 | 2>> = { Save: 0, Submit: 1, Update: 1, Cancel: 2 }

/** What the vendor's own forms call; the answer is the document with what the form shows around it. */
function saveDocs(args: Readonly<Args>, site: Site): unknown {
  const values = parsed(args['doc']) as Args
  const { __islocal: isNew, ...fields } = values
  const doctype = String(values['doctype'])
  const docstatus = SAVE_ACTIONS[String(args['action'])] ?? 0
  const localName = String(values['name'] ?? '')
  const doc = { ...fields, doctype, docstatus, name: isNew === undefined ? localName : '' }
  const saved = isNew === undefined ? site.save(doc) : site.insert(doc)
  site.message({ message: docstatus === 1 ? 'Submitted' : 'Saved', indicator: 'green', alert: true })
  const answer = answerDoc(saved, site.meta, true)
  return {
    docs: [isNew === undefined ? answer : { ...answer, localname: localName }],
    docinfo: { doctype, name: saved.name },
  }
}
