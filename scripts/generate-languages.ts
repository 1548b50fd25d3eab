/**
 * Writes every text of the server into the language files: run it after adding or changing one, then translate what stands there empty.
 *
 *     node scripts/generate-languages.ts
 */
import { LANGUAGES, textsOfServer, writeMessages } from '#testing/texts/catalogue'

const texts = await textsOfServer()
for (const language of LANGUAGES) await writeMessages(language, texts)
