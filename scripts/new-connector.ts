import { parseArgs } from 'node:util'
import { writeConnector } from './connector-files.ts'

// Usage: npm run new-connector -- FOLDER --kind store|erp|payments [--name "Acme ERP"]
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { kind: { type: 'string', default: 'store' }, name: { type: 'string' } },
})
try {
  const [folder] = positionals
  if (folder === undefined) throw new Error('Name the folder: npm run new-connector -- ./acme-erp --kind erp')
  const { id, files } = await writeConnector({
    folder,
    kind: values.kind,
    ...(values.name ? { name: values.name } : {}),
  })
  process.stdout.write(
    [
      `The connector ${id} begins in ${folder}: ${files.join(', ')}.`,
      `Its conformance tests fail until it is written: npm run test:connector -- ${folder}`,
      'docs/guides/write-a-connector.md leads through it.',
      '',
    ].join('\n'),
  )
} catch (error) {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
