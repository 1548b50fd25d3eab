import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,sandboxes,tests,bench}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['src/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
