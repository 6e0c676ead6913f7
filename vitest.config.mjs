import { defineConfig } from 'vitest/config';

// What the bundler makes out of virtual:sandbox-frame and virtual:sandbox-worker; no unit test starts a sandbox.
const sandboxTexts = {
  name: 'sandbox-texts',
  resolveId: (id) => (id.startsWith('virtual:sandbox-') ? `\0${id}` : null),
  load: (id) => (id.startsWith('\0virtual:sandbox-') ? 'export default ""' : null),
};

export default defineConfig({
  plugins: [sandboxTexts],
  // A test that hangs fails, and a machine that is busy with other things fails none.
  test: { include: ['tests/unit/**/*.test.ts'], passWithNoTests: false, testTimeout: 60_000, hookTimeout: 60_000 },
});
