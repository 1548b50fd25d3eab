import type { Doc, DocController, Site } from '#sandboxes/erpnext/controller'
import { rows, text, truthy } from '#sandboxes/erpnext/fields'
import { FrappeError } from '#sandboxes/erpnext/frappe-error'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { parseCondition } from './condition.ts'
import { templateFault } from './template.ts'

const OF_SUBMITTED: ReadonlySet<string> = new Set(['on_submit', 'on_cancel', 'on_update_after_submit'])
const refuse = (message: string, title = 'Message'): never => {
  throw new FrappeError('ValidationError', message, { title })
}

/** A call to another system when something happens to a document. */
export const webhook: DocController = {
  validate(doc, site) {
    const submittable = site.meta(text(doc, 'webhook_doctype')).submittable
    if (!submittable && OF_SUBMITTED.has(text(doc, 'webhook_docevent')))
      refuse('DocType must be Submittable for the selected Doc Event')
    checkCondition(doc)
    if (!/^https?:\/\/[^/]+/.test(text(doc, 'request_url'))) refuse('Check Request URL')
    checkBody(doc)
    keepSecret(doc, site)
    doc['preview_document'] = null
    showPreview(doc)
  },
  onload: showPreview,
}

function showPreview(doc: Doc): void {
  doc['meets_condition'] = text(doc, 'condition') === '' ? 'Yes' : 'Select a document to check if it meets conditions.'
  doc['preview_request_body'] = 'Select a document to preview request data'
}

function checkCondition(doc: Readonly<Doc>): void {
  const condition = text(doc, 'condition').trim()
  if (condition === '') return
  try {
    parseCondition(condition)
  } catch (error) {
    refuse(`Invalid Condition: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Only the part that belongs to the structure is kept. */
function checkBody(doc: Doc): void {
  const structure = text(doc, 'request_structure')
  if (structure === 'Form URL-Encoded') doc['webhook_json'] = null
  if (structure === 'JSON') doc['webhook_data'] = []
  const template = `${text(doc, 'webhook_json')}${truthy(doc, 'is_dynamic_url') ? text(doc, 'request_url') : ''}`
  const fault = templateFault(template)
  if (fault !== null) refuse(fault, 'Invalid Template')
  const fields = rows(doc, 'webhook_data').map((row) => text(row, 'fieldname'))
  if (new Set(fields).size < fields.length) refuse('Same Field is entered more than once')
}

/** A secret of stars only is the one that was shown: the one that is known stays. */
function keepSecret(doc: Doc, site: Site): void {
  const core = site as SiteCore
  const given = text(doc, 'webhook_secret')
  if (given !== '' && !/^\*+$/.test(given)) core.setPassword('Webhook', doc.name, given)
  if (truthy(doc, 'enable_security') && core.password('Webhook', doc.name) === null) refuse('Invalid Webhook Secret')
}
