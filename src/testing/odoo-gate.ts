import type { SandboxRequest } from '#sandboxes/kit/server'
import type { OdooSandbox } from '#sandboxes/odoo/start'
import { countAsked } from './asked.ts'
import type { ErpGate } from './erp-gate.ts'

const READING = /^(search|read|web_search|web_read|fields_get|name_search|has_|check_|default_get)/

function kindOf({ path, body }: SandboxRequest): 'read' | 'write' | null {
  const method = path.startsWith('/json/2/') ? path.split('/').at(-1) : calledBy(body.toString('utf8'))
  if (method === undefined) return null
  return READING.test(method) ? 'read' : 'write'
}

/** The method in a call of `execute_kw`: database, user, key, model, method. */
function calledBy(body: string): string | undefined {
  const { params } = JSON.parse(body) as { readonly params?: { readonly args?: readonly unknown[] } }
  const method = params?.args?.[4]
  return typeof method === 'string' ? method : undefined
}

/** How Odoo is reached; `key`: the one that is taken now. */
export function odooGate(odoo: OdooSandbox): ErpGate & { key(): string } {
  let key = odoo.apiKey
  return {
    key: () => key,
    // Keys of Odoo may have a last day.
    endAccess() {
      const { secrets } = odoo.installation
      const at = secrets.findIndex(({ secret }) => secret === key)
      const former = secrets[at]
      if (former === undefined) throw new Error('the key of the story is known to the sandbox')
      key = `${key}-made-anew`
      secrets.splice(at, 1, { ...former, expiresAt: new Date(0) }, { ...former, secret: key })
    },
    asked: countAsked(odoo, kindOf),
  }
}
