/**
 * Writes the reference pages that are made from the source: run it after a change to a setting or a command.
 *
 *     node scripts/generate-reference.ts
 */
import { writeFile } from 'node:fs/promises'
import { referenceFiles } from '#cli/reference-files'

const REFERENCE = new URL('../docs/reference/', import.meta.url)

for (const [name, text] of Object.entries(await referenceFiles())) {
  await writeFile(new URL(name, REFERENCE), text)
  process.stdout.write(`docs/reference/${name}\n`)
}
