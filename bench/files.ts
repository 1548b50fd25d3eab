import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileMappingSchema } from '#csv/mapping'
import { readFile } from '#engine/files/read-file'

export interface FilesResult {
  readonly rowsPerSecond: number
  /** Most memory while the second half was read beside the most while the first was. */
  readonly memoryRatio: number
  readonly rows: number
}

const HEAD = 'sku,location,available'

/** Reads a file of stock levels row by row. */
export async function measureFiles(rows: number): Promise<FilesResult> {
  const folder = await mkdtemp(join(tmpdir(), 'tillbridge-bench-'))
  try {
    const path = join(folder, 'stock.csv')
    await write(path, rows)
    const mapping = fileMappingSchema.parse({})
    let [read, begun] = [0, 0]
    const most = [0, 0]
    for await (const { ok } of readFile({ path, kind: 'stock', mapping })) {
      if (begun === 0) begun = performance.now()
      if (!ok) throw new Error('a good row was refused')
      read += 1
      const half = read <= rows / 2 ? 0 : 1
      if (read % 1_000 === 0) most[half] = Math.max(most[half] ?? 0, process.memoryUsage().rss)
    }
    if (read !== rows) throw new Error(`${read} of ${rows} rows were read`)
    const seconds = (performance.now() - begun) / 1000
    return { rows, rowsPerSecond: rows / seconds, memoryRatio: (most[1] ?? 0) / (most[0] ?? 1) }
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function write(path: string, rows: number): Promise<void> {
  const stream = createWriteStream(path)
  stream.write(`${HEAD}\r\n`)
  for (let row = 0; row < rows; row += 1) {
    const isFree = stream.write(`SKU-${row},Main warehouse,${row % 1000}\r\n`)
    if (!isFree) await once(stream, 'drain')
  }
  stream.end()
  await once(stream, 'finish')
}
