import { createRequire } from 'node:module'
import type { Agent, buildConnector, Dispatcher } from 'undici'

// The parts of undici that calls are made with, by their files: its entry loads fetch, web sockets, caches and mocks as well, which
// nothing here uses, and which cost some 5 MB and a tenth of a second at every start. A test holds them against the entry.
const load = createRequire(import.meta.url)
const AgentPart = load('undici/lib/dispatcher/agent.js') as typeof Agent
const api = load('undici/lib/api/index.js') as {
  request(this: Dispatcher, options: Dispatcher.RequestOptions): Promise<Dispatcher.ResponseData>
}

/** How connections are opened; what `buildConnector` of undici is. */
export const connectorBuilder = load('undici/lib/core/connect.js') as typeof buildConnector

export const newAgent = (options: Agent.Options): Agent => new AgentPart(options)

type Asked = Omit<Dispatcher.RequestOptions, 'origin' | 'path'> & { readonly dispatcher: Dispatcher }

/** One call; what `request` of undici does where it is given a dispatcher. Follows no redirect. */
export function request(address: string | URL, { dispatcher, ...options }: Asked): Promise<Dispatcher.ResponseData> {
  const { origin, pathname, search } = new URL(address)
  return api.request.call(dispatcher, { ...options, origin, path: `${pathname}${search}` })
}
