import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';

// What Node alone can test. The browser and the packed tarball have their own commands and vitest.outside.config.ts.
export default defineConfig({
  resolve: { alias: [{ find: /^eigenstill$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) }] },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, 'test/browser/**', 'test/package/**'],
    testTimeout: 60_000,
  },
});
