import { readdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nameOf } from '#connectors/generic-files/folders'
import { genericFiles } from '#connectors/generic-files/index'
import type { FileSettings } from '#connectors/generic-files/settings'
import { Faults } from '#sandboxes/kit/faults'
import type { ErpBench } from '#testing/conformance/erp-bench'
import { erpDemands } from '#testing/conformance/erp'
import { type StoreBench, storeDemands } from '#testing/conformance/store'
import { runDemands } from '#testing/conformance/suite'
import { lifeOf, orderOf } from '#testing/generic/documents'
import { dropFile, folderSettings, makeFolders, masterFiles, rowsOfOrder } from '#testing/generic/folder-settings'
import { type MasterBench, masterReadDemands } from '#testing/generic/master-demands'
import { plainContext } from '#testing/plain-context'

const started = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-files-'))
  makeFolders(folder)
  const settings = folderSettings(folder, changes)
  const connector = genericFiles.forSettings?.(settings) ?? genericFiles
  return {
    folder,
    common: {
      connector,
      settings,
      refusedSettings: settings,
      faults: new Faults(),
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
    },
  }
}

async function erp(): Promise<ErpBench<FileSettings>> {
  const { folder, common } = await started()
  const isOf = (name: string, reference: string): boolean => name.includes(`.${nameOf(reference)}.`)
  return {
    ...common,
    order: orderOf,
    life: lifeOf,
    count: (reference) => {
      const names = readdirSync(join(folder, 'outbox')).filter((name) => isOf(name, reference))
      return names.some((name) => name.startsWith('cancel-')) ? 0 : names.length
    },
  }
}

async function store(): Promise<StoreBench<FileSettings>> {
  const { folder, common } = await started()
  let no = 7000
  return {
    ...common,
    place({ lines = 1 } = {}) {
      no += 1
      dropFile(folder, `orders-${no}.csv`, rowsOfOrder({ no, lines }))
      return { key: String(no), name: `A-${no}` }
    },
    close() {},
    delivery: () => Promise.reject(new Error('a folder sends no webhooks')),
  }
}

async function master(): Promise<MasterBench<FileSettings>> {
  const { folder, common } = await started(masterFiles)
  let count = 0
  const drop = (where: string, name: string, text: string): void => {
    count += 1
    writeFileSync(join(folder, where, `${count}-${name}`), text)
  }
  const dropJson = (where: string, record: object): void => drop(where, 'one.json', JSON.stringify(record))
  const prices = new Map<string, string[]>()
  let sent: object = {}
  const nothing = (): never => {
    throw new Error('nothing is told to a folder')
  }
  return {
    ...common,
    article: (article) => dropJson('products', article),
    price(list, item, amount, { from = '' } = {}) {
      const rows = [...(prices.get(item) ?? []), `${item},${list},${amount},${from}`]
      prices.set(item, rows)
      drop('prices', 'prices.csv', `${['item,list,amount,from', ...rows].join('\n')}\n`)
    },
    deliver({ order, row, track }) {
      const lines = [{ id: 'D-1/1', item: 'MUG', qty: 2, place: 'W1', order, row }]
      sent = { no: 'D-1', carrier: 'Post', track, lines }
      dropJson('shipments', sent)
      return 'D-1'
    },
    takeBack(no) {
      dropJson('shipments', { ...sent, no, void: true })
      // What is asked for by its key is what was taken; the sweep of the flow takes what is new.
      return taken(common)
    },
    person: (person) =>
      dropJson('accounts', { ...person, address: [{ id: 'A1', street: 'Street 1', town: 'Lund', land: 'SE' }] }),
    heldArticle: nothing,
    heldPrices: nothing,
    heldPerson: nothing,
  }
}

async function taken({ connector, settings }: Awaited<ReturnType<typeof started>>['common']): Promise<void> {
  const until = new Date()
  const pages = connector.reads.shipments?.changes(plainContext(connector, settings), { since: until, until })
  for await (const _ of pages ?? []) continue
}

const NO_WEBHOOKS = 'a folder sends none; its files come with the search'
const NO_CALLS =
  'there is no connection that could break or refuse; tests/bad-input/generic-files.e2e.test.ts breaks off in between'
const NO_JUDGE = 'a file is not judged when it is written; what the system says comes later, in the folder of answers'

runDemands('the generic connector of files as an ERP', erpDemands<FileSettings>(), erp, {
  'an answer that is lost after the write is outcome-unknown, and the document is found by its reference': NO_CALLS,
  'a gateway error after the write is outcome-unknown': NO_CALLS,
  'refused credentials are unauthorized, with a remedy': NO_CALLS,
  'an item that the ERP does not know is rejected by name, with a remedy': NO_JUDGE,
})

runDemands('the generic connector of files as a store', storeDemands<FileSettings>(), store, {
  'the newest webhook body stands in for a read and tells the same': NO_WEBHOOKS,
  'a delivery is accepted with its signature and refused with any other, or without a secret': NO_WEBHOOKS,
  'a delivery of an order names the order, and is recognised again': NO_WEBHOOKS,
  'a body that is not what its topic promises is refused by name': NO_WEBHOOKS,
  'refused credentials are unauthorized, with a remedy': NO_CALLS,
  'a broken connection while reading is transient': NO_CALLS,
  'a server fault while reading is transient': NO_CALLS,
  'an answer that is no JSON while reading is transient': NO_CALLS,
  'a request to slow down while reading is throttled': NO_CALLS,
})

// A figure that cannot be read keeps its whole file out, with the reason beside it; nothing of it is ever asked for.
const [unreadable] = masterReadDemands<FileSettings>().filter(({ name }) => name.startsWith('a figure that cannot'))
runDemands('the generic connector of files as a master of records', masterReadDemands<FileSettings>(), master, {
  [unreadable?.name ?? '']: 'the file is handed back with the reason beside it, and the record is as it was',
})
