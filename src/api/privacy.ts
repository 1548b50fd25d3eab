import { z } from 'zod'
import { id, instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const ofOrganization = z.object({ organization: key })
/** Somebody's e-mail address, or a store's id of a customer. In a body, so that no log of addresses keeps it. */
const who = z.string().trim().min(1).max(254)
const count = z.number().int()

export const keptOfPerson = z.object({
  orders: count,
  /** Documents as they were written to the ERP. */
  documents: count,
  /** What stores and ERPs delivered. */
  deliveries: count,
  /** Runs with the calls that were made in them. */
  runs: count,
  /** What runs decided on. */
  evidence: count,
  /** Which customer of the ERP it is. */
  customers: count,
  /** Which account of the store is which of the ERP. */
  accounts: count,
  /** Orders that came in files. */
  files: count,
})

export const knownPerson = z.object({
  /** Of the store that knows this person. */
  connection: key,
  names: z.array(z.string()),
  emails: z.array(z.string()),
  /** The store's ids; none = a guest. */
  subjects: z.array(z.string()),
  kept: keptOfPerson,
})

export const privacyRequest = z.object({
  requestId: id,
  kind: z.enum(['customer-data', 'customer-redact', 'shop-redact']),
  /** Of the store that it is about. */
  connection: key,
  /** The store's id of the person; `null` = a guest, or the whole shop. */
  subject: z.string().nullable(),
  /** Forgotten once it is done. */
  email: z.string().nullable(),
  orders: count,
  receivedAt: instant,
  /** The law gives a month. */
  dueAt: instant,
  doneAt: instant.nullable(),
  /** Who asked here; `null` = the store. */
  askedBy: z.string().nullable(),
  /** Who handed the data out. */
  answeredBy: z.string().nullable(),
  /** How many rows lost what they held of the person. */
  erased: count.nullable(),
})

export const privacyRoutes = routes({
  'privacy.requests': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/privacy/requests`,
    summary: 'List what was asked in the name of a person, what is open first',
    permission: 'privacy:change',
    params: ofOrganization,
    answer: z.object({ items: z.array(privacyRequest) }),
    command: 'privacy list',
  },
  'privacy.find': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/privacy/find`,
    summary: 'Find a person, and how much is kept of them',
    permission: 'privacy:change',
    params: ofOrganization,
    body: z.object({ who }),
    answer: z.object({
      people: z.array(knownPerson),
      /** `false` = there are more orders that name nobody than could be looked into. */
      isComplete: z.boolean(),
    }),
    audit: 'privacy.looked-up',
    command: 'privacy find',
  },
  'privacy.export': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/privacy/export`,
    summary: 'Download everything that is kept of a person',
    permission: 'privacy:change',
    params: ofOrganization,
    body: z.object({ who }),
    answer: 'file',
    failures: ['PERSON_UNKNOWN'],
    audit: 'privacy.exported',
    command: 'privacy export',
  },
  'privacy.erase': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/privacy/erase`,
    summary: 'Erase what is kept of a person; documents in the ERP stay',
    permission: 'privacy:change',
    params: ofOrganization,
    body: z.object({
      who,
      /** The same again, typed by whoever decides: it cannot be taken back. */
      confirm: who,
    }),
    answer: z.object({ requestIds: z.array(id), erased: count }),
    failures: ['PERSON_UNKNOWN', 'NOT_CONFIRMED'],
    audit: 'privacy.erased',
    command: 'privacy erase',
  },
  'privacy.answered': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/privacy/requests/{requestId}/answered`,
    summary: 'Say that a person has been given the data',
    permission: 'privacy:change',
    params: ofOrganization.extend({ requestId: id }),
    answer: null,
    failures: ['PRIVACY_REQUEST_NOT_OPEN'],
    audit: 'privacy.answered',
    command: 'privacy done',
  },
})
