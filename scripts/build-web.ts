import { createHash } from 'node:crypto'
import { glob, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const STAMP = join(ROOT, 'web/dist/.sources')
/** All that the built dashboard depends on. */
const SOURCES = [
  'web/{src,public}/**/*',
  'web/{index.html,vite.config.ts}',
  'src/{api,lib,model}/*.ts',
  'scripts/build-web.ts',
  'package-lock.json',
]

/** Builds the dashboard when it is missing or was built from other sources; `true` = it was built. */
export async function buildWeb(): Promise<boolean> {
  const wanted = await hashOfSources()
  const built = await readFile(STAMP, 'utf8').catch(() => null)
  if (built === wanted) return false
  const { build } = await import('vite')
  await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'warn' })
  await compressAssets()
  await writeFile(STAMP, wanted)
  return true
}

/** Below this, an answer fits into a packet or two as it is. */
const WORTH_BYTES = 1_400
// The two steps above it take ten times as long for a twentieth less.
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Puts compressed copies beside the files that are text: done once here, it costs nothing when they are asked for. */
async function compressAssets(): Promise<void> {
  for await (const name of glob('assets/*.{js,css,svg}', { cwd: join(ROOT, 'web/dist') })) {
    const file = join(ROOT, 'web/dist', name)
    const bytes = await readFile(file)
    if (bytes.length < WORTH_BYTES) continue
    await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes, QUALITY))
    await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: constants.Z_BEST_COMPRESSION }))
  }
}

async function hashOfSources(): Promise<string> {
  const names: string[] = []
  for await (const entry of glob(SOURCES, { cwd: ROOT, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes('.test.')) names.push(join(entry.parentPath, entry.name))
  }
  const hash = createHash('sha256')
  for (const name of names.sort()) {
    hash.update(name.slice(ROOT.length)).update('\0')
    hash.update(await readFile(name)).update('\0')
  }
  return hash.digest('hex')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const began = performance.now()
  if (await buildWeb()) {
    process.stdout.write(`The dashboard was built in ${((performance.now() - began) / 1000).toFixed(1)} s.\n`)
  }
}
