import { createHmac } from 'node:crypto'
import type { Doc } from '#sandboxes/erpnext/controller'
import { number, rows, text, truthy } from '#sandboxes/erpnext/fields'
import { pythonJson } from '#sandboxes/erpnext/python'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { renderTemplate } from './template.ts'

/** One HTTP request that a webhook makes. */
export interface WebhookCall {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  /** JSON in both structures: the server sends what it calls form data as JSON, too. */
  readonly body: string
  readonly timeoutMs: number
}

const DEFAULT_TIMEOUT_SECONDS = 5

/** Makes the request from the webhook as it stands now. Throws when the template does not give JSON. */
export function callOf(site: SiteCore, webhook: Readonly<Doc>, doc: Readonly<Doc>): WebhookCall {
  const meta = site.meta(doc.doctype)
  const url = text(webhook, 'request_url')
  const body = asciiJson(dataOf(site, webhook, doc))
  const headers: Record<string, string> = {}
  if (truthy(webhook, 'enable_security')) {
    const secret = site.password('Webhook', webhook.name) ?? ''
    headers['X-Frappe-Webhook-Signature'] = createHmac('sha256', secret).update(body).digest('base64')
  }
  for (const row of rows(webhook, 'webhook_headers'))
    if (text(row, 'key') !== '' && text(row, 'value') !== '') headers[text(row, 'key')] = text(row, 'value')
  return {
    url: truthy(webhook, 'is_dynamic_url') ? renderTemplate(url, doc, meta) : url,
    method: text(webhook, 'request_method') || 'POST',
    headers,
    body,
    timeoutMs: (number(webhook, 'timeout') || DEFAULT_TIMEOUT_SECONDS) * 1000,
  }
}

function dataOf(site: SiteCore, webhook: Readonly<Doc>, doc: Readonly<Doc>): unknown {
  const fields = rows(webhook, 'webhook_data')
  if (fields.length > 0)
    return Object.fromEntries(fields.map((row) => [text(row, 'key'), doc[text(row, 'fieldname')] ?? null]))
  const template = text(webhook, 'webhook_json')
  return template === '' ? {} : (JSON.parse(renderTemplate(template, doc, site.meta(doc.doctype))) as unknown)
}

/** Letters beyond ASCII are written as escapes. */
function asciiJson(value: unknown): string {
  return pythonJson(value).replaceAll(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
