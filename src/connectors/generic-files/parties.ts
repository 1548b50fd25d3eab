import { addressKey } from '#contract/address-key'
import type { FoundParty, PartyTarget } from '#contract/target'
import type { Party } from '#model/documents'
import { writeNew } from './atomic.ts'
import { contentOf } from './content.ts'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, nameOf, pathOf } from './folders.ts'
import { findSent, send } from './sent.ts'
import type { FileSettings } from './settings.ts'

/** Customers, once per person: a file for each new one. Addresses stand in the documents. */
export const parties: PartyTarget<FileSettings> = { find, create, completeAddresses }

const KIND = 'customer'

async function find(context: FileContext, party: Party, references: readonly string[]): Promise<FoundParty | null> {
  for (const reference of references) {
    const sent = await findSent(context, KIND, reference)
    if (sent !== null) return withAddresses(sent.reference, party)
  }
  return null
}

async function create(context: FileContext, party: Party, references: readonly string[]): Promise<FoundParty> {
  const [reference, ...others] = references
  const setting = context.settings.parties
  if (reference === undefined || setting === undefined)
    throw new RangeError('a customer needs a reference and a setting')
  const input = { party, references, reference, settings: context.settings.values }
  const text = await contentOf(setting, input, 'parties.content')
  const record = { total: null, taxTotal: null, rowIds: {} }
  await send(context, { kind: KIND, reference, format: setting.format, text, record })
  for (const other of others) await alias(context, other, reference)
  return withAddresses(reference, party)
}

/** A further key under which the customer is found. */
async function alias({ wire, settings }: FileContext, other: string, reference: string): Promise<void> {
  const path = pathOf(settings, 'sent', `${KIND}.${nameOf(other)}.json`)
  const record = { reference, file: `${KIND}.${nameOf(other)}.alias`, total: null, taxTotal: null, rowIds: {} }
  await wire.send({ action: 'ALIAS', address: addressOf(path), effect: 'write' }, () =>
    writeNew(path, `${JSON.stringify(record)}\n`, pathOf(settings, 'staging')).catch((error: unknown) => {
      throw fileFailure(error, path)
    }),
  )
}

function completeAddresses(_context: FileContext, found: FoundParty, party: Party): Promise<FoundParty> {
  return Promise.resolve(withAddresses(found.externalId, party, found))
}

function withAddresses(externalId: string, party: Party, found?: FoundParty): FoundParty {
  const keys = [party.billingAddress, party.shippingAddress].flatMap((one) => (one === null ? [] : [addressKey(one)]))
  return { externalId, addresses: { ...found?.addresses, ...Object.fromEntries(keys.map((key) => [key, key])) } }
}
