import path from 'node:path';

export interface SourceFile {
  /** Path from the repository's root, with forward slashes. */
  readonly name: string;
  readonly text: string;
}

/** A module may import those before it, through their index. */
const order = [
  'identity',
  'members',
  'studios',
  'meetings',
  'consents',
  'rooms',
  'venue',
  'attendance',
  'speaking',
  'chat',
  'polls',
  'recordings',
  'replays',
  'retention',
];
/** Files of a module that a browser may load. */
const isomorphic =
  /^(domain|contract|policy|state|evolve|fold|figures|order|clock|tally|result|ballots|composition)\.ts$/;
const statement =
  /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports: own files as paths from the root, packages by name. */
export function importsOf({ name, text }: SourceFile): readonly string[] {
  return [...text.matchAll(statement)].map((found) => {
    const target = found[1] ?? found[2] ?? found[3] ?? '';
    if (target.startsWith('#')) return target.slice(1);
    return target.startsWith('.') ? path.posix.join(path.posix.dirname(name), target) : `package:${target}`;
  });
}

const isPackage = (target: string, ...names: readonly string[]): boolean =>
  names.some((name) => target === `package:${name}` || target.startsWith(`package:${name}/`));
const moduleOf = (name: string): string | null => /^server\/modules\/([^/]+)\//.exec(name)?.[1] ?? null;
const under = (target: string, ...folders: readonly string[]): boolean =>
  folders.some((folder) => target.startsWith(`${folder}/`));

function faultInKernel(target: string): string | null {
  return under(target, 'server/kernel') || isPackage(target, 'zod') ? null : 'the kernel imports zod and itself only';
}

function faultInPlatform(target: string): string | null {
  const isOwn =
    under(target, 'server/platform', 'server/kernel', 'generated') ||
    target.startsWith('package:') ||
    target === 'package.json';
  return isOwn ? null : 'the platform imports the kernel and packages only';
}

function faultInRealtime(target: string): string | null {
  return under(target, 'server/realtime', 'server/kernel', 'server/platform') || target.startsWith('package:')
    ? null
    : 'realtime imports kernel and platform only';
}

function faultBetweenModules(name: string, own: string, target: string): string | null {
  const other = moduleOf(target);
  if (other === null || other === own) return null;
  const base = path.posix.basename(target);
  if (base !== 'index.ts' && base !== 'contract.ts') return 'another module is entered through its index.ts';
  if (order.indexOf(other) >= order.indexOf(own))
    return `${own} stands before or beside ${other} (${order.join(' ← ')})`;
  if (isomorphic.test(path.posix.basename(name)) && base === 'index.ts')
    return 'pure files do not import another module';
  return null;
}

function faultInModule(name: string, target: string): string | null {
  const own = moduleOf(name) ?? '';
  const base = path.posix.basename(name);
  if (under(target, 'server/realtime', 'app') || target === 'server/main.ts' || target === 'server/live-service.ts')
    return 'modules know neither transports nor pages';
  if (isomorphic.test(base)) {
    const isPure =
      under(target, 'server/kernel', `server/modules/${own}`) || isPackage(target, 'zod') || moduleOf(target) !== null;
    if (!isPure) return 'domain, contract and policy import kernel and zod only';
  }
  const isDatabase =
    target === 'server/platform/db.ts' || isPackage(target, 'pg', '@prisma/client') || under(target, 'generated');
  if (isDatabase && base !== 'repo.ts' && !(own === 'identity' && base === 'auth.ts'))
    return 'only repo.ts reaches the database';
  return faultBetweenModules(name, own, target);
}

function faultInApp(name: string, text: string, target: string): string | null {
  if (
    under(name, 'app/_ui') &&
    (under(target, 'server', 'app/_features', 'app/_lib') || isPackage(target, '@prisma/client', 'pg'))
  )
    return 'primitives know no domain';
  if (
    isPackage(target, 'pg', '@prisma/client', 'livekit-server-sdk') ||
    under(target, 'generated', 'server/platform', 'server/realtime')
  )
    return 'pages hold no SQL, no secret and no transport';
  const own = moduleOf(target);
  if (own === null) return null;
  const base = path.posix.basename(target);
  const isClient = /^\s*(?:\/\/.*\n|\/\*[\s\S]*?\*\/\s*)*['"]use client['"]/.test(text);
  if (isClient && base === 'index.ts') return 'client files import a module’s pure files only';
  return base === 'index.ts' || isomorphic.test(base) ? null : 'pages import a module’s index.ts or its pure files';
}

function faultOf({ name, text }: SourceFile, target: string, isTypeOnly: boolean): string | null {
  if (under(name, 'server/kernel')) return faultInKernel(target);
  if (under(name, 'server/platform')) return faultInPlatform(target);
  if (under(name, 'server/realtime')) return faultInRealtime(target);
  if (moduleOf(name) !== null) return faultInModule(name, target);
  if (under(name, 'app')) return isTypeOnly ? null : faultInApp(name, text, target);
  return null;
}

/** Whether every import of the target in the file is of types, which leave nothing behind in a browser. */
const isTypeOnlyImport = (text: string, target: string): boolean => {
  const spelled = target.startsWith('package:') ? target.slice(8) : `#${target}`;
  const uses = [
    ...text.matchAll(
      new RegExp(
        `(?:^|\\n)\\s*(import|export)\\s+(type\\s)?[^;'"]*?from\\s*['"]${spelled.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`,
        'g',
      ),
    ),
  ];
  return uses.length > 0 && uses.every((use) => use[2] !== undefined);
};

/** Files that import each other in a ring, types aside. */
function rings(files: readonly SourceFile[]): readonly string[] {
  const graph = new Map(
    files.map((file) => [
      file.name,
      importsOf(file).filter((target) => !isTypeOnlyImport(file.text, target) && !relativeTypeOnly(file, target)),
    ]),
  );
  const done = new Set<string>();
  const faults: string[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      faults.push(`${[...trail.slice(trail.indexOf(name)), name].join(' → ')}: a ring of imports`);
      return;
    }
    if (done.has(name)) return;
    for (const target of graph.get(name) ?? []) if (graph.has(target)) visit(target, [...trail, name]);
    done.add(name);
  };
  for (const name of graph.keys()) visit(name, []);
  return faults;
}

function relativeTypeOnly({ name, text }: SourceFile, target: string): boolean {
  const relative = path.posix.relative(path.posix.dirname(name), target);
  const spelled = relative.startsWith('.') ? relative : `./${relative}`;
  const uses = [
    ...text.matchAll(
      new RegExp(
        `(?:^|\\n)\\s*(?:import|export)\\s+(type\\s)?[^;'"]*?from\\s*['"]${spelled.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]`,
        'g',
      ),
    ),
  ];
  return uses.length > 0 && uses.every((use) => use[1] !== undefined);
}

/** Everything that breaks the house's import rules, one line each, and how many imports were looked at. */
export function findImportFaults(files: readonly SourceFile[]): { faults: string[]; imports: number } {
  const faults: string[] = [];
  let imports = 0;
  for (const file of files) {
    for (const target of importsOf(file)) {
      imports++;
      const fault = faultOf(file, target, isTypeOnlyImport(file.text, target));
      if (fault) faults.push(`${file.name} imports ${target}: ${fault}`);
    }
  }
  return { faults: [...faults, ...rings(files)], imports };
}
