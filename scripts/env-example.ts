import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS, type Setting } from '#server/platform/env.ts';
import { ROOT } from './paths.ts';

/** The text of `.env.example`, made from the settings' own descriptions. */
export function renderEnvExample(): string {
  const lines = [
    '# Every setting, made by `node scripts/env-example.ts` from server/platform/env.ts.',
    '# Nothing here is needed for `npm start`. Copy to .env what you want to change; variables of the shell come first.',
  ];
  const settings = Object.entries(SETTINGS) as [string, Setting][];
  for (const group of ['Web', 'Data', 'Media', 'Sign-in', 'Operation']) {
    lines.push('', `## ${group}`);
    for (const [name, setting] of settings.filter(([, one]) => one.group === group)) {
      lines.push('', `# ${setting.about}`);
      if (setting.otherwise) lines.push(`# Unset: ${setting.otherwise}.`);
      lines.push(`# ${name}=${setting.default ?? setting.example ?? ''}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(path.join(ROOT, '.env.example'), renderEnvExample());
