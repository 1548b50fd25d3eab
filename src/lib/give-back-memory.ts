import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

interface Collect {
  (how: { readonly type: 'major'; readonly flavor: 'last-resort' }): void
}

/**
 * Gives memory back to the machine that nothing uses any more. Loading a program leaves tens of MB of sources and half-filled pages
 * behind, which the engine keeps for work to come; a bridge that waits for orders all night needs none of it. Blocks for some tenths
 * of a second: for moments when nothing waits.
 */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as Collect
  collect({ type: 'major', flavor: 'last-resort' })
}
