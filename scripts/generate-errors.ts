/**
 * Writes the list of all error codes: run it after adding or changing one.
 *
 *     node scripts/generate-errors.ts
 */
import { writeFile } from 'node:fs/promises'
import { errorsReference } from '#testing/errors/reference'

await writeFile(new URL('../docs/reference/errors.md', import.meta.url), await errorsReference())
