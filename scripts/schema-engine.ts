import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import * as glue from '@prisma/schema-engine-wasm/schema_engine_bg';
import pg from 'pg';

/** Prisma's own schema engine as WebAssembly over a driver adapter: `prisma migrate` without its native binary. */
export type SchemaEngine = {
  migrationsDir: string;
  migrations: () => glue.MigrationList;
  schema: glue.SchemasContainer;
  filters: glue.SchemaFilter;
  raw: glue.SchemaEngine;
  /** Writes a generated migration to its folder and answers the path. */
  save: (output: glue.CreateMigrationOutput) => string;
};

type AnyFunction = (...args: never[]) => unknown;
type QueryResult = { fields: { dataTypeID: number }[] } | undefined;
type Queryable = {
  performIO: (query: unknown) => Promise<QueryResult>;
  queryRaw: (query: unknown) => Promise<{ columnTypes: number[] }>;
};
type Connection = Queryable & {
  startTransaction: (level?: unknown) => Promise<Queryable>;
  executeScript: (sql: string) => Promise<void>;
  underlyingDriver: () => { query: (sql: string) => Promise<unknown> };
  onError: (error: unknown) => never;
  dispose: () => Promise<void>;
};

async function loadWasm(): Promise<void> {
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      message: '',
      get(): string {
        return this.message;
      },
      set_message(message: string): void {
        this.message = `RuntimeError: ${message}`;
      },
    },
  });
  const require = createRequire(import.meta.url);
  const file = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm')), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    './schema_engine_bg.js': glue as unknown as WebAssembly.ModuleImports,
  });
  (glue as unknown as { __wbg_set_wasm: (exports: unknown) => void }).__wbg_set_wasm(instance.exports);
  (instance.exports['__wbindgen_start'] as AnyFunction)();
}

// Two gaps of adapter-pg 7 that only the schema engine meets: it has no mapping for the catalog's "char" type (oid 18),
// and its executeScript splits on ";" and so breaks $$ bodies.
const CATALOG_CHAR = 18;
const TEXT = 25;

function mapCatalogChar<Q extends Queryable>(connection: Q): Q {
  const performIO = connection.performIO.bind(connection);
  const queryRaw = connection.queryRaw.bind(connection);
  connection.queryRaw = async (query) => {
    const charColumns: number[] = [];
    connection.performIO = async (inner) => {
      const result = await performIO(inner);
      for (const [index, field] of (result?.fields ?? []).entries()) {
        if (field.dataTypeID !== CATALOG_CHAR) continue;
        charColumns.push(index);
        field.dataTypeID = TEXT;
      }
      return result;
    };
    const result = await queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return connection;
}

async function connect(connectionString: string): Promise<Connection> {
  const adapter = await new PrismaPg({ connectionString, max: 1 }).connect();
  const connection = mapCatalogChar(adapter as unknown as Connection);
  const startTransaction = connection.startTransaction.bind(connection);
  connection.startTransaction = async (level) => mapCatalogChar(await startTransaction(level));
  connection.executeScript = async (sql) => {
    try {
      await connection.underlyingDriver().query(sql);
    } catch (error) {
      connection.onError(error);
    }
  };
  return connection;
}

// PrismaPg.connectToShadowDb passes both a connection string and a database, and pg lets the string win:
// the "shadow" would be the real database.
async function connectToShadow(connectionString: string): Promise<Connection> {
  const name = `prisma_shadow_${process.pid}_${Date.now()}`;
  const admin = new pg.Client({ connectionString });
  await admin.connect();
  await admin.query(`create database ${pg.escapeIdentifier(name)}`);
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  const connection = await connect(url.toString());
  const dispose = connection.dispose.bind(connection);
  connection.dispose = async () => {
    await dispose();
    await admin.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    await admin.end();
  };
  return connection;
}

function readSchema(dir: string): glue.SchemasContainer {
  const files = readdirSync(dir)
    .filter((name) => name.endsWith('.prisma'))
    .toSorted()
    .map((name) => ({ path: path.join(dir, name), content: readFileSync(path.join(dir, name), 'utf8') }));
  return { files };
}

function readMigrationList(dir: string): glue.MigrationList {
  const names = existsSync(dir)
    ? readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && existsSync(path.join(dir, entry.name, 'migration.sql')))
        .map((entry) => entry.name)
        .toSorted()
    : [];
  const lock = path.join(dir, 'migration_lock.toml');
  return {
    baseDir: dir,
    shadowDbInitScript: '',
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(path.join(dir, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}

/** Opens the engine on one database. */
export async function openSchemaEngine(root: string, connectionString: string): Promise<SchemaEngine> {
  await loadWasm();
  const migrationsDir = path.join(root, 'prisma/migrations');
  const schema = readSchema(path.join(root, 'prisma/schema'));
  const adapter = bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(connectionString),
    connectToShadowDb: () => connectToShadow(connectionString),
  } as unknown as Parameters<typeof bindMigrationAwareSqlAdapterFactory>[0]);
  const raw = await glue.SchemaEngine.new(
    { datamodels: schema.files.map((file): [string, string] => [file.path, file.content]) },
    () => undefined,
    adapter,
  );
  return {
    migrationsDir,
    migrations: () => readMigrationList(migrationsDir),
    schema,
    filters: { externalTables: [], externalEnums: [] },
    raw,
    save(output) {
      const dir = path.join(migrationsDir, output.generatedMigrationName);
      mkdirSync(dir, { recursive: true });
      writeFileSync(path.join(dir, `migration.${output.extension}`), output.migrationScript ?? '');
      writeFileSync(path.join(migrationsDir, 'migration_lock.toml'), `provider = "${output.connectorType}"\n`);
      return dir;
    },
  };
}
