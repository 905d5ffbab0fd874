import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile, OutputFile, Plugin } from 'esbuild';
import type { WatchAssets } from './page.ts';

export interface WatchBundle extends WatchAssets {
  /** CSP source of the one style sheet in the page. */
  readonly styleHash: string;
  /** Scripts by file name; the names carry the hash of what is in them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const folder = 'app/_features/meetings-live/watch';
export const assetPath = '/watch/assets/';

let built: Promise<WatchBundle> | null = null;

/** The public page's own small scripts, bundled when first asked for and kept; the framework's runtime is not in them. */
export function watchBundle(): Promise<WatchBundle> {
  built ??= build().catch((error: unknown) => {
    built = null;
    throw error;
  });
  return built;
}

async function build(): Promise<WatchBundle> {
  const root = process.cwd();
  // Left to Node: it is a program of its own beside the library, which no bundle can hold.
  const esbuild = await import(/* turbopackIgnore: true */ /* webpackIgnore: true */ 'esbuild');
  const client = path.join(root, folder, 'client.ts');
  const result = await esbuild.build({
    entryPoints: [client],
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'safari16'],
    platform: 'browser',
    minify: true,
    write: false,
    metafile: true,
    outdir: path.join(root, 'out'),
    absWorkingDir: root,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    plugins: [withoutLocales],
  });
  const { entry, preload } = graphOf(result.metafile, result.outputFiles);
  const styles = await esbuild.transform(await stylesOf(root), { loader: 'css', minify: true });
  return {
    styles: styles.code,
    styleHash: `'sha256-${createHash('sha256').update(styles.code).digest('base64')}'`,
    script: assetPath + entry,
    preload: preload.map((name) => assetPath + name),
    files: new Map(result.outputFiles.map((file) => [path.basename(file.path), file.contents])),
  };
}

/** The schema library carries its messages in fifty languages; refusals are worded by this product, so none is sent. */
const withoutLocales: Plugin = {
  name: 'without-locales',
  setup(build) {
    build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export {};' }));
  },
};

/** The entry script and what it needs at once; what is only loaded on demand (the player) stays out. */
function graphOf({ outputs }: Metafile, files: readonly OutputFile[]): { entry: string; preload: string[] } {
  const entry = Object.keys(outputs).find((name) => outputs[name]?.entryPoint?.endsWith('watch/client.ts'));
  if (!entry || files.length === 0) throw new Error('the watch page has no script');
  const needed = new Set<string>();
  const visit = (name: string): void => {
    for (const { path: next, kind } of outputs[name]?.imports ?? []) {
      if (kind !== 'import-statement' || needed.has(next)) continue;
      needed.add(next);
      visit(next);
    }
  };
  visit(entry);
  return { entry: path.basename(entry), preload: [...needed].map((name) => path.basename(name)) };
}

/** The page's own style sheet after the tokens of the whole house, which are kept in one place only. */
async function stylesOf(root: string): Promise<string> {
  const globals = await readFile(path.join(root, 'app/globals.css'), 'utf8');
  const theme = /@theme[^{]*\{([^}]*)\}/.exec(globals)?.[1];
  const blocks = globals.match(/^\[(?:data-theme|data-size|lang)[^{]*\{[^}]*--(?:color|font)[^}]*\}/gm);
  if (!theme || !blocks) throw new Error('app/globals.css holds no tokens');
  const own = await readFile(path.join(root, folder, 'watch.css'), 'utf8');
  return `:root{color-scheme:light;${theme}}\n${blocks.join('\n')}\n${own}`;
}
