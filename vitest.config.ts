import { defineConfig } from 'vitest/config'

const TESTS = '{src,sandboxes,tests,bench}/**/*'
// They compare whole answers of a server with recorded ones: nothing else may have touched what they load.
const ALONE = 'tests/parity/**/*.test.ts'

export default defineConfig({
  test: {
    pool: 'forks',
    // Left to itself, it keeps one core free, which is half of a small machine.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'pure',
          include: [`${TESTS}.test.ts`],
          exclude: [`${TESTS}.{integration,e2e}.test.ts`, ALONE],
          // What needs nothing leaves nothing behind: loading the same modules for each file takes longer than the tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'real',
          include: [`${TESTS}.{integration,e2e}.test.ts`, ALONE],
          globalSetup: ['src/testing/global-setup.ts'],
        },
      },
    ],
  },
})
