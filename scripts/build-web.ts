import { createHash } from 'node:crypto'
import { glob, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const DIST = join(ROOT, 'web/dist')
const STAMP = '.sources'
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
  if ((await builtFrom()) === wanted) return false
  const { build } = await import('vite')
  // Built aside and put in place whole: somebody may be served from it meanwhile, or be building too.
  const aside = `${DIST}.${process.pid}`
  try {
    await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'warn', build: { outDir: aside } })
    await compressAssets(aside)
    await writeFile(join(aside, STAMP), wanted)
    if ((await builtFrom()) !== wanted) await putInPlace(aside)
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return true
}

const builtFrom = (): Promise<string | null> => readFile(join(DIST, STAMP), 'utf8').catch(() => null)

async function putInPlace(aside: string): Promise<void> {
  const former = `${aside}.former`
  await rename(DIST, former).catch(() => null)
  await rename(aside, DIST)
  await rm(former, { recursive: true, force: true })
}

/** Below this, an answer fits into a packet or two as it is. */
const WORTH_BYTES = 1_400
// The two steps above it take ten times as long for a twentieth less.
const QUALITY = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }

/** Puts compressed copies beside the files that are text: done once here, it costs nothing when they are asked for. */
async function compressAssets(folder: string): Promise<void> {
  for await (const name of glob('assets/*.{js,css,svg}', { cwd: folder })) {
    const file = join(folder, name)
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
