import { defineConfig } from 'prisma/config';

// generate, validate and format never run the schema engine, but the CLI downloads it first.
// Pointing the variable at any existing file skips that download; it stays unset for `prisma migrate`.
if (['generate', 'validate', 'format'].includes(process.argv[2] ?? '')) {
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= process.execPath;
}

export default defineConfig({
  schema: 'prisma/schema',
  migrations: { path: 'prisma/migrations' },
  datasource: { url: process.env['DATABASE_URL'] ?? '' },
});
