import { lookup as lookUp, type LookupAddress, type LookupOptions } from 'node:dns'
import { BlockList, isIP } from 'node:net'
import type { Agent } from 'undici'
import { TillbridgeError } from '#lib/errors'
import { connectorBuilder, newAgent } from './http-client.ts'

/**
 * Everything that is not the public internet: this machine, private networks, link-local addresses (where clouds keep their
 * credentials), and what is reserved. Source: the special-purpose address registries of IANA.
 */
const NOT_PUBLIC = new BlockList()
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, 'ipv4')
}
// Of IPv6 only `2000::/3` is given out at all; in it, these are not the internet.
const GIVEN_OUT = new BlockList()
GIVEN_OUT.addSubnet('2000::', 3, 'ipv6')
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  NOT_PUBLIC.addSubnet(net, bits, 'ipv6')
}

/** Whether an IP address belongs to the public internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address)
  if (family === 4) return !NOT_PUBLIC.check(address, 'ipv4')
  return family === 6 && GIVEN_OUT.check(address, 'ipv6') && !NOT_PUBLIC.check(address, 'ipv6')
}

/** Finds all addresses of a name, as `dns.lookup` does. */
export type LookUp = (
  host: string,
  options: LookupOptions & { readonly all: true },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void

/**
 * @throws {TillbridgeError} `rejected`, `ADDRESS_NOT_PUBLIC`, when a host is, or any of its names' addresses lies, in a private
 *   network; `HOST_UNRESOLVED` when there is no such host.
 */
export async function assertPublicHost(host: string, find: LookUp = lookUp): Promise<void> {
  const name = host.replace(/^\[(.*)\]$/, '$1')
  if (isIP(name) !== 0) return assertPublic(host, [name])
  const addresses = await new Promise<LookupAddress[]>((resolve, reject) => {
    find(name, { all: true }, (error, found) => (error === null ? resolve(found) : reject(notFound(host, error))))
  })
  assertPublic(
    host,
    addresses.map(({ address }) => address),
  )
}

/**
 * Connects to public addresses only. The addresses are looked at again at each connection, since a name that was public when it was
 * entered may lead elsewhere by now.
 */
export function publicOnlyAgent(options: Agent.Options, find: LookUp = lookUp): Agent {
  const connect = connectorBuilder({
    lookup: (host, asked, done) =>
      find(host, { ...asked, all: true }, (error, addresses) => {
        if (error !== null) return done(error, [])
        const refusal = refusalOf(
          host,
          addresses.map(({ address }) => address),
        )
        if (refusal !== null) return done(refusal, [])
        if (asked.all === true) return done(null, addresses)
        const [first] = addresses
        done(null, first?.address ?? '', first?.family)
      }),
  })
  return newAgent({
    ...options,
    connect(target, done) {
      // An address that is written out is never looked up.
      const name = target.hostname.replace(/^\[(.*)\]$/, '$1')
      const refusal = isIP(name) === 0 ? null : refusalOf(target.hostname, [name])
      if (refusal === null) connect(target, done)
      else done(refusal, null)
    },
  })
}

function assertPublic(host: string, addresses: readonly string[]): void {
  const refusal = refusalOf(host, addresses)
  if (refusal !== null) throw refusal
}

const refusalOf = (host: string, addresses: readonly string[]): TillbridgeError | null =>
  addresses.length > 0 && addresses.every(isPublicAddress)
    ? null
    : new TillbridgeError({
        kind: 'rejected',
        code: 'ADDRESS_NOT_PUBLIC',
        message: `${host} is in a private network or on this machine. Connections that are made in the dashboard lead to the public internet only.`,
        remedy:
          'Start Tillbridge with TILLBRIDGE_LOCAL_ADDRESSES=yes where systems of your own network shall be reached, or make this connection with "tillbridge apply".',
      })

const notFound = (host: string, cause: unknown): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'HOST_UNRESOLVED',
    message: `There is no host called ${host}.`,
    remedy: 'Check the spelling of the address.',
    cause,
  })
