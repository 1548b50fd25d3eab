import type { ErpnextSandbox } from '#sandboxes/erpnext/start'
import { countAsked } from './asked.ts'
import type { ErpGate } from './erp-gate.ts'

/** How ERPNext is reached; `secret`: the one that is taken now. */
export function erpnextGate(erp: ErpnextSandbox): ErpGate & { secret(): string } {
  let secret = erp.apiSecret
  return {
    secret: () => secret,
    endAccess() {
      secret = `${secret}-made-anew`
      erp.site.setSecret('integration@example.com', secret)
    },
    asked: countAsked(erp, ({ method }) => (method === 'GET' ? 'read' : 'write')),
  }
}
