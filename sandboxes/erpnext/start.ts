import { setTimeout as delay } from 'node:timers/promises'
import { type Clock, systemClock } from '#lib/clock'
import { Faults } from '#sandboxes/kit/faults'
import {
  type SandboxRequest,
  type SandboxResponse,
  type SandboxServer,
  startSandboxServer,
  type Traffic,
} from '#sandboxes/kit/server'
import { type ControlSources, handleControl } from './control.ts'
import type { Doc } from './controller.ts'
import { createHandler, TOO_LARGE } from './handle.ts'
import { createLife, type ErpnextLife } from './life.ts'
import { type DemoOptions, seedDemo } from './seeds/demo.ts'
import { seedReference } from './seeds/reference.ts'
import { API_KEY, API_SECRET } from './seeds/users.ts'
import { ADMINISTRATOR } from './session.ts'
import { createSite, type SiteCore } from './site.ts'
import { createDeliveryWorkers, type Deliveries, type DeliveryWorkers } from './webhooks/worker.ts'

export interface ErpnextOptions extends DemoOptions {
  readonly port?: number
  /** Major version whose behaviour is shown; default 15. */
  readonly version?: 15 | 16
  readonly clock?: Clock
  /** What is there at the start; default `reference`. A function seeds an empty site itself. */
  readonly seed?: 'reference' | 'demo' | ((site: SiteCore) => void)
  /** Each answer is held back for this long. */
  readonly latencyMs?: number
  /** Keeps no traffic: for load tests. */
  readonly lean?: boolean
}

export interface ErpnextSandbox extends AsyncDisposable, ErpnextLife {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** Credentials of the user with all roles. */
  readonly apiKey: string
  readonly apiSecret: string
  readonly faults: Faults
  /** The newest exchanges, oldest first. */
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  readonly site: SiteCore
  /** What is sent to Webhooks. */
  readonly deliveries: Deliveries
  /** Stored documents of a DocType, drafts and cancelled ones included, in the order they were made. Never change them. */
  documents(doctype: string): readonly Readonly<Doc>[]
  /** Inserts (and submits, with `docstatus` 1) a document as the Administrator, with all checks. */
  insert(doc: Readonly<Record<string, unknown>> & { readonly doctype: string }): Doc
  stop(): Promise<void>
  /** Drops all connections and listens again on the same port with the same state. */
  restart(): Promise<void>
}

const KEPT_TRAFFIC = 200

/** Starts a server that behaves as an ERPNext site does. Its state lives in memory. */
export async function startErpnext(options: ErpnextOptions = {}): Promise<ErpnextSandbox> {
  const faults = new Faults()
  const workers = createDeliveryWorkers(options.clock ?? systemClock)
  const held = holdSite(options, workers)
  const life = createLife(() => held.site)
  let earlier = 0

  const handle = async (request: SandboxRequest): Promise<SandboxResponse> => {
    if (request.path.startsWith('/__meta/')) {
      const traffic = (): readonly Traffic[] => server.traffic
      return handleControl(request, { ...held.control, faults, traffic, life, deliveries: workers.deliveries })
    }
    const response = held.answer(request)
    if ((options.latencyMs ?? 0) > 0) await delay(options.latencyMs)
    return response
  }
  const listen = (port: number): Promise<SandboxServer> =>
    startSandboxServer({
      port,
      faults,
      handle,
      tooLarge: TOO_LARGE,
      keepTraffic: options.lean === true ? 0 : KEPT_TRAFFIC,
    })
  let server = await listen(options.port ?? 0)

  const stop = (): Promise<void> => {
    workers.stop()
    return server.stop()
  }

  return {
    ...life,
    url: server.url,
    apiKey: API_KEY,
    apiSecret: API_SECRET,
    faults,
    deliveries: workers.deliveries,
    get traffic() {
      return server.traffic
    },
    get requestCount() {
      return earlier + server.requestCount
    },
    get site() {
      return held.site
    },
    documents: (doctype) => [...held.site.all(doctype)],
    insert: (doc) => held.site.request(ADMINISTRATOR, () => held.site.insert({ name: '', docstatus: 0, ...doc })),
    stop,
    async restart() {
      await server.stop()
      earlier += server.requestCount
      server = await listen(server.port)
    },
    [Symbol.asyncDispose]: stop,
  }
}

interface HeldSite {
  readonly site: SiteCore
  answer(request: SandboxRequest): SandboxResponse
  readonly control: Pick<ControlSources, 'site' | 'reset'>
}

/** The site of a server, which a reset replaces by a new one. */
function holdSite(options: ErpnextOptions, workers: DeliveryWorkers): HeldSite {
  let site = seeded(options, workers)
  let handler = createHandler(site)
  const reset = (): void => {
    site = seeded(options, workers)
    handler = createHandler(site)
  }
  return {
    get site() {
      return site
    },
    answer: (request) => handler(request),
    control: { site: () => site, reset },
  }
}

function seeded(options: ErpnextOptions, workers: DeliveryWorkers): SiteCore {
  const site = createSite({
    version: options.version ?? 15,
    clock: options.clock ?? systemClock,
    enqueue: workers.accept,
  })
  const { seed = 'reference' } = options
  site.request(ADMINISTRATOR, () => {
    if (seed === 'demo') seedDemo(site, options)
    else if (seed === 'reference') seedReference(site)
    else seed(site)
  })
  return site
}
