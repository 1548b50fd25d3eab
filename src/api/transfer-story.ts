import { z } from 'zod'
import { orderPreview, previewedDocument } from './integrations.ts'
import { decimalText, id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const ofTransfer = z.object({ organization: key, transferId: id })
const one = `${OF_ORGANIZATION}/transfers/{transferId}` as const

const event = z.object({
  eventId: id,
  /** Key of the connection that told of it. */
  connection: key,
  topic: z.string(),
  kind: z.string(),
  receivedAt: instant,
  recordUpdatedAt: instant.nullable(),
})

/** A number on a document; what `transfers.why` explains. */
const figure = z.object({
  /** Unique in the document: `line:901/net`, `total`. */
  figure: z.string(),
  /** The row that it stands on; `null` = it belongs to the document. */
  row: z.string().nullable(),
  title: z.string().nullable(),
  /** `net`, `quantity`, `tax` … */
  name: z.string(),
  label: z.string(),
  value: decimalText,
  isQuantity: z.boolean(),
})

const numbers = z.object({
  reference: z.string(),
  date: z.string(),
  currency: z.string(),
  figures: z.array(figure),
})
export type DocumentNumbers = z.infer<typeof numbers>

/** A change of the rules. */
const ruleChange = z.object({
  revision: z.number().int(),
  at: instant,
  /** `null` = before the history of the rules was kept. */
  by: z.string().nullable(),
  with: z.string().nullable(),
})
const life = z.object({ since: ruleChange, until: ruleChange.nullable() })
const ruleUse = z.object({
  /** Path in the policies, e.g. `discounts`. */
  path: z.string(),
  value: z.unknown(),
  /** What it would have been under other rules; `null` = it would not be there. */
  otherwise: z.array(z.object({ value: z.unknown(), result: z.string().nullable() })),
  life,
})
const codeUse = z.object({
  /** `item`, `account`, `warehouse`, `mode`, `template`. */
  field: z.string(),
  /** `null` = nothing is booked. */
  value: z.string().nullable(),
  /** `null` = no entry: the item's code is the SKU. */
  entry: z.object({ table: z.string(), at: z.union([z.number(), z.string()]), content: z.unknown() }).nullable(),
  life: life.nullable(),
  /** Whether today's tables would give another one. */
  differsToday: z.boolean(),
  /** What today's tables give; `null` = none. */
  today: z.string().nullable(),
})
export const explainedFigure = figure.extend({
  /** The calculation on one line. */
  formula: z.string(),
  parts: z.array(
    z.object({
      what: z.string(),
      value: z.string(),
      /** A field of the record, a figure of an earlier document, or `figure:line:901/net` of this one. */
      source: z.string(),
      /** What the store calls the field. */
      storeField: z.string().nullable(),
    }),
  ),
  steps: z.array(z.string()),
  rules: z.array(ruleUse),
  mapping: z.array(codeUse),
})
export type ExplainedFigure = z.infer<typeof explainedFigure>

export const whyAnswer = z.object({
  reference: z.string(),
  externalId: z.string(),
  kind: z.string(),
  state: z.string(),
  url: z.string().nullable(),
  writtenAt: instant,
  currency: z.string(),
  date: z.string(),
  recordName: z.string().nullable(),
  /** The rules that it was written under. */
  rulesFrom: ruleChange,
  /** On which it depends that the document is there, and its date. */
  rules: z.array(ruleUse),
  figures: z.array(explainedFigure),
  /** Figures that were written otherwise than they are explained. */
  differing: z.array(z.string()),
})
export type WhyAnswer = z.infer<typeof whyAnswer>

const bookedDocument = previewedDocument.extend({
  externalId: z.string(),
  url: z.string().nullable(),
})
export const transferPreview = z.object({
  /** `write`, `unchanged`, `wait`, `skip` or `hold`. */
  outcome: z.string(),
  reason: orderPreview.shape.reason,
  missing: orderPreview.shape.missing,
  /** What stands in the other system because of it. */
  booked: z.array(bookedDocument),
  /** What would be written now. */
  written: z.array(previewedDocument),
  /** References of booked documents that would be taken back now. */
  cancelled: z.array(z.string()),
  proof: orderPreview.shape.proof,
})
export type TransferPreview = z.infer<typeof transferPreview>

export const undoPreview = z.object({
  /** In the order in which it is done; empty = nothing is left to undo. */
  steps: z.array(
    z.object({
      action: z.enum(['cancel', 'create', 'impossible']),
      kind: z.string(),
      externalId: z.string().nullable(),
      reference: z.string(),
      why: z.string().nullable(),
    }),
  ),
  /** An earlier run broke off: what it wrote is looked up first. */
  unsettled: z.boolean(),
  /** Whether there is anything to undo. */
  possible: z.boolean(),
})
export type UndoPreviewAnswer = z.infer<typeof undoPreview>

export const adoption = z.object({
  reference: z.string(),
  kind: z.string(),
  externalId: z.string(),
  state: z.enum(['sure', 'doubtful', 'rejected', 'adopted']),
  /** Why somebody has to look. */
  reasons: z.array(z.string()),
  planned: z.object({ total: z.string(), taxTotal: z.string().nullable(), currency: z.string(), date: z.string() }),
  found: z.object({ total: z.string(), taxTotal: z.string().nullable(), currency: z.string(), date: z.string() }),
  decidedBy: z.string().nullable(),
})
export type ApiAdoption = z.infer<typeof adoption>

export const transferStoryRoutes = routes({
  'transfers.story': {
    method: 'GET',
    path: `${one}/story`,
    summary: 'Show what told of a record, where it stands in both systems, and the numbers on its documents',
    permission: 'transfers:read',
    params: ofTransfer,
    answer: z.object({
      /** `webhook`, `sweep`, `backfill`, `person` … */
      foundBy: z.string(),
      /** Where a person opens the record in its own system; `null` = nobody says. */
      recordUrl: z.string().nullable(),
      /** Keys of the connections. */
      store: key,
      target: key,
      /** The newest first. */
      events: z.array(event),
      documents: z.array(numbers),
      /** A person decided that it is undone, and it was. */
      undone: z.boolean(),
    }),
    command: 'transfers show',
  },
  'transfers.why': {
    method: 'GET',
    path: `${one}/why`,
    summary:
      'Explain every number on a document: fields, allocation, rounding, entries, and who changed the rules when',
    permission: 'books:read',
    params: ofTransfer,
    query: z.object({ reference: z.string().min(1).max(300) }),
    answer: whyAnswer,
    failures: ['EVIDENCE_MISSING', 'EVIDENCE_OUTDATED', 'DOCUMENT_UNKNOWN'],
    command: 'why',
  },
  'transfers.preview': {
    method: 'GET',
    path: `${one}/preview`,
    summary: 'Show what a run would do now, beside what is booked, without a write',
    permission: 'books:read',
    params: ofTransfer,
    answer: transferPreview,
    failures: ['PREVIEW_NOT_POSSIBLE', 'ORDER_NOT_FOUND', 'PAYOUT_NOT_FOUND'],
    command: 'preview',
  },
  'transfers.reread': {
    method: 'POST',
    path: `${one}/reread`,
    summary: 'Read a record anew from its own system and run it',
    permission: 'transfers:change',
    params: ofTransfer,
    answer: z.object({ rereading: z.literal(true) }),
    failures: ['TRANSFER_HELD'],
    audit: 'transfer.reread',
    command: 'transfers reread',
  },
  'transfers.undo-preview': {
    method: 'GET',
    path: `${one}/undo`,
    summary: 'Show how what was written for a record would be taken back',
    permission: 'transfers:read',
    params: ofTransfer,
    answer: undoPreview,
    command: 'undo',
  },
  'transfers.undo': {
    method: 'POST',
    path: `${one}/undo`,
    summary: 'Take back by legal means what was written for a record',
    permission: 'books:change',
    params: ofTransfer,
    answer: z.object({ jobId: id }),
    failures: ['NOTHING_TO_UNDO'],
    audit: 'transfer.undo-asked',
    command: 'undo',
  },
  'adoptions.list': {
    method: 'GET',
    path: `${one}/adoptions`,
    summary: 'List documents of the target that could belong to a record',
    permission: 'books:read',
    params: ofTransfer,
    answer: z.object({ items: z.array(adoption) }),
    command: 'adopt',
  },
  'adoptions.confirm': {
    method: 'POST',
    path: `${one}/adoptions/confirm`,
    summary: 'Say that a document of the target belongs to a record',
    permission: 'books:change',
    params: ofTransfer,
    body: z.object({ externalId: z.string().min(1).max(300) }),
    /** `differs`: in what it differs from what was planned; `null` = in nothing. */
    answer: z.object({ differs: z.string().nullable() }),
    failures: ['ADOPTION_UNKNOWN', 'ADOPTION_OUTDATED', 'ADOPTION_REFUSED'],
    audit: 'adoption.confirmed',
    command: 'adopt confirm',
  },
  'adoptions.reject': {
    method: 'POST',
    path: `${one}/adoptions/reject`,
    summary: 'Say that a document of the target, or all that were found, do not belong to a record',
    permission: 'books:change',
    params: ofTransfer,
    body: z.object({ externalId: z.string().min(1).max(300).nullable() }),
    answer: z.object({ rejected: z.number().int() }),
    audit: 'adoption.rejected',
    command: 'adopt reject',
  },
})
