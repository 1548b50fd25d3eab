import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const TESTS = '{src,sandboxes,tests,bench,examples,web/src}/**/*'

// Files are begun by their size, which tells little of those that start much: at the end one of them would run alone.
const LONG = /tests\/(combinations|browser|chaos|race)\/|tests\/scenarios\/getting-the-data-in|demo\.e2e/

class LongOnesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId)
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))]
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongOnesFirst },
    pool: 'forks',
    // One process runs many files: loading the same modules for each of them, and running them cold, took half the time.
    // What a module keeps must therefore belong to what a test starts, never to the module.
    isolate: false,
    // Most of a test with processes and servers is waiting for them: with one file for each core, half of the cores idle.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [`${TESTS}.test.ts`],
          exclude: [`${TESTS}.{integration,e2e,browser}.test.ts`],
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: [`${TESTS}.{integration,e2e,browser}.test.ts`],
          globalSetup: ['src/testing/global-setup.ts'],
          // Processes that tests start load what the ones before them have compiled, as the command line does.
          env: { NODE_COMPILE_CACHE: fileURLToPath(new URL('node_modules/.cache/tillbridge', import.meta.url)) },
        },
      },
    ],
  },
})
