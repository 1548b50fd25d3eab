import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const TESTS = '{src,sandboxes,tests,bench,examples,web/src}/**/*'

export default defineConfig({
  test: {
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
