import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,sandboxes,tests,bench}/**/*.test.ts'],
    pool: 'forks',
    // Left to itself, it keeps one core free, which is half of a small machine.
    maxWorkers: '100%',
    globalSetup: ['src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
