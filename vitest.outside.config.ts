import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// What is tested from outside, as users have it: dist/ in a browser, the packed tarball in fresh folders.
export default defineConfig({
  resolve: { alias: [{ find: /^eigenstill$/, replacement: fileURLToPath(new URL('dist/index.js', import.meta.url)) }] },
  test: {
    include: ['test/{browser,package}/*.test.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
