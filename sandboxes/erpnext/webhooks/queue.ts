import type { Doc } from '#sandboxes/erpnext/controller'
import { text, truthy } from '#sandboxes/erpnext/fields'
import type { Store } from '#sandboxes/erpnext/store'
import { parseCondition } from './condition.ts'

export type DocEvent =
  | 'after_insert'
  | 'on_update'
  | 'on_submit'
  | 'on_cancel'
  | 'on_trash'
  | 'on_update_after_submit'
  | 'on_change'

/** A webhook that is to be sent for a document, as the document was when the transaction ended. */
export interface WebhookJob {
  readonly webhook: string
  readonly doc: Readonly<Doc>
  readonly user: string
}

/** The webhooks of the running transaction: each once per document, with its last state. */
export interface WebhookQueue {
  hear(event: DocEvent, doc: Readonly<Doc>, user: string): void
  /** While a document is being inserted, its own changes are not told as `on_change`. */
  begin(doc: Readonly<Doc>): void
  end(doc: Readonly<Doc>): void
  /** What the transaction that is committed has to send. */
  take(): WebhookJob[]
  clear(): void
}

interface Waiting {
  readonly job: WebhookJob
  readonly isGone: boolean
}

const keyOf = (doc: Readonly<Doc>): string => `${doc.doctype}\n${doc.name}`

export function createWebhookQueue(store: Store): WebhookQueue {
  const waiting = new Map<string, Waiting>()
  const inserting = new Set<string>()
  return {
    hear(event, doc, user) {
      if (store.count('Webhook') === 0 || (event === 'on_change' && inserting.has(keyOf(doc)))) return
      for (const webhook of store.by('Webhook', 'webhook_doctype', doc.doctype)) {
        if (webhook['webhook_docevent'] !== event || !truthy(webhook, 'enabled') || !isMeant(webhook, doc)) continue
        const key = `${webhook.name}\n${doc.name}`
        waiting.delete(key)
        waiting.set(key, { job: { webhook: webhook.name, doc: { ...doc }, user }, isGone: event === 'on_trash' })
      }
    },
    begin: (doc) => void inserting.add(keyOf(doc)),
    end: (doc) => void inserting.delete(keyOf(doc)),
    take() {
      const jobs = [...waiting.values()].map(({ job, isGone }) =>
        isGone ? job : { ...job, doc: store.get(job.doc.doctype, job.doc.name) ?? job.doc },
      )
      waiting.clear()
      return jobs
    },
    clear() {
      waiting.clear()
      inserting.clear()
    },
  }
}

function isMeant(webhook: Readonly<Doc>, doc: Readonly<Doc>): boolean {
  const condition = text(webhook, 'condition').trim()
  return condition === '' || parseCondition(condition)(doc)
}
