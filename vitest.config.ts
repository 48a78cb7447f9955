import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', '**/node_modules/**'],
    globalSetup: ['tests/support/global-setup.ts'],
    setupFiles: ['tests/support/fast-check-seed.ts'],
    // Of its own accord it leaves one processor free, and on a machine with two works on one.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Tests keep no state in modules, and loading these anew for each file takes half of the time.
    isolate: false,
    // No machine is so busy that a test takes that long: what does hangs.
    testTimeout: 1_200_000,
    hookTimeout: 1_200_000,
  },
});
