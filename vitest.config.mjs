import { defineConfig } from 'vitest/config';

// What the bundler makes out of virtual:…; no unit test starts a sandbox.
const sandboxTexts = {
  name: 'sandbox-texts',
  resolveId: (id) => (/^virtual:(sandbox|inference|assets|imjoy-rpc)-/.test(id) ? `\0${id}` : null),
  load: (id) => (/^\0virtual:(sandbox|inference|assets|imjoy-rpc)-/.test(id) ? 'export default ""' : null),
};

export default defineConfig({
  plugins: [sandboxTexts],
  // A test that hangs fails, and a machine that is busy with other things fails none.
  test: { include: ['tests/unit/**/*.test.ts'], passWithNoTests: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
