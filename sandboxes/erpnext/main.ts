import type { ErpnextOptions, ErpnextSandbox } from './start.ts'
import { startErpnext } from './start.ts'

/** What `tillbridge sandbox erpnext` runs: a demo site unless told otherwise. */
export function runErpnextSandbox(options: ErpnextOptions = {}): Promise<ErpnextSandbox> {
  return startErpnext({ seed: 'demo', ...options })
}
